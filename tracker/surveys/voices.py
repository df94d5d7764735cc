"""Answers to a confidential survey: taken so that nothing that is kept says whose they are."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.polls.actions import overwrite_deleted
from tracker.reasons import require
from tracker.surveys import queries, rules
from tracker.surveys.models import Survey, SurveyHeard, SurveyVoice
from tracker.surveys.questions import Answers

KEY_BITS = 63


def speak(session: Session, actor: Person, *, survey: Survey, enrolment: Enrolment, answers: Answers) -> None:
    """Take somebody's answers, and that they gave some; once a person.

    Each question's answer becomes a row of its own. All rows of the survey are written anew in a shuffled
    order with random keys, so that neither their place nor their transaction says which came last. There
    is no entry in the audit trail, which would hold the time.
    """
    if enrolment.person_id != actor.id or not survey.slot.confidential:
        raise PermissionError("only a scholar answers a confidential survey, for themself")
    cohort = survey.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(survey, ["opens_on", "closes_on", "is_on"])
    today = clock.today(cohort.program.time_zone)
    require(rules.may_answer(queries.moment(session, survey, enrolment, today)))
    require(rules.is_complete(survey.version.questions, answers))
    survey.version.is_frozen = True
    session.add(SurveyHeard(survey_id=survey.id, enrolment_id=enrolment.id))
    before = queries.voices(session, survey.id)
    said = [(question, value) for question, values in before.items() for value in values]
    said += [(question, str(value)) for question, value in answers.items()]
    secrets.SystemRandom().shuffle(said)
    overwrite_deleted(session)
    session.execute(sa.delete(SurveyVoice).where(SurveyVoice.survey_id == survey.id))
    session.execute(
        sa.insert(SurveyVoice),
        [
            {
                "key": secrets.randbits(KEY_BITS),
                "survey_id": survey.id,
                "question": question,
                "value": value,
            }
            for question, value in said
        ],
    )
    session.flush()
