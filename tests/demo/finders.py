"""Reads of a built demo, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker import clock
from tracker.cohorts.models import Cohort, Enrolment, Phase, PhaseKind
from tracker.demo.cases import CASES
from tracker.demo.people import SCHOLAR
from tracker.evaluations.models import Assignment, Form
from tracker.people.models import Person
from tracker.projects.models import Membership, Work, WorkKind


def today() -> date:
    return clock.today("Europe/London")


def person(session: Session, email: str) -> Person:
    return session.scalars(sa.select(Person).where(Person.email == email)).one()


def main_cohort(session: Session) -> Cohort:
    """The cohort of the demo scholar."""
    found = sa.select(Cohort).join(Enrolment).where(Enrolment.person_id == person(session, SCHOLAR.email).id)
    return session.scalars(found.options(selectinload(Cohort.phases))).one()


def enrolment(session: Session, email: str) -> Enrolment:
    found = sa.select(Enrolment).join(Enrolment.person).where(Person.email == email)
    return session.scalars(found).one()


def forms(session: Session, email: str | None = None) -> Sequence[Form]:
    """The filed forms of the main cohort, or on one of its scholars, earliest first."""
    found = (
        sa.select(Form)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == main_cohort(session).id)
        .options(selectinload(Form.ratings), joinedload(Form.assignment), joinedload(Form.mentor))
        .order_by(Form.filed_at)
    )
    if email is not None:
        found = found.where(Form.enrolment_id == enrolment(session, email).id)
    return session.scalars(found).all()


def assignments(session: Session) -> Sequence[Assignment]:
    """The assignments of the main cohort with what came of them."""
    found = (
        sa.select(Assignment)
        .join(Assignment.enrolment)
        .where(Enrolment.cohort_id == main_cohort(session).id)
        .options(
            joinedload(Assignment.form),
            joinedload(Assignment.draft),
            joinedload(Assignment.mentor),
            joinedload(Assignment.enrolment).joinedload(Enrolment.person),
        )
    )
    return session.scalars(found).unique().all()


def open_of(session: Session, email: str) -> list[Assignment]:
    """The forms that a mentor owes in the main cohort."""
    return [
        one
        for one in assignments(session)
        if one.mentor.email == email and one.form is None and one.excused_at is None
    ]


def crews(session: Session, kind: PhaseKind) -> list[int]:
    """How many scholars each work of the main cohort has in a phase, deliverables beside it left out."""
    found = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(Work)
        .join(Phase)
        .where(
            Phase.cohort_id == main_cohort(session).id,
            Phase.kind == kind,
            Work.kind != WorkKind.MILESTONE,
        )
        .group_by(Work.id)
    )
    return list(session.scalars(found))


def works(session: Session) -> Sequence[Work]:
    """The works of the main cohort with their teams, in the order in which they begin."""
    found = (
        sa.select(Work)
        .join(Work.phase)
        .where(Phase.cohort_id == main_cohort(session).id)
        .options(selectinload(Work.members).joinedload(Membership.enrolment).joinedload(Enrolment.person))
        .order_by(Work.starts_on, Work.id)
    )
    return session.scalars(found).all()


def case(session: Session, name: str) -> Sequence[Form]:
    """The forms on the scholar whom a case is about."""
    return forms(session, CASES[name])
