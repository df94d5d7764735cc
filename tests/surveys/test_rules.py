"""Surveys as rules: who is asked, when an answer is taken, which days may be set, what is shown when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.surveys import defaults, rules
from tracker.surveys.defaults import CriterionRead, Days
from tracker.surveys.questions import (
    NOT_SURE,
    Kind,
    Question,
    Slot,
    Sort,
    as_content,
    content_hash,
    from_content,
)
from tracker.surveys.rules import Moment, Setting

OPENS, CLOSES = date(2026, 3, 2), date(2026, 3, 8)
BEFORE, WITHIN, AFTER = OPENS - timedelta(days=1), date(2026, 3, 5), CLOSES + timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "change", "code"),
    [
        (BEFORE, {}, "survey_not_open"),
        (OPENS, {}, ""),
        (WITHIN, {}, ""),
        (CLOSES, {}, ""),
        (AFTER, {}, "survey_closed"),
        (WITHIN, {"is_on": False}, "survey_off"),
        (WITHIN, {"heard": True}, "survey_answered_once"),
        (AFTER, {"heard": True}, "survey_closed"),
        (WITHIN, {"left_on": BEFORE}, "survey_not_asked"),
        (WITHIN, {"left_on": OPENS}, "survey_not_asked"),
        (WITHIN, {"left_on": WITHIN}, "survey_not_asked"),
        (WITHIN, {"left_on": AFTER}, ""),
    ],
)
def test_who_may_answer_when(today, change, code):
    assert rules.may_answer(Moment(today, OPENS, CLOSES, **change)).code == code


@pytest.mark.parametrize(
    ("left_on", "today", "asked"),
    [
        (None, BEFORE, True),
        (BEFORE, WITHIN, False),
        (OPENS, BEFORE, False),
        (WITHIN, WITHIN, False),
        (AFTER, AFTER, True),
        (CLOSES, AFTER, False),
        (AFTER + timedelta(days=90), AFTER, True),
    ],
)
def test_who_was_in_the_cohort_to_the_end_of_it_was_asked(left_on, today, asked):
    assert rules.is_asked(left_on, OPENS, CLOSES, today) is asked


def setting(**change):
    values = {"today": WITHIN, "opens_on": OPENS, "closes_on": CLOSES, "confidential": False}
    return Setting(**{**values, **change})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"closes_on": BEFORE}, "ends_before_start"),
        ({"closes_on": OPENS + timedelta(days=367)}, "survey_too_long"),
        ({"today": AFTER}, "survey_closes_past"),
        ({"today": AFTER, "was_closed_on": CLOSES}, ""),
        ({"today": AFTER, "was_closed_on": CLOSES, "closes_on": AFTER}, ""),
        ({"confidential": True, "readable": False, "was_closed_on": CLOSES}, ""),
        (
            {"today": AFTER, "confidential": True, "readable": True, "was_closed_on": CLOSES},
            "survey_result_read",
        ),
        (
            {
                "today": AFTER,
                "confidential": True,
                "readable": True,
                "was_closed_on": CLOSES,
                "closes_on": AFTER,
            },
            "survey_result_read",
        ),
        ({"today": AFTER, "readable": True, "was_closed_on": CLOSES, "closes_on": AFTER}, ""),
    ],
)
def test_which_days_may_be_set(change, code):
    assert rules.may_set(setting(**change)).code == code


@pytest.mark.parametrize(
    ("confidential", "today", "answers", "code"),
    [
        (False, WITHIN, 0, ""),
        (True, WITHIN, 30, "survey_result_after"),
        (True, CLOSES, 30, "survey_result_after"),
        (True, AFTER, 4, "survey_result_few"),
        (True, AFTER, 5, ""),
    ],
)
def test_a_confidential_result_is_read_after_the_last_day_and_from_five_answers_on(
    confidential, today, answers, code
):
    decision = rules.may_show(confidential=confidential, closes_on=CLOSES, today=today, answers=answers)
    assert decision.code == code


ASKED = (
    Question("one", Kind.ONE, "One?", options=(("a", "A"), ("b", "B")), needed=True),
    Question("many", Kind.SEVERAL, "Many?", options=(("a", "A"), ("b", "B"))),
    Question("level", Kind.LEVEL, "Level?", unsure=True),
    Question("sure", Kind.LEVEL, "Sure?"),
    Question("percent", Kind.PERCENT, "Percent?"),
    Question("text", Kind.TEXT, "Text?"),
)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "survey_answer_needed"),
        ({"text": "Hi"}, "survey_answer_needed"),
        ({"one": "c"}, "survey_no_such_answer"),
        ({"one": "a", "other": "a"}, "survey_no_such_answer"),
        ({"one": "a", "many": []}, "survey_no_such_answer"),
        ({"one": "a", "many": ["a", "a"]}, "survey_no_such_answer"),
        ({"one": "a", "many": ["c"]}, "survey_no_such_answer"),
        ({"one": "a", "level": 0}, "survey_no_such_answer"),
        ({"one": "a", "level": True}, "survey_no_such_answer"),
        ({"one": "a", "level": "3"}, "survey_no_such_answer"),
        ({"one": "a", "level": float("nan")}, "survey_no_such_answer"),
        ({"one": "a", "sure": NOT_SURE}, "survey_no_such_answer"),
        ({"one": "a", "percent": 0}, "survey_no_such_answer"),
        ({"one": "a", "percent": 101}, "survey_no_such_answer"),
        ({"one": "a", "text": "   "}, "survey_no_such_answer"),
        ({"one": "a", "text": "x" * 4001}, "survey_text_too_long"),
        ({"one": "a"}, ""),
        (
            {"one": "b", "many": ["b", "a"], "level": NOT_SURE, "sure": 5, "percent": 100, "text": "Hi"},
            "",
        ),
    ],
)
def test_what_is_an_answer(answers, code):
    assert rules.is_complete(ASKED, answers).code == code


def test_where_nothing_is_needed_nothing_at_all_is_still_no_answer():
    assert rules.is_complete(ASKED[1:], {}).code == "survey_empty"


@pytest.mark.parametrize(
    ("applied", "accepted", "code"),
    [(-1, 0, "intake_negative"), (0, 0, ""), (10, 11, "intake_more_accepted"), (300, 48, "")],
)
def test_nobody_is_accepted_who_did_not_apply(applied, accepted, code):
    assert rules.may_count(applied, accepted).code == code


CRITERIA = [CriterionRead("rigor", "Rigor", ((1, "none"), (3, "some"), (5, "all")))]


@pytest.mark.parametrize("sort", Sort)
def test_the_questions_that_ship_are_kept_and_read_back_as_they_were(sort):
    asked = defaults.questions(sort, CRITERIA)
    assert from_content(as_content(asked)) == asked
    assert len({one.slug for one in asked}) == len(asked)
    assert all(one.options for one in asked if one.kind in (Kind.ONE, Kind.SEVERAL))


def test_a_self_assessment_asks_of_the_criteria_of_the_rubric_and_for_a_goal():
    asked = defaults.questions(Sort.SELF, CRITERIA)
    assert [one.slug for one in asked] == ["criterion-rigor", "goal"]
    assert asked[0].unsure and asked[0].anchors == CRITERIA[0].anchors


def test_another_word_is_another_version():
    asked = defaults.questions(Sort.SELF, CRITERIA)
    changed = defaults.questions(Sort.SELF, [CriterionRead("rigor", "Rigour", CRITERIA[0].anchors)])
    assert content_hash(asked) != content_hash(changed)
    assert content_hash(asked) == content_hash(defaults.questions(Sort.SELF, CRITERIA))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(6, 100), st.integers(0, 400))
def test_proposed_days_open_before_they_close_and_careers_follow_the_end(start, training, rest):
    ends_on = start + timedelta(days=training)
    last = ends_on + timedelta(days=rest)
    found = {slot: defaults.days(slot, Days(start, ends_on), last) for slot in Slot}
    assert all(one.opens_on <= one.closes_on for one in found.values())
    assert found[Slot.SELF_START].closes_on < found[Slot.SELF_END].closes_on
    assert all(one.opens_on > last for slot, one in found.items() if slot.by_link)
