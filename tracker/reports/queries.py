"""Reads of everything that an export prints, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Enrolment
from tracker.evaluations.models import Criterion, Form
from tracker.people.models import ExternalId
from tracker.permissions import Role


def outside_ids(session: Session, program_id: int, role: Role) -> dict[int, str]:
    """Person id → outside id, for one role of a program; the one given first, where there are several."""
    found = (
        sa.select(ExternalId.person_id, ExternalId.value)
        .where(ExternalId.program_id == program_id, ExternalId.role == role)
        .order_by(ExternalId.id.desc())
    )
    return {person_id: value for person_id, value in session.execute(found)}  # noqa: C416  # rows are no pairs to mypy


def is_scholar(session: Session, cohort_id: int, person_id: int) -> bool:
    """Whether somebody is, or was, a scholar of the cohort."""
    found = sa.select(Enrolment.id).where(Enrolment.cohort_id == cohort_id, Enrolment.person_id == person_id)
    return session.scalar(found.limit(1)) is not None


def is_scholar_here(session: Session, program_id: int, person_id: int) -> bool:
    """Whether somebody is, or was, a scholar of any cohort of the program."""
    found = sa.select(Enrolment.id).join(Cohort, Cohort.id == Enrolment.cohort_id)
    found = found.where(Cohort.program_id == program_id, Enrolment.person_id == person_id)
    return session.scalar(found.limit(1)) is not None


def scholars_among(session: Session, cohort_id: int, enrolment_ids: Iterable[int]) -> int:
    """How many of these enrolments belong to the cohort."""
    found = sa.select(sa.func.count(Enrolment.id)).where(
        Enrolment.cohort_id == cohort_id, Enrolment.id.in_(list(enrolment_ids))
    )
    return session.scalar(found) or 0


def scholars_here(session: Session, program_id: int, enrolment_ids: Iterable[int]) -> int:
    """How many of these enrolments belong to the program."""
    found = sa.select(sa.func.count(Enrolment.id)).join(Cohort, Cohort.id == Enrolment.cohort_id)
    found = found.where(Cohort.program_id == program_id, Enrolment.id.in_(list(enrolment_ids)))
    return session.scalar(found) or 0


def criterion_ids(session: Session, cohort_id: int) -> dict[str, list[int]]:
    """The criteria of every rubric that a form of the cohort answered: slug → ids, newest rubric first."""
    used = sa.select(Form.rubric_id).join(Form.enrolment).where(Enrolment.cohort_id == cohort_id).distinct()
    found = sa.select(Criterion.slug, Criterion.id).where(Criterion.rubric_id.in_(used))
    ids: dict[str, list[int]] = {}
    for slug, key in session.execute(found.order_by(Criterion.rubric_id.desc(), Criterion.position)):
        ids.setdefault(slug, []).append(key)
    return ids
