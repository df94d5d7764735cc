"""Asks people to look at a case, once for each step of it. Whatever it is about stays behind the sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.people.models import Person
from tracker.releases import queries
from tracker.releases.incident_models import Report
from tracker.releases.models import Case
from tracker.releases.notice_models import Notice

# Names a reason among reasons; it stands in no mail, and nothing that somebody typed fits in.
WHAT = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# Under this, a session notes that there is something to write.
TOLD = "release_notices"


def tell(
    session: Session,
    *,
    case: Case,
    people: Iterable[Person],
    what: str,
    due: date | None = None,
    ever: bool = False,
) -> list[Notice]:
    """Ask people to look at a case, by `due` if there is such a day. Asking again at one step is nothing.

    With `ever` it is nothing at a later step either.

    The mail names the case and the day, and leads to the page; it is written after the commit.
    """
    position = queries.last_step(session, case.id).position
    at = sa.true() if ever else Notice.position == position
    known = _known(session, Notice.case_id == case.id, at, what)
    return _ask(
        session,
        [
            Notice(
                program_id=case.program_id,
                case_id=case.id,
                position=position,
                what=what,
                person_id=person_id,
                due_on=due,
            )
            for person_id in _new(people, known)
        ],
    )


def tell_of_report(session: Session, *, report: Report, people: Iterable[Person], what: str) -> list[Notice]:
    """The same about a report of which nobody has said yet which case it is about."""
    known = _known(session, Notice.report_id == report.id, Notice.position == 0, what)
    return _ask(
        session,
        [
            Notice(program_id=report.program_id, report_id=report.id, what=what, person_id=person_id)
            for person_id in _new(people, known)
        ],
    )


def _known(
    session: Session, about: sa.ColumnElement[bool], at: sa.ColumnElement[bool], what: str
) -> set[int]:
    if not WHAT.fullmatch(what):
        raise ValueError("what somebody is asked is named by a short code")
    return set(session.scalars(sa.select(Notice.person_id).where(about, at, Notice.what == what)))


def _new(people: Iterable[Person], known: set[int]) -> list[int]:
    return [number for number in dict.fromkeys(person.id for person in people) if number not in known]


def _ask(session: Session, rows: list[Notice]) -> list[Notice]:
    session.add_all(rows)
    session.flush()
    if rows:
        session.info[TOLD] = True
    return rows
