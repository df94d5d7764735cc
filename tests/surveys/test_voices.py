"""Answers to a confidential survey: nothing that is kept, and no result, says whose they are."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from tests.surveys.asking import COHORT, EXPERIENCE, after, asked, on, said, scholars
from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts.models import Enrolment
from tracker.db import Base
from tracker.reasons import Refused
from tracker.surveys import findings, queries, setup, voices
from tracker.surveys.models import SurveyHeard, SurveyVoice
from tracker.surveys.questions import Slot
from tracker.surveys.setup import proposed


@pytest.fixture
def survey(session, cast):
    return asked(session, cast.cohort, Slot.EXPERIENCE)


@pytest.fixture
def six(make, cast):
    return scholars(make, cast.cohort, 6)


def everything(session, *, without=()):
    """Every value of every table, as text."""
    session.flush()
    session.expire_all()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in without:
            rows = session.execute(sa.select(table)).mappings()
            found[table.name] = sorted(json.dumps(dict(row), default=str, sort_keys=True) for row in rows)
    return found


def test_others_cannot_answer_for_somebody(session, cast, survey):
    with pytest.raises(PermissionError):
        voices.speak(session, cast.sam, survey=survey, enrolment=cast.ada, answers=EXPERIENCE)
    intake = asked(session, cast.cohort, Slot.INTAKE)
    with pytest.raises(PermissionError):
        said(session, intake, cast.ada)


@pytest.mark.parametrize("answers", [{}, {"recommend": 11}, {"recommend": True}, {"else": "x"}])
def test_what_is_no_answer_leaves_no_trace(session, cast, survey, answers):
    with pytest.raises(Refused):
        said(session, survey, cast.ada, answers)
    assert not queries.has_spoken(session, survey.id, cast.ada.id)


def test_nobody_answers_twice_or_late(session, cast, survey):
    said(session, survey, cast.ada)
    with pytest.raises(Refused, match="survey_answered_once"):
        said(session, survey, cast.ada, {"recommend": 0})
    with after(survey), pytest.raises(Refused, match="survey_closed"):
        said(session, survey, cast.ben)
    assert session.query(SurveyVoice).count() == len(EXPERIENCE)


def test_an_answer_changes_nothing_that_holds_a_name_or_a_time_but_that_somebody_answered(
    session, cast, survey
):
    said(session, survey, cast.ben)
    before, trail = everything(session), session.query(AuditEntry).count()
    said(session, survey, cast.ada, {"recommend": 3, "better": "The food."})
    changed = everything(session)
    assert {name for name in changed if changed[name] != before[name]} == {"survey_voice", "survey_heard"}
    assert session.query(AuditEntry).count() == trail
    assert {column.name for column in SurveyVoice.__table__.columns} == {
        "key",
        "survey_id",
        "question",
        "value",
    }
    assert {column.name for column in SurveyHeard.__table__.columns} == {"survey_id", "enrolment_id"}


def test_each_answer_gives_every_row_another_key_and_place(session, survey, six):
    """So neither the highest key nor the last row of the table is the newest answer."""
    orders, keys = [], []
    for number, who in enumerate(six):
        said(session, survey, who, {"recommend": number, "mentorship": 1 + number % 5})
        rows = session.execute(sa.text("SELECT key, question, value FROM survey_voice")).all()
        orders.append([(row.question, row.value) for row in rows])
        keys.append({row.key for row in rows})
    assert all(one.isdisjoint(two) for one, two in pairwise(keys))
    assert [sorted(one) for one in orders] == [
        sorted(
            pair
            for number in range(count)
            for pair in (("recommend", str(number)), ("mentorship", str(1 + number % 5)))
        )
        for count in range(1, 7)
    ]
    assert any(
        order[-2:] != [("recommend", str(n)), ("mentorship", str(1 + n % 5))]
        for n, order in enumerate(orders)
    )
    assert any(order != sorted(order) for order in orders)


def test_answers_of_one_person_to_two_questions_are_not_joined(session, survey, six):
    for number, who in enumerate(six):
        said(session, survey, who, {"recommend": number, "better": f"Text {number}"})
    for row in session.query(SurveyVoice):
        assert row.value.isdigit() == (row.question == "recommend")
    assert len({row.key for row in session.query(SurveyVoice)}) == 12


def test_between_two_looks_at_the_page_an_answer_shows_in_the_count_alone(client, session, cast, survey, six):
    """A group of six, of whom five have answered: the sixth arrives between the two looks."""
    for who in six[:5]:
        said(session, survey, who, {"recommend": 9, "better": "Fine as it is."})
    address = f"{COHORT}/surveys/experience"
    first = client.sign_in(cast.lea).get(address)
    again = queries.survey(session, cast.cohort.id, Slot.EXPERIENCE)
    said(session, again, session.get_one(Enrolment, six[5].id), {"recommend": 1, "better": "Burn it down."})
    second = client.get(address)
    for page in (first, second):
        assert "can be read from" in page
        assert "Fine as it is." not in page.html and "Burn it down." not in page.html
        assert "Mean" not in page
        assert "/answers" not in page.html
    assert first.text.replace("5 of 8 answered; 3 did not", "") == second.text.replace(
        "6 of 8 answered; 2 did not", ""
    )
    assert client.get(f"{address}/answers").status == 404
    with after(again):
        result = client.get(address)
    assert "Burn it down." in result
    assert not [one.person.name for one in six if one.person.name in result.text]


def test_a_result_that_was_read_is_never_opened_again(session, cast, survey, six):
    for who in six[:5]:
        said(session, survey, who)
    with after(survey):
        today = clock.today()
        assert findings.may_show(session, survey, today)
        for closes_on in (today, today + timedelta(days=9)):
            with pytest.raises(Refused, match="survey_result_read"):
                setup.switch_on(
                    session,
                    cast.sam,
                    cohort=cast.cohort,
                    slot=Slot.EXPERIENCE,
                    opens_on=survey.opens_on,
                    closes_on=closes_on,
                )
        with pytest.raises(Refused, match="survey_closed"):
            said(session, survey, six[5])


def test_of_four_answers_nothing_is_shown(session, cast, survey, six):
    for who in six[:4]:
        said(session, survey, who)
    with after(survey):
        found = findings.result(session, survey, clock.today(), sees_single=True)
    assert found.shown.code == "survey_result_few"
    assert found.tallies == ()


def test_a_question_that_few_answered_is_withheld_although_the_survey_is_shown(session, survey, six):
    for number, who in enumerate(six):
        said(session, survey, who, {"recommend": 9} | ({"better": "Mine."} if number < 4 else {}))
    with after(survey):
        found = findings.result(session, survey, clock.today(), sees_single=True)
    tallies = {one.question.slug: one for one in found.tallies}
    assert tallies["recommend"].mean == 9
    assert tallies["better"].withheld and tallies["better"].texts == ()
    assert tallies["management"].n == 0


def test_the_days_proposed_close_after_the_cohort_ends(cast):
    days = proposed(cast.cohort, Slot.EXPERIENCE)
    assert days is not None and days.closes_on > cast.cohort.last_day
    with on(days.opens_on):
        assert clock.today() == days.opens_on
