"""Tables 1 to 7 take as many statements for sixty scholars as for one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.reports.figures import MAKERS, adds_up
from tests.surveys.asking import asked
from tracker import clock
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.models import Concern
from tracker.cohorts.models import Cohort, Enrolment
from tracker.evaluations.answers import Confidence, Trend
from tracker.evaluations.models import Form, Rating
from tracker.people.models import Person
from tracker.reports import ratings_numbers
from tracker.surveys.models import SurveyAnswer
from tracker.surveys.questions import Slot


def _crowd(make, cohort: Cohort, work, surveys, number: int) -> None:
    """Scholars with a form, a decision, a concern and answers each, written at once."""
    session, phase, rubric = make.session, make.training(cohort), make.rubric(cohort)
    mentors = [Person(name=f"Mentor {at}") for at in range(2)]
    rows = [
        Enrolment(cohort=cohort, person=Person(name=f"Scholar {at}"), enrolled_on=phase.starts_on)
        for at in range(number)
    ]
    session.add_all([*mentors, *rows])
    session.flush()
    for at, one in enumerate(rows):
        form = Form(
            enrolment_id=one.id,
            mentor_id=mentors[at % 2].id,
            work_id=work.id,
            rubric_id=rubric.id,
            import_key=f"{cohort.id}/{one.id}",
            filed_on=phase.ends_on,
            overall=1 + at % 5,
            confidence=Confidence.HIGH,
            trend=Trend.SAME,
            ratings=[Rating(criterion_id=rubric.criteria[0].id, level=3)],
        )
        decided = GateDecision(
            enrolment_id=one.id,
            phase_id=phase.id,
            outcome=Outcome.STOP if at % 3 else Outcome.CONTINUE,
            by_default=False,
            decided_on=phase.ends_on,
            decided_by_id=mentors[0].id,
            reasons="Because.",
            policy_id=phase.policy.id,
            evidence={"dates": {"ends_on": phase.ends_on.isoformat()}},
            checks={},
            override_by_id=mentors[0].id,
            override_reason="Because.",
        )
        concern = Concern(
            enrolment_id=one.id,
            phase_id=phase.id,
            opened_by_id=mentors[0].id,
            opened_on=phase.starts_on,
            text="No run.",
            help_offered="An hour a week.",
            notice_days=21,
            counts_at_gate=False,
        )
        said = [
            SurveyAnswer(survey_id=survey.id, enrolment_id=one.id, answers=answers)
            for survey, answers in zip(
                surveys,
                ({"education": "master"}, {"criterion-rigor": 3}, {"criterion-rigor": 4}),
                strict=True,
            )
        ]
        session.add_all([form, decided, concern, *said])
    session.flush()


pytestmark = pytest.mark.any_database


@pytest.fixture(params=[1, 60])
def crowd(request, make, session) -> tuple[Cohort, int]:
    start = clock.today() - timedelta(weeks=13)
    cohort = make.cohort(phases=make.phases(start))
    work = make.work(make.enrolment(cohort))
    slots = (Slot.INTAKE, Slot.SELF_START, Slot.SELF_END)
    _crowd(make, cohort, work, [asked(session, cohort, slot) for slot in slots], request.param)
    return cohort, request.param


# As many statements as each of them may take, whatever the number of scholars.
STATEMENTS = {"headline": 17, "funnel": 11, "make_up": 9, "gates": 22, "evidence_base": 12, "growth": 11}


@pytest.mark.parametrize("name", MAKERS)
def test_statements_do_not_grow_with_the_scholars(session, client, crowd, name):
    cohort = session.get(Cohort, crowd[0].id)
    session.expunge_all()
    cohort = session.get(Cohort, cohort.id)
    with client.counting() as seen:
        part = MAKERS[name](session, cohort, clock.today())
    assert len(seen) == STATEMENTS[name]
    adds_up(part)


def test_statements_about_ratings_do_not_grow_with_the_scholars(session, client, crowd):
    session.expunge_all()
    cohort = session.get(Cohort, crowd[0].id)
    with client.counting() as seen:
        part = ratings_numbers.make(session, cohort, clock.today(), None)
    assert len(seen) == 7
    assert part.counts["evidence.training.forms"] == crowd[1]
