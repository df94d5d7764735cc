"""Who reads and who makes forecasts of a scholar's milestones."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.projects.models import Membership, WorkMentor


@dataclass(frozen=True)
class Part:
    """What somebody has to do with the forecasts of a scholar: the scholar and their mentors make them."""

    own: bool
    mentor: bool

    @property
    def says(self) -> bool:
        return self.own or self.mentor


def part_of(session: Session, enrolment: Enrolment, *, reader: Person, held: Grants) -> Part | None:
    """What the reader may do here; None stands for "not found"."""
    if enrolment.person_id == reader.id:
        return Part(own=True, mentor=False)
    where = {"program_id": enrolment.cohort.program_id, "cohort_id": enrolment.cohort_id}
    guides = (
        sa.select(WorkMentor.work_id)
        .join(Membership, Membership.work_id == WorkMentor.work_id)
        .where(Membership.enrolment_id == enrolment.id, WorkMentor.person_id == reader.id)
        .limit(1)
    )
    mentor = held.allow(Permission.EVALUATION_SUBMIT, **where) and session.scalar(guides) is not None
    if mentor or held.allow(Permission.BOARD_READ, **where):
        return Part(own=False, mentor=mentor)
    return None
