"""Reads of what came of a cohort's works. Nothing of what is under seal is read here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Phase
from tracker.projects import credit_queries
from tracker.projects.models import Work, WorkKind
from tracker.projects.outcome_models import SEALED, Outcome, OutcomeKind, OutcomeStatus, Tier

OUT = (OutcomeStatus.SUBMITTED, OutcomeStatus.ACCEPTED, OutcomeStatus.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Output:
    """An outcome that is not under seal; `out` says that it was at least handed in somewhere."""

    work_id: int
    kind: OutcomeKind
    tier: Tier | None
    status: OutcomeStatus

    @property
    def out(self) -> bool:
        return self.status in OUT


def outputs(session: Session, cohort_id: int) -> list[Output]:
    """The outcomes of a cohort's works but for restricted and withheld ones. One statement."""
    found = (
        sa.select(Outcome.work_id, Outcome.kind, Outcome.tier, Outcome.status)
        .join(Outcome.work)
        .join(Work.phase)
        .where(Phase.cohort_id == cohort_id, Outcome.status.not_in(sorted(SEALED)))
        .order_by(Outcome.id)
    )
    return [Output(*row) for row in session.execute(found)]


def out_by_cohort(session: Session, cohort_ids: Collection[int]) -> dict[int, int]:
    """How many outputs are out of each of these cohorts. One statement."""
    found = (
        sa.select(Phase.cohort_id, sa.func.count(Outcome.id))
        .select_from(Outcome)
        .join(Outcome.work)
        .join(Work.phase)
        .where(Phase.cohort_id.in_(cohort_ids), Outcome.status.in_(OUT))
        .group_by(Phase.cohort_id)
    )
    counts = {cohort_id: number for cohort_id, number in session.execute(found)}  # noqa: C416  # rows are no pairs to mypy
    return {cohort_id: counts.get(cohort_id, 0) for cohort_id in cohort_ids}


def works(session: Session, cohort_id: int) -> dict[int, WorkKind]:
    """The works of a cohort by their ids. One statement."""
    found = sa.select(Work.id, Work.kind).join(Work.phase).where(Phase.cohort_id == cohort_id)
    return {key: kind for key, kind in session.execute(found.order_by(Work.id))}  # noqa: C416  # see above


def shares(session: Session, work_ids: Collection[int]) -> Mapping[int, Mapping[int, float]]:
    """Work → enrolment → its share of the credit, as the score counts it. Two statements."""
    found = credit_queries.shares(session, work_ids)
    return {work_id: one.numbers for work_id, one in found.items()}
