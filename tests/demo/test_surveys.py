"""The surveys of the demo: what is open now, what came of those that are over, and who is not asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.demo.finders import enrolment, main_cohort, person, today
from tracker.cohorts.models import Cohort
from tracker.demo.people import PAST_SCHOLARS, SCHOLAR
from tracker.demo.stages import Stage
from tracker.people.models import Person
from tracker.surveys import findings, growth, queries
from tracker.surveys.models import IntakeCount, SurveyAnswer
from tracker.surveys.questions import Slot


@pytest.fixture
def research(demo):
    return demo(Stage.RESEARCH)[0]


def past(session) -> Cohort:
    return enrolment(session, PAST_SCHOLARS[0].email).cohort


def responses(session, cohort):
    surveys = queries.of_cohort(session, cohort.id)
    found = queries.response(session, surveys.values(), today())
    return {slot: (found[one.id].answered, found[one.id].asked) for slot, one in surveys.items()}


def test_in_research_a_contribution_statement_is_open_and_the_demo_scholar_has_not_given_it(research):
    cohort = main_cohort(research)
    survey = queries.survey(research, cohort.id, Slot.CONTRIBUTION)
    assert survey.opens_on <= today() <= survey.closes_on
    answered, asked = responses(research, cohort)[Slot.CONTRIBUTION]
    assert 5 <= answered < asked
    mine = enrolment(research, SCHOLAR.email)
    waiting = [survey.slot for survey, _who, _n in queries.unanswered(research, [mine], today())]
    assert waiting == [Slot.CONTRIBUTION]


def test_intake_and_first_self_assessments_are_in_with_some_missing(research):
    found = responses(research, main_cohort(research))
    for slot in (Slot.INTAKE, Slot.SELF_START):
        answered, asked = found[slot]
        assert asked == 48 and 38 <= answered < asked
    pairs = growth.of_cohort(research, main_cohort(research).id, sees_single=True)
    assert all(one.n >= 20 and one.low < one.change < one.high for one in pairs)


def test_the_finished_cohort_has_its_experience_and_its_careers_at_0_and_6_months(research):
    cohort = past(research)
    found = responses(research, cohort)
    assert all(answered >= 5 for slot, (answered, _n) in found.items() if slot is not Slot.CAREERS_12)
    assert found[Slot.CAREERS_12][0] == 0
    experience = findings.result(
        research, queries.survey(research, cohort.id, Slot.EXPERIENCE), today(), sees_single=True
    )
    assert experience.shown
    assert 6 < experience.tallies[0].mean < 10


def test_nobody_answered_after_they_left(closed):
    for one in closed.scalars(sa.select(SurveyAnswer)):
        left, closes = one.enrolment.left_on, one.survey.closes_on
        assert left is None or one.sent_at.date() < left <= closes + timedelta(days=400)


def test_applied_and_accepted_are_there_for_both_cohorts(closed):
    counts = closed.scalars(sa.select(IntakeCount)).all()
    assert sorted(one.accepted for one in counts) == [24, 48]


def test_answers_are_told_apart_by_person(closed):
    assert person(closed, SCHOLAR.email) is not None
    texts = closed.scalars(sa.select(SurveyAnswer)).all()
    people = {one.enrolment.person_id for one in texts}
    assert len(people) > 60
    assert closed.scalar(sa.select(sa.func.count(Person.id))) >= len(people)
