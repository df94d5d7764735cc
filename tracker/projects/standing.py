"""What somebody is to a work: a member, one of its mentors, staff. Pages and actions ask here."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.projects.models import Membership, Work, WorkMentor


@dataclass(frozen=True)
class Place:
    """What a person is to a work by the work itself, whatever roles they hold."""

    member: Membership | None
    mentor: bool


@dataclass(frozen=True)
class Viewer:
    """A person before a work, with what their roles allow them: to manage it, or to read its levels."""

    person: Person
    place: Place
    manages: bool
    reads: bool

    @property
    def sees(self) -> bool:
        """Whether the work exists for them at all."""
        return self.place.member is not None or self.place.mentor or self.manages or self.reads


def place_of(session: Session, person: Person, work: Work) -> Place:
    """What a person is to a work. Two statements."""
    member = session.scalar(
        sa.select(Membership)
        .join(Membership.enrolment)
        .where(Membership.work_id == work.id, Enrolment.person_id == person.id)
    )
    mentor = sa.select(WorkMentor.person_id).where(
        WorkMentor.work_id == work.id, WorkMentor.person_id == person.id
    )
    return Place(member=member, mentor=session.scalar(mentor) is not None)


def viewer_of(session: Session, person: Person, held: Grants, work: Work) -> Viewer:
    """The same with what the roles they hold today add: staff manage, research managers read."""
    cohort = work.phase.cohort
    where = {"program_id": cohort.program_id, "cohort_id": cohort.id}
    return Viewer(
        person,
        place_of(session, person, work),
        manages=held.allow(Permission.COHORT_MANAGE, **where),
        reads=held.allow(Permission.BOARD_READ, **where),
    )
