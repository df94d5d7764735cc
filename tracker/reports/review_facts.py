"""What became of the releases of one cohort's works in review. For the coordinator alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts import calendar
from tracker.cohorts.day_rules import is_working_day
from tracker.cohorts.models import Cohort, Phase
from tracker.projects.models import Work
from tracker.releases import clocks, ending_rules, snapshot_queries
from tracker.releases.appeal_models import ReleaseAppeal, Ruling
from tracker.releases.clocks import Facts
from tracker.releases.models import Case, CaseStep
from tracker.releases.numbers import Numbers
from tracker.releases.parts import CaseState, Tier
from tracker.releases.statistics_rules import Ending, Period

# While a case is in one of these somebody other than its authors is waited for, with a day to keep.
TIMED = (CaseState.SCREENING, CaseState.EXPEDITED, CaseState.FORMAL)
JUDGED = ("T8", "T9", "T10")


@dataclass(frozen=True, slots=True)
class Stay:
    """A state that a case came to on a day, by a transition; `until` is the day it left it, None: not yet."""

    transition: str
    state: CaseState
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A submitted case. `days` are working days from its submission to the last judgement, None before one.

    `over` says that a day of the policy passed, at some time or now, before somebody did what they had to.
    """

    ending: Ending | None
    days: int | None
    over: bool
    appeals: tuple[Ruling | None, ...]


def of_cohort(session: Session, cohort: Cohort, today: date) -> list[Reviewed]:
    """Every case of the cohort's works that was ever submitted. A fixed number of statements."""
    rows = session.scalars(
        sa.select(Case)
        .join(Case.work)
        .join(Work.phase)
        .where(Phase.cohort_id == cohort.id, Case.submitted_at.is_not(None))
        .order_by(Case.id)
    ).all()
    ids = [case.id for case in rows]
    stays, appeals = _stays(session, cohort, ids), _appeals(session, ids)
    steps = snapshot_queries.steps(session, cohort.program)
    closed = calendar.closed_days(session, cohort.program_id)
    always = Period(date.min, today + timedelta(days=1))
    found = []
    for case in rows:
        tier = Tier(case.tier or Tier.EXPEDITED)
        decided = ending_rules.decided(steps[case.id], tier, always)
        found.append(
            Reviewed(
                ending=decided.ending if decided else None,
                days=days_to_judgement(stays[case.id], closed),
                over=any(is_over(one, case.numbers, closed, today) for one in stays[case.id]),
                appeals=tuple(appeals[case.id]),
            )
        )
    return found


def days_to_judgement(stays: Iterable[Stay], closed: Container[date]) -> int | None:
    """The working days from the submission to the last judgement; None where nobody judged.

    A review that began anew is counted from there.
    """
    began, found = None, None
    for one in stays:
        if one.transition in ending_rules.BEGINS_ANEW or (one.transition == "T2" and began is None):
            began = one.since
        elif one.transition in JUDGED and began is not None:
            days = (one.since - began).days
            found = sum(is_working_day(began + timedelta(days=n), closed) for n in range(1, days + 1))
    return found


def is_over(stay: Stay, numbers: Numbers, closed: Container[date], today: date) -> bool:
    """Whether a state of the review lasted, or lasts, longer than the policy gives it."""
    if stay.state not in TIMED:
        return False
    due = clocks.deadlines(Facts(stay.state, stay.since), numbers, closed)
    return any(one.late(stay.until or today) for one in due)


def _stays(session: Session, cohort: Cohort, ids: Sequence[int]) -> dict[int, list[Stay]]:
    zone = ZoneInfo(cohort.program.time_zone)
    rows = (
        sa.select(CaseStep.case_id, CaseStep.transition, CaseStep.after, CaseStep.at)
        .where(CaseStep.case_id.in_(ids))
        .order_by(CaseStep.case_id, CaseStep.position)
    )
    found: dict[int, list[Stay]] = defaultdict(list)
    for case_id, transition, state, at in session.execute(rows):
        day, before = at.astimezone(zone).date(), found[case_id]
        if before:
            last = before.pop()
            before.append(Stay(last.transition, last.state, last.since, day))
        before.append(Stay(transition, state, day))
    return found


def _appeals(session: Session, ids: Sequence[int]) -> dict[int, list[Ruling | None]]:
    rows = sa.select(ReleaseAppeal.case_id, ReleaseAppeal.ruling).where(ReleaseAppeal.case_id.in_(ids))
    found: dict[int, list[Ruling | None]] = defaultdict(list)
    for case_id, ruling in session.execute(rows.order_by(ReleaseAppeal.id)):
        found[case_id].append(ruling)
    return found
