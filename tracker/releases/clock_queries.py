"""Reads whom cases wait for, and since when; of many cases in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts import calendar
from tracker.people.models import Person
from tracker.releases import assessment_queries, clocks, panel_queries, stop_queries
from tracker.releases.appeal_models import ReleaseAppeal
from tracker.releases.clocks import Deadline, Facts, Who
from tracker.releases.decision_models import Approval, Decision
from tracker.releases.models import Case
from tracker.releases.states import CLOSED
from tracker.releases.stop_models import Stop


def deadlines(session: Session, cases: Sequence[Case]) -> dict[int, list[Deadline]]:
    """Case id → everything it waits for, soonest first. Cases of one program."""
    if not cases:
        return {}
    closed = calendar.closed_days(session, cases[0].program_id)
    known = facts(session, cases)
    return {case.id: clocks.deadlines(known[case.id], case.numbers, closed) for case in cases}


def facts(session: Session, cases: Sequence[Case]) -> dict[int, Facts]:
    """Case id → the days that count for it. Four statements."""
    ids = [case.id for case in cases]
    expires = _by_case(session, Approval.case_id, Approval.expires_on, ids, Approval.voided_at.is_(None))
    newest = sa.select(sa.func.max(Decision.id)).where(Decision.case_id.in_(ids)).group_by(Decision.case_id)
    revisits = _by_case(session, Decision.case_id, Decision.revisit_on, ids, Decision.id.in_(newest))
    appeals = _by_case(
        session, ReleaseAppeal.case_id, ReleaseAppeal.answer_by, ids, ReleaseAppeal.ruling.is_(None)
    )
    open_stops = sa.select(Stop).where(Stop.case_id.in_(ids), Stop.settled_at.is_(None))
    stops = {one.case_id: one for one in session.scalars(open_stops)}
    found = {}
    for case in cases:
        stop = stops.get(case.id)
        found[case.id] = Facts(
            state=case.state,
            since=_day(case, case.state_since),
            expires_on=expires.get(case.id),
            revisit_on=revisits.get(case.id),
            reasons_by=_day(case, stop.reasons_by) if stop else None,
            reasons_filed=stop is not None and stop.reasons_id is not None,
            settle_by=stop.settle_by if stop else None,
            appeal_by=appeals.get(case.id),
        )
    return found


def waiting_for(session: Session, case: Case, deadline: Deadline) -> list[Person]:
    """The people who have to do it: those who have not, as far as the case knows them."""
    match deadline.who:
        case Who.AUTHOR:
            return [case.author]
        case Who.COORDINATOR:
            return stop_queries.handlers(session, case)
        case Who.REVIEWERS:
            return _reviewers(session, case)
        case Who.PANEL:
            return _panel(session, case)
        case Who.APPEAL_READER:
            return _reader(session, case)
        case Who.STOPPER | Who.SETTLERS:
            return _after_stop(session, case, deadline)


def open_cases(session: Session, program_id: int) -> Sequence[Case]:
    """The cases of a program that somebody waits for, oldest first."""
    found = sa.select(Case).where(Case.program_id == program_id, Case.state.not_in(CLOSED))
    return session.scalars(found.order_by(Case.id)).unique().all()


def _by_case(
    session: Session,
    case_id: sa.orm.InstrumentedAttribute[int],
    day: sa.orm.InstrumentedAttribute[date] | sa.orm.InstrumentedAttribute[date | None],
    ids: Collection[int],
    which: sa.ColumnElement[bool],
) -> dict[int, date]:
    rows = session.execute(sa.select(case_id, day).where(case_id.in_(ids), which))
    return {number: found for number, found in rows if found is not None}


def _reviewers(session: Session, case: Case) -> list[Person]:
    """Those who were asked and have not answered, and those who judge and have not filed."""
    return [
        one.row.person
        for one in assessment_queries.reviewers(session, case)
        if not one.row.accepted or not assessment_queries.has_filed(session, case, one.row.person_id)
    ]


def _panel(session: Session, case: Case) -> list[Person]:
    """The members who have not stepped aside; without a panel, who convenes it."""
    panel = panel_queries.newest(session, case.id)
    if panel is None or panel.ended_at is not None:
        return stop_queries.handlers(session, case)
    seats = panel_queries.seats(session, panel.id)
    return [one.person for one in seats if panel_queries.is_called(one) and one.recused_at is None]


def _reader(session: Session, case: Case) -> list[Person]:
    """Who reads the appeal; who assigns one where nobody reads it yet."""
    found = sa.select(ReleaseAppeal).where(ReleaseAppeal.case_id == case.id, ReleaseAppeal.ruling.is_(None))
    readers = [one.reader for one in session.scalars(found) if one.reader is not None]
    return readers or stop_queries.handlers(session, case)


def _after_stop(session: Session, case: Case, deadline: Deadline) -> list[Person]:
    stop = stop_queries.open_stop(session, case.id)
    if stop is None:
        return []
    if deadline.who is Who.STOPPER:
        return [stop.stopped_by]
    found = [*stop_queries.handlers(session, case), *stop_queries.seated(session, case)]
    return [one for one in found if one.id != stop.stopped_by_id]


def _day(case: Case, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(case.program.time_zone)).date()
