"""Tells the coordinators that somebody opened more sealed texts within an hour than the work asks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.db import wait_at_most
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.reasons import no, require
from tracker.releases import notices, queries, read_logs, reading_rules, stop_queries
from tracker.releases.access_models import ReadAlert
from tracker.releases.models import Case
from tracker.releases.numbers import DEFAULTS, Numbers
from tracker.releases.reading_rules import HOUR
from tracker.sealed import LOG_WAIT


@dataclass(frozen=True)
class Found:
    """Somebody's hour of much reading, and the case they read last in it."""

    person_id: int
    hour: datetime
    texts: int
    case: Case


def look(session: Session, program_id: int) -> list[ReadAlert]:
    """Write down who read much in the last hours and is not written down; one row a person and hour."""
    if not _new(session, program_id):
        return []
    audit.hold(session, program_id)
    made = []
    for one in _new(session, program_id):
        row = ReadAlert(program_id=program_id, person_id=one.person_id, hour=one.hour, texts=one.texts)
        session.add(row)
        session.flush()
        audit.note(session, None, "release.much_read", row, program_id=program_id, person=one.person_id)
        notices.tell(session, case=one.case, people=_told(session, one), what=f"much-read-{row.id}")
        made.append(row)
    return made


def after_reading(session: Session, vaults: Collection[int]) -> None:
    """The same for the programs of the cases that were just read. Never waits long for the log."""
    wait_at_most(session, LOG_WAIT)
    here = sa.select(Case.program_id).where(Case.vault_id.in_(list(vaults))).distinct()
    for program_id in session.scalars(here).all():
        look(session, program_id)


def _told(session: Session, found: Found) -> list[Person]:
    """Coordinators and deputies, without whom it is about; the directors where nobody else is left."""
    handling = stop_queries.with_role(session, found.case.program_id, Role.COORDINATOR, Role.DEPUTY)
    others = [one for one in handling if one.id != found.person_id]
    return others or stop_queries.directors(session, found.case)


def is_due(session: Session, program_id: int) -> bool:
    """Whether there is something to write down."""
    return bool(_new(session, program_id))


def clear(session: Session, actor: Person, *, alert: ReadAlert) -> None:
    """Say that one looked into it. Nobody does so about themselves."""
    audit.hold(session, alert.program_id)
    session.refresh(alert)
    if alert.person_id == actor.id:
        require(no("alert_own"))
    if alert.seen_at is None:
        alert.seen_by_id, alert.seen_at = actor.id, clock.now()
        session.flush()
        audit.note(session, actor, "release.much_read_seen", alert, program_id=alert.program_id)


def _new(session: Session, program_id: int) -> list[Found]:
    """What no row tells yet: an hour that overlaps with one told is the same."""
    policy = queries.newest_policy(session, program_id)
    limit = (Numbers.of(policy.numbers) if policy else DEFAULTS).reads_an_hour
    since = clock.now() - read_logs.SINCE
    rows = sa.select(ReadAlert.person_id, sa.func.max(ReadAlert.hour)).where(
        ReadAlert.program_id == program_id, ReadAlert.hour >= since - HOUR
    )
    told = dict(session.execute(rows.group_by(ReadAlert.person_id)).all())
    found = []
    for person_id, reads in sorted(read_logs.reads_since(session, program_id, since).items()):
        later = [one for one, _case in reads if person_id not in told or one.at >= told[person_id] + HOUR]
        if busy := reading_rules.busiest_hour(later, limit):
            found.append(Found(person_id, *busy, case=reads[-1][1]))
    return found
