"""Reads of who contributed to a release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts.models import Cohort, Enrolment
from tracker.people.models import Person, RoleGrant
from tracker.projects.models import Membership, WorkMentor
from tracker.releases import contributor_rules
from tracker.releases.contributor_rules import Hand, People
from tracker.releases.models import Case
from tracker.releases.submission_models import Contributor


def rows(session: Session, case_id: int) -> Sequence[Contributor]:
    """The lines that were added to a case's list and not taken off, in the order they were added."""
    found = sa.select(Contributor).where(Contributor.case_id == case_id, Contributor.removed_at.is_(None))
    return session.scalars(
        found.options(joinedload(Contributor.person), joinedload(Contributor.name))
        .order_by(Contributor.id)
        .execution_options(populate_existing=True)
    ).all()


def ever_named(session: Session, case_id: int) -> Sequence[Contributor]:
    """The lines of people without an account, those taken off among them."""
    found = sa.select(Contributor).where(Contributor.case_id == case_id, Contributor.name_id.is_not(None))
    return session.scalars(
        found.options(joinedload(Contributor.name))
        .order_by(Contributor.id)
        .execution_options(populate_existing=True)
    ).all()


def everybody(session: Session, case: Case) -> People:
    """Who contributed, as of now: the members and mentors of the work, and those added. Three statements.

    The corresponding author is among them even where the work does not name them any more.
    """
    members = (
        sa.select(Enrolment.person_id)
        .join(Membership, Membership.enrolment_id == Enrolment.id)
        .where(Membership.work_id == case.work_id)
    )
    mentors = (
        sa.select(WorkMentor.person_id)
        .where(WorkMentor.work_id == case.work_id)
        .order_by(WorkMentor.person_id)
    )
    return contributor_rules.together(
        sorted({case.author_id, *session.scalars(members)}),
        session.scalars(mentors),
        [_hand(one) for one in rows(session, case.id)],
    )


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Person]:
    """These people by their ids."""
    found = session.scalars(sa.select(Person).where(Person.id.in_(list(ids))))
    return {one.id: one for one in found}


def of_program(session: Session, program_id: int, email: str) -> Person | None:
    """The person with this address, if they hold a role or were ever enrolled in the program."""
    holds = sa.select(RoleGrant.person_id).where(RoleGrant.program_id == program_id)
    was = sa.select(Enrolment.person_id).join(Enrolment.cohort).where(Cohort.program_id == program_id)
    found = sa.select(Person).where(
        sa.func.lower(Person.email) == email.lower(), Person.id.in_(sa.union(holds, was))
    )
    return session.scalars(found).first()


def _hand(row: Contributor) -> Hand:
    return Hand(row.part, row.person_id, row.name_id, row.id, row.us_university)
