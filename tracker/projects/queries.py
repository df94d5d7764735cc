"""Reads of works."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.cohorts.models import Enrolment, Phase
from tracker.projects.models import Membership, Work, WorkMentor


def count_in_cohort(session: Session, cohort_id: int) -> int:
    found = sa.select(sa.func.count(Work.id)).join(Work.phase).where(Phase.cohort_id == cohort_id)
    return session.scalar(found) or 0


def in_cohort(
    session: Session, cohort_id: int, *, limit: int | None = None, offset: int = 0
) -> Sequence[Work]:
    """Some works of a cohort with members and mentors, by due day (without one: last) and title."""
    found = (
        sa.select(Work)
        .join(Work.phase)
        .where(Phase.cohort_id == cohort_id)
        .options(
            joinedload(Work.phase),
            selectinload(Work.members).joinedload(Membership.enrolment).joinedload(Enrolment.person),
            selectinload(Work.mentors).joinedload(WorkMentor.person),
        )
        .order_by(Work.due_on.is_(None), Work.due_on, Work.title, Work.id)
        .limit(limit)
        .offset(offset)
    )
    return session.scalars(found).all()


def in_cohorts(session: Session, cohort_ids: Collection[int]) -> Sequence[Work]:
    """All works of these cohorts with the cohort of each, by due day (without one: last) and title."""
    found = (
        sa.select(Work)
        .join(Work.phase)
        .where(Phase.cohort_id.in_(cohort_ids))
        .options(joinedload(Work.phase).joinedload(Phase.cohort))
        .order_by(Work.due_on.is_(None), Work.due_on, Work.title, Work.id)
    )
    return session.scalars(found).all()


def of_person(session: Session, person_id: int) -> Sequence[Work]:
    """The works that somebody makes or guides, in all their cohorts, the newest due day first."""
    makes = sa.select(Membership.work_id).join(Membership.enrolment).where(Enrolment.person_id == person_id)
    guides = sa.select(WorkMentor.work_id).where(WorkMentor.person_id == person_id)
    found = (
        sa.select(Work)
        .where(Work.id.in_(sa.union(makes, guides)))
        .options(
            joinedload(Work.phase).joinedload(Phase.cohort),
            selectinload(Work.members).joinedload(Membership.enrolment).joinedload(Enrolment.person),
            selectinload(Work.mentors),
        )
        .order_by(Work.due_on.is_(None), Work.due_on.desc(), Work.title, Work.id)
    )
    return session.scalars(found).all()


def work(session: Session, work_id: int, *, cohort_id: int) -> Work | None:
    """A work of this cohort with its phase and members."""
    found = (
        sa.select(Work)
        .join(Work.phase)
        .where(Work.id == work_id, Phase.cohort_id == cohort_id)
        .options(
            joinedload(Work.phase),
            selectinload(Work.members).joinedload(Membership.enrolment).joinedload(Enrolment.person),
        )
    )
    return session.scalar(found)


def one(session: Session, work_id: int) -> Work | None:
    """A work with its cohort, members and mentors, whoever asks. Pages ask `views.blueprint.work_for`."""
    found = (
        sa.select(Work)
        .where(Work.id == work_id)
        .options(
            joinedload(Work.phase).joinedload(Phase.cohort),
            joinedload(Work.rates_by),
            joinedload(Work.reached_by),
            joinedload(Work.shares_by),
            selectinload(Work.members).joinedload(Membership.enrolment).joinedload(Enrolment.person),
            selectinload(Work.mentors).joinedload(WorkMentor.person),
        )
    )
    return session.scalar(found)


def of_enrolment(session: Session, enrolment_id: int) -> Sequence[Work]:
    """The works a scholar is a member of, by due day."""
    found = (
        sa.select(Work)
        .join(Membership, Membership.work_id == Work.id)
        .where(Membership.enrolment_id == enrolment_id)
        .options(
            joinedload(Work.phase),
            selectinload(Work.members).joinedload(Membership.enrolment).joinedload(Enrolment.person),
        )
        .order_by(Work.due_on.is_(None), Work.due_on, Work.id)
    )
    return session.scalars(found).all()
