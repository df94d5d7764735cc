"""Writes of follow-ups: a member says that what stands of their works is how it is."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.projects import follow_up_queries, follow_up_rules
from tracker.projects.outcome_models import FollowUp
from tracker.reasons import require


def answer(session: Session, actor: Person, *, enrolment: Enrolment) -> int:
    """Note for each work of an enrolment that its outcomes are up to date; returns of how many.

    Who says it twice is noted once. Others of a shared work answer for themselves.
    """
    cohort = enrolment.cohort
    audit.hold(session, cohort.program_id)
    today = clock.today(cohort.program.time_zone)
    question = follow_up_rules.open_question(cohort.last_day, today)
    works = follow_up_queries.works_of(session, enrolment.id)
    require(follow_up_rules.may_answer(question, len(works)))
    assert question is not None
    if follow_up_queries.answered_on(session, enrolment.id, question.month) is not None:
        return 0
    session.add_all(
        FollowUp(work_id=work_id, enrolment_id=enrolment.id, month=question.month, answered_on=today)
        for work_id in works
    )
    session.flush()
    audit.note(
        session,
        actor,
        "follow-up.answer",
        enrolment,
        program_id=cohort.program_id,
        month=question.month,
        works=works,
    )
    return len(works)
