"""Reads of who contributed to a release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts.models import Cohort, Enrolment
from tracker.people.models import Person, RoleGrant
from tracker.projects.models import Membership, WorkMentor
from tracker.releases import contributor_rules
from tracker.releases.contributor_rules import Hand, People
from tracker.releases.models import Case
from tracker.releases.submission_models import Contributor, Part


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


def _part(part: Part) -> sa.BindParameter[Part]:
    return sa.literal(part, sa.inspect(Contributor).columns.part.type)


# Asked many times for one page, and so put together once, for the columns alone.
_EVERYBODY: sa.CompoundSelect[Any] = sa.union_all(
    sa.select(
        Contributor.id,
        Contributor.part,
        Contributor.person_id,
        Contributor.name_id,
        Contributor.us_university,
    ).where(Contributor.case_id == sa.bindparam("case"), Contributor.removed_at.is_(None)),
    sa.select(sa.null(), _part(Part.AUTHOR), Enrolment.person_id, sa.null(), sa.false())
    .join(Membership, Membership.enrolment_id == Enrolment.id)
    .where(Membership.work_id == sa.bindparam("work")),
    sa.select(sa.null(), _part(Part.MENTOR), WorkMentor.person_id, sa.null(), sa.false()).where(
        WorkMentor.work_id == sa.bindparam("work")
    ),
)


def everybody(session: Session, case: Case) -> People:
    """Who contributed, as of now: the members and mentors of the work, and those added. One statement.

    The corresponding author is among them even where the work does not name them any more.
    """
    found = session.execute(_EVERYBODY, {"case": case.id, "work": case.work_id}).all()
    of_the_work = {
        part: {one.person_id for one in found if one.id is None and one.part is part}
        for part in (Part.AUTHOR, Part.MENTOR)
    }
    added = sorted((one for one in found if one.id is not None), key=lambda one: one.id)
    return contributor_rules.together(
        sorted({case.author_id, *of_the_work[Part.AUTHOR]}),
        sorted(of_the_work[Part.MENTOR]),
        [Hand(one.part, one.person_id, one.name_id, one.id, one.us_university) for one in added],
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
