"""What a cohort was asked for and what it still lacks before forms can be filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from tracker.cohorts.models import Cohort, Enrolment, Milestone, Phase
from tracker.evaluations.models import Assignment, Form, Rubric
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
    staying = (Enrolment.cohort_id == cohort.id, Enrolment.left_on.is_(None))
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


def asked(session: Session, cohort_id: int) -> Sequence[Assignment]:
    """The forms asked for in a cohort, earliest due first, without their answers."""
    return session.scalars(_asked(cohort_id).order_by(Assignment.due_on, Assignment.id)).unique().all()


def asked_for(session: Session, assignment_id: int, *, cohort_id: int) -> Assignment | None:
    """One form asked for in this cohort."""
    found = _asked(cohort_id).where(Assignment.id == assignment_id)
    return session.scalars(found).unique().one_or_none()


def _asked(cohort_id: int) -> sa.Select[Assignment]:
    return (
        sa.select(Assignment)
        .join(Assignment.enrolment)
        .where(Enrolment.cohort_id == cohort_id)
        .options(
            contains_eager(Assignment.enrolment).joinedload(Enrolment.person),
            contains_eager(Assignment.enrolment).joinedload(Enrolment.cohort),
            joinedload(Assignment.mentor),
            joinedload(Assignment.work),
            joinedload(Assignment.milestone),
            joinedload(Assignment.form).load_only(Form.id),
        )
    )


def _count(column: Any) -> sa.Select[Any]:
    return sa.select(sa.func.count(column))
