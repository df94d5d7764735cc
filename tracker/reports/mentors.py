"""Who mentors in a cohort: whoever guides one of its works, or was asked for forms as a mentor."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Enrolment, Phase
from tracker.evaluations.answers import Relation
from tracker.evaluations.models import Assignment, Form
from tracker.projects.models import Work, WorkMentor

MENTORING = (Relation.PRIMARY_MENTOR, Relation.SECOND_MENTOR)


def of_cohort(session: Session, cohort_id: int) -> frozenset[int]:
    """The ids of these people, in one statement.

    Blind reviewers and research managers are none. Who was excused from a form and filed none was not asked;
    forms that were imported say who wrote them, and count.
    """
    guide = (
        sa.select(WorkMentor.person_id)
        .join(Work, Work.id == WorkMentor.work_id)
        .join(Work.phase)
        .where(Phase.cohort_id == cohort_id)
    )
    asked = (
        sa.select(Assignment.mentor_id)
        .join(Assignment.enrolment)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(
            Enrolment.cohort_id == cohort_id,
            Assignment.relation.in_(MENTORING),
            sa.or_(Assignment.excused_at.is_(None), Form.id.is_not(None)),
        )
    )
    wrote = (
        sa.select(Form.mentor_id)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Form.assignment_id.is_(None))
    )
    return frozenset(session.scalars(sa.union(guide, asked, wrote)))
