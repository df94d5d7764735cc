"""What a cohort still lacks before forms can be filed, counted in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Enrolment, Milestone, Phase
from tracker.evaluations.models import Assignment, Rubric
from tracker.people.models import RoleGrant
from tracker.permissions import Role
from tracker.projects.models import Membership, Work


@dataclass(frozen=True)
class Counts:
    """What is there so far. Scholars who left do not count."""

    scholars: int
    mentors: int
    rubric: int
    milestones: int
    works: int
    without_work: int
    asked: int
    unasked: int


def counts(session: Session, cohort: Cohort) -> Counts:
    """The figures of a cohort's checklist; `rubric` is the newest version, 0 without one."""
    staying = (Enrolment.cohort_id == cohort.id, Enrolment.withdrew_on.is_(None))
    in_cohort = Phase.cohort_id == cohort.id
    mentors = sa.select(sa.func.count(sa.distinct(RoleGrant.person_id))).where(
        RoleGrant.role == Role.MENTOR,
        RoleGrant.program_id == cohort.program_id,
        sa.or_(RoleGrant.cohort_id.is_(None), RoleGrant.cohort_id == cohort.id),
    )
    judged = sa.exists().where(Assignment.enrolment_id == Enrolment.id, Assignment.excused_at.is_(None))
    working = sa.exists().where(Membership.enrolment_id == Enrolment.id)
    figures: dict[str, sa.Select[Any]] = {
        "scholars": _count(Enrolment.id).where(*staying),
        "mentors": mentors,
        "rubric": sa.select(sa.func.coalesce(sa.func.max(Rubric.version), 0)).where(
            Rubric.program_id == cohort.program_id
        ),
        "milestones": _count(Milestone.id).join(Phase, Phase.id == Milestone.phase_id).where(in_cohort),
        "works": _count(Work.id).join(Phase, Phase.id == Work.phase_id).where(in_cohort),
        "without_work": _count(Enrolment.id).where(*staying, ~working),
        "asked": _count(Assignment.id)
        .join(Enrolment, Enrolment.id == Assignment.enrolment_id)
        .where(Enrolment.cohort_id == cohort.id),
        "unasked": _count(Enrolment.id).where(*staying, ~judged),
    }
    found = session.execute(sa.select(*(one.scalar_subquery().label(name) for name, one in figures.items())))
    return Counts(**found.one()._asdict())


def _count(column: Any) -> sa.Select[Any]:
    return sa.select(sa.func.count(column))
