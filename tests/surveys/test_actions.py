"""Answers under a name: kept once, corrected with history, and in no formula."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.surveys.asking import INTAKE, PART, SELF, after, answered, asked, levels, scholars
from tracker import audit, clock
from tracker.cohorts import actions as cohorts
from tracker.evaluations import scores
from tracker.evaluations.default_rubric import DEFAULT_RUBRIC
from tracker.evaluations.score_models import Audience
from tracker.evaluations.setup import set_rubric
from tracker.reasons import Refused
from tracker.surveys import actions, findings, growth, queries, self_ratings, setup
from tracker.surveys.actions import Conflict
from tracker.surveys.models import (
    IntakeCount,
    Survey,
    SurveyAnswer,
    SurveyDraft,
    SurveyRevision,
    SurveyVersion,
)
from tracker.surveys.questions import Slot


@pytest.fixture
def intake(session, cast):
    return asked(session, cast.cohort, Slot.INTAKE)


def test_others_cannot_answer_for_somebody(session, cast, intake):
    for change in ({"actor": cast.sam}, {"enrolment": cast.ben}):
        values = {"actor": cast.ada.person, "enrolment": cast.ada, **change}
        actor = values.pop("actor")
        with pytest.raises(PermissionError):
            actions.send(session, actor, survey=intake, work=None, answers=INTAKE, form_version=0, **values)
    confidential = asked(session, cast.cohort, Slot.EXPERIENCE)
    with pytest.raises(PermissionError):
        answered(session, confidential, cast.ada, {"recommend": 3})


def test_late_is_late_for_drafts_and_answers(session, cast, intake):
    with after(intake):
        with pytest.raises(Refused, match="survey_closed"):
            answered(session, intake, cast.ada, INTAKE)
        with pytest.raises(Refused, match="survey_closed"):
            draft(session, intake, cast.ada, {"track": "late"})


def draft(session, survey, enrolment, typed, base=0, form=0):
    return actions.save_draft(
        session,
        enrolment.person,
        survey=survey,
        enrolment=enrolment,
        work=None,
        typed=typed,
        base_version=base,
        form_version=form,
    )


def test_a_draft_keeps_its_version_and_refuses_an_older_window(session, cast, intake):
    first = draft(session, intake, cast.ada, {"track": "a"})
    assert first.version == 1
    assert draft(session, intake, cast.ada, {"track": "a"}).version == 1
    assert draft(session, intake, cast.ada, {"track": "b"}, base=1).version == 2
    with pytest.raises(Conflict) as clash:
        draft(session, intake, cast.ada, {"track": "c"}, base=1)
    assert clash.value.typed == {"track": "b"}
    answered(session, intake, cast.ada, INTAKE)
    assert session.query(SurveyDraft).count() == 0
    with pytest.raises(Conflict) as clash:
        draft(session, intake, cast.ada, {"track": "c"})
    assert clash.value.answers == INTAKE


def test_the_same_answer_sent_twice_is_one_and_a_correction_keeps_the_first(session, cast, intake):
    row = answered(session, intake, cast.ada, INTAKE)
    assert answered(session, intake, cast.ada, INTAKE) is row
    assert row.version == 1
    with pytest.raises(Conflict):
        answered(session, intake, cast.ada, {"track": "Other"})
    answered(session, intake, cast.ada, {"track": "Other"}, form_version=1)
    kept = session.query(SurveyRevision).one()
    assert (kept.version, kept.answers, row.version) == (1, INTAKE, 2)
    entries = [one.action for one in session.query(audit.AuditEntry)]
    assert entries.count("survey.answer") == 2


def test_the_database_keeps_one_answer_a_scholar_and_work(session, cast, intake):
    answered(session, intake, cast.ada, INTAKE)
    twin = SurveyAnswer(survey_id=intake.id, enrolment_id=cast.ada.id, answers={})
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(twin)
        session.flush()


@pytest.mark.parametrize("values", [{"applied": 3, "accepted": 4}, {"applied": -1, "accepted": -2}])
def test_the_database_refuses_counts_that_cannot_be(session, cast, values):
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(IntakeCount(cohort_id=cast.cohort.id, **values))
        session.flush()


def test_the_database_refuses_days_in_the_wrong_order(session, cast, intake):
    today = clock.today()
    wrong = Survey(
        cohort_id=cast.cohort.id,
        slot=Slot.SELF_END,
        version_id=intake.version_id,
        opens_on=today,
        closes_on=today - timedelta(days=1),
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(wrong)
        session.flush()


def test_questions_are_frozen_with_the_first_answer_and_another_rubric_is_another_version(
    session, cast, make
):
    start = asked(session, cast.cohort, Slot.SELF_START)
    first = start.version
    assert not first.is_frozen
    answered(session, start, cast.ada, levels(rigor=3))
    assert first.is_frozen
    before = dict(first.content)
    renamed = [replace(one, name=f"{one.name}, too") for one in DEFAULT_RUBRIC]
    set_rubric(session, cast.lea, program=cast.program, criteria=renamed)
    end = asked(session, cast.cohort, Slot.SELF_END)
    assert (end.version.version, first.version) == (2, 1)
    assert end.version.content_hash != first.content_hash
    again = asked(session, cast.cohort, Slot.SELF_START, closes=6)
    assert again.version is first and dict(first.content) == before


def test_the_same_questions_are_one_version_for_all_cohorts(session, cast, make):
    one = asked(session, cast.cohort, Slot.INTAKE)
    other = asked(session, make.cohort(cast.program), Slot.INTAKE)
    assert one.version_id == other.version_id
    assert session.query(SurveyVersion).count() == 1


def test_switching_on_the_rest_leaves_out_what_is_over_and_what_is_there(session, cast, intake):
    made = {one.slot for one in setup.switch_on_rest(session, cast.sam, cohort=cast.cohort)}
    assert Slot.INTAKE not in made
    assert Slot.SELF_START not in made  # the first week lies five weeks back
    assert made == set(Slot) - {Slot.INTAKE, Slot.SELF_START}
    assert setup.switch_on_rest(session, cast.sam, cohort=cast.cohort) == []


def test_non_response_is_counted_by_those_who_are_asked(session, cast, make, intake):
    others = scholars(make, cast.cohort, 3)
    answered(session, intake, cast.ada, INTAKE)
    answered(session, intake, others[0], {"track": "x"})
    today = clock.today()
    found = queries.response(session, [intake], today)[intake.id]
    assert (found.asked, found.answered, found.silent) == (5, 2, 3)
    cohorts.withdraw(session, cast.sam, enrolment=others[0], on=others[0].enrolled_on)
    cohorts.withdraw(session, cast.sam, enrolment=others[1], on=others[1].enrolled_on)
    found = queries.response(session, [intake], today)[intake.id]
    assert (found.asked, found.answered) == (4, 2)


def test_statements_are_counted_by_scholar_and_work(session, cast, make):
    survey = asked(session, cast.cohort, Slot.CONTRIBUTION)
    make.work(cast.ada, cast.ben)
    answered(session, survey, cast.ada, PART, work=cast.sprint)
    found = queries.response(session, [survey], clock.today())[survey.id]
    assert (found.asked, found.answered) == (3, 1)


def test_who_was_asked_for_no_share_is_not_silent_about_it(session, cast, make):
    survey = asked(session, cast.cohort, Slot.CONTRIBUTION)
    answered(session, survey, cast.ada, {"words": "All of it."}, work=cast.sprint)
    answered(session, survey, cast.ada, PART, work=make.work(cast.ada, cast.ben))
    found = findings.result(session, survey, clock.today(), sees_single=True)
    part = next(one for one in found.tallies if one.question.slug == "part")
    assert (part.n, part.silent) == (1, 0)


def test_a_reader_without_the_right_to_single_answers_gets_no_small_count_and_no_text(
    session, cast, make, intake
):
    people = [cast.ada, cast.ben, *scholars(make, cast.cohort, 6)]
    for number, one in enumerate(people):
        answered(session, intake, one, {"education": "master" if number < 7 else "school", "track": "Evals"})
    today = clock.today()
    staff = findings.result(session, intake, today, sees_single=True)
    other = findings.result(session, intake, today, sees_single=False)
    assert [line.count for line in staff.tallies[0].lines] == [1, 0, 7, 0, 0]
    assert [line.count for line in other.tallies[0].lines] == [None, None, None, None, None]
    assert [one.question.slug for one in other.tallies] == ["education", "prior-role", "plans"]


def test_self_ratings_are_paired_by_person(session, cast, make):
    start, end = [asked(session, cast.cohort, slot) for slot in SELF]
    people = [cast.ada, cast.ben, *scholars(make, cast.cohort, 4)]
    for number, one in enumerate(people):
        answered(session, start, one, levels(rigor=2, execution=3))
        if number < 4:
            answered(session, end, one, levels(rigor=3 + number % 2))
    found = {one.question.slug: one for one in growth.of_cohort(session, cast.cohort.id, sees_single=True)}
    rigor = found["criterion-rigor"]
    assert (rigor.n, rigor.before, rigor.after, rigor.change) == (4, 2.0, 3.5, 1.5)
    assert rigor.low < 1.5 < rigor.high
    assert (found["criterion-execution"].n, found["criterion-execution"].change) == (0, None)
    others = growth.of_cohort(session, cast.cohort.id, sees_single=False)
    assert next(one for one in others if one.n).withheld


def test_self_ratings_enter_no_score(session, cast, make):
    """What the fit is made of hashes the same before and after everybody has rated themselves."""
    make.form(cast.from_mara)
    make.form(cast.from_milo)

    def hashed():
        return {who: scores._task(session, cast.cohort, who, clock.today()).input_hash for who in Audience}

    before = hashed()
    for slot in SELF:
        survey = asked(session, cast.cohort, slot)
        for one in (cast.ada, cast.ben):
            answered(session, survey, one, levels(rigor=1, execution=1, independence=5))
    assert hashed() == before
    assert [row.start for row in self_ratings.of_scholar(session, cast.ada)].count(1) == 2
