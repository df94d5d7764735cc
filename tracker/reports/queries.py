"""Reads of everything that an export prints, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tracker.cohorts.models import Enrolment, Phase
from tracker.evaluations.models import Criterion, Form, FormRevision, Rating
from tracker.people.models import ExternalId, Person
from tracker.permissions import Role
from tracker.projects.models import Work


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


def scholars_among(session: Session, cohort_id: int, enrolment_ids: Iterable[int]) -> int:
    """How many of these enrolments belong to the cohort."""
    found = sa.select(sa.func.count(Enrolment.id)).where(
        Enrolment.cohort_id == cohort_id, Enrolment.id.in_(list(enrolment_ids))
    )
    return session.scalar(found) or 0


def criteria(session: Session, cohort_id: int) -> list[str]:
    """The slugs of the criteria of every rubric that a form of the cohort answered, in their order."""
    used = sa.select(Form.rubric_id).join(Form.enrolment).where(Enrolment.cohort_id == cohort_id).distinct()
    found = sa.select(Criterion.slug).where(Criterion.rubric_id.in_(used))
    ordered = session.scalars(found.order_by(Criterion.rubric_id.desc(), Criterion.position))
    return list(dict.fromkeys(ordered))


def ratings(session: Session, cohort_id: int) -> dict[int, dict[str, int]]:
    """Form id → the levels of its criteria; "not seen" is left out."""
    found = (
        sa.select(Rating.form_id, Criterion.slug, Rating.level)
        .join(Criterion, Criterion.id == Rating.criterion_id)
        .join(Form, Form.id == Rating.form_id)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Rating.level.is_not(None))
    )
    levels: dict[int, dict[str, int]] = {}
    for form_id, slug, level in session.execute(found):
        if level is not None:
            levels.setdefault(form_id, {})[slug] = level
    return levels


def forms(session: Session, cohort_id: int) -> Iterator[sa.RowMapping]:
    """Every filed form of a cohort, by scholar's name, then as they were filed."""
    scholar, mentor = aliased(Person), aliased(Person)
    # An amendment moves `filed_at`; the time from opening to filing is that of the first version.
    first = aliased(FormRevision)
    found = (
        sa.select(
            Form.id,
            Enrolment.person_id.label("scholar_id"),
            scholar.name.label("scholar_name"),
            scholar.email.label("scholar_email"),
            Form.mentor_id,
            mentor.name.label("mentor_name"),
            mentor.email.label("mentor_email"),
            Work.title.label("work"),
            Phase.kind.label("phase"),
            Form.opened_at,
            sa.func.coalesce(first.filed_at, Form.filed_at).label("first_filed_at"),
            *[getattr(Form, name) for name in ANSWERS],
        )
        .join(Form.enrolment)
        .join(scholar, scholar.id == Enrolment.person_id)
        .join(mentor, mentor.id == Form.mentor_id)
        .join(Form.work)
        .join(Work.phase)
        .outerjoin(first, sa.and_(first.form_id == Form.id, first.version == 1))
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(scholar.name, Enrolment.id, Form.id)
    )
    yield from session.execute(found.execution_options(yield_per=2000)).mappings()


# The columns of a form that stand in the export under their own names.
ANSWERS = (
    "filed_on",
    "version",
    "overall",
    "please_advise",
    "confidence",
    "contact_hours",
    "trend",
    "result",
    "quality",
    "blame",
    "share",
    "keep",
    "change",
    "raise_concern",
    "release_review",
    "conduct",
    "staff_note",
)
