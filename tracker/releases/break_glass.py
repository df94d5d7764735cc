"""Opens a case in an emergency to somebody who has no part in it: two people, a reason, a short time."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.reasons import require
from tracker.releases import access, cases, notices, read_logs, reading_rules, stop_queries
from tracker.releases.access_models import BreakGlass
from tracker.releases.access_rules import Ability, may
from tracker.releases.models import Case
from tracker.releases.reading_rules import Keyholder
from tracker.sealed import Seal


def ask(session: Session, seal: Seal, actor: Person, *, case: Case, reason: str) -> BreakGlass:
    """Ask to read a case; nothing opens before somebody else agrees."""
    cases.hold(session, case)
    require(reading_rules.may_ask(keyholder(session, actor, case), reason), field="reason")
    kept = sealed.keep(session, seal, case.vault, "access.reason", reason.strip())
    asked = BreakGlass(case_id=case.id, asked_by_id=actor.id, reason_id=kept.id)
    session.add(asked)
    session.flush()
    digest = hashlib.sha256(kept.body).hexdigest()
    _note(session, actor, "release.glass_asked", case, asked, reason_sha256=digest)
    others = {*stop_queries.handlers(session, case), *stop_queries.directors(session, case)} - {actor}
    people = sorted(others, key=lambda one: one.id)
    notices.tell(session, case=case, people=people, what=f"opening-asked-{asked.id}")
    return asked


def answer(session: Session, actor: Person, *, asked: BreakGlass, agrees: bool) -> BreakGlass:
    """Agree, which opens the case at once and for the agreed minutes, or refuse."""
    case = cases.hold(session, asked.case)
    session.refresh(asked)
    who = keyholder(session, actor, case)
    own, answered = asked.asked_by_id == actor.id, asked.answered_at is not None
    require(reading_rules.may_answer(who, own=own, answered=answered))
    if agrees:  # who asked may have lost the role, or come to have a part in the release, since
        require(reading_rules.may_ask(keyholder(session, asked.asked_by, case, asks=True), "asked"))
    asked.answered_by_id, asked.answered_at = actor.id, clock.now()
    if agrees:
        asked.ends_at = asked.answered_at + timedelta(minutes=case.numbers.break_glass_minutes)
    session.flush()
    _note(session, actor, "release.glass_opened" if agrees else "release.glass_refused", case, asked)
    if agrees:
        told = {*stop_queries.handlers(session, case), *stop_queries.owners(session, case)}
        people = sorted(told, key=lambda one: one.id)
        notices.tell(session, case=case, people=people, what=f"opened-{asked.id}")
    return asked


def keyholder(session: Session, person: Person, case: Case, *, asks: bool = False) -> Keyholder:
    """What somebody is to the opening of a case; `asks`: leaving out that they asked already."""
    grants = person.grants_on(clock.today(case.program.time_zone))
    standing = access.standing(session, person, grants, case)
    waiting = read_logs.asked(session, case.id, waiting=True)
    return Keyholder(
        holds=person.active and access.is_keyholder(grants, case),
        barred=standing.barred,
        operator=Role.OPERATOR in grants.roles(),
        reads=bool(may(standing, Ability.TEXT)),
        waits=not asks and any(one.asked_by_id == person.id for one in waiting),
    )


def _note(
    session: Session, actor: Person, action: str, case: Case, asked: BreakGlass, **facts: object
) -> None:
    audit.note(session, actor, action, case, program_id=case.program_id, opening=asked.id, **facts)
