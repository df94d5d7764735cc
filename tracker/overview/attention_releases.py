"""Cases of release review in which a day has passed, as lines of the attention list. Neutral."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Phase
from tracker.overview.attention_rules import Item, Kind
from tracker.permissions import Grants, Permission
from tracker.projects.models import Work
from tracker.releases import clock_queries
from tracker.releases.clocks import Deadline
from tracker.releases.models import Case
from tracker.releases.states import CLOSED

OVERLOOKING = (Permission.RELEASE_COORDINATE, Permission.RELEASE_DIRECT)
# A cohort with its late cases, each with the day that passed.
Late = Sequence[tuple[Cohort, Sequence[tuple[Case, date]]]]


def late(session: Session, cohorts: Sequence[Cohort], today: Mapping[int, date], held: Grants) -> Late:
    """The cases that somebody is late with, of the cohorts whose review the reader overlooks.

    A fixed number of statements a program.
    """
    by_id = {one.id: one for one in cohorts if _overlooks(held, one)}
    if not by_id:
        return []
    found = (
        sa.select(Case, Phase.cohort_id)
        .join(Work, Work.id == Case.work_id)
        .join(Phase, Phase.id == Work.phase_id)
        .where(Phase.cohort_id.in_(by_id), Case.state.not_in(CLOSED))
        .order_by(Case.id)
    )
    rows = session.execute(found).unique().all()
    programs: dict[int, list[Case]] = defaultdict(list)
    for case, _cohort_id in rows:
        programs[case.program_id].append(case)
    waiting: dict[int, list[Deadline]] = {}
    for cases in programs.values():
        waiting |= clock_queries.deadlines(session, cases)
    passed: dict[int, list[tuple[Case, date]]] = defaultdict(list)
    for case, cohort_id in rows:
        days = [
            one.due for one in waiting[case.id] if one.due is not None and one.late(today[case.program_id])
        ]
        if days:
            passed[cohort_id].append((case, min(days)))
    return [(by_id[cohort_id], cases) for cohort_id, cases in passed.items()]


def _overlooks(held: Grants, cohort: Cohort) -> bool:
    where = {"program_id": cohort.program_id, "cohort_id": cohort.id}
    return any(held.allow(one, **where) for one in OVERLOOKING)


def lines(found: Late) -> Iterator[Item]:
    """One line a cohort. It says which cases, and nothing of what they are about."""
    for cohort, cases in found:
        yield Item(
            Kind.RELEASE,
            cohort.id,
            cohort.name,
            min(day for _case, day in cases),
            tuple(case.label for case, _day in cases),
            cohort.id,
            ("releases.index", {}),
            whole_phase=True,
        )
