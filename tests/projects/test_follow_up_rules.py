"""When a follow-up is asked, around months that differ in length."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.projects import follow_up_rules as rules

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 8, 29), 6, date(2026, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 6, date(2028, 8, 29)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 6, 30), 18, date(2027, 12, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months, later):
    assert rules.months_after(day, months) == later


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2028, 2, 29), None),
        (date(2028, 8, 28), None),
        (date(2028, 8, 29), 6),
        (date(2029, 2, 27), 6),
        (date(2029, 2, 28), 12),
        (date(2029, 8, 28), 12),
        (date(2029, 8, 29), None),
    ],
)
def test_a_cohort_that_ended_on_the_29th_of_february_is_asked_on_these_days(today, month):
    question = rules.open_question(date(2028, 2, 29), today)
    assert (question.month if question else None) == month


def test_without_dates_nothing_is_asked():
    assert rules.questions(None) == []
    assert rules.open_question(None, date(2026, 1, 1)) is None


@given(DAYS, st.integers(0, 900))
def test_at_most_one_question_is_open_and_each_for_about_half_a_year(last_day, later):
    today = last_day + timedelta(days=later)
    still = [one for one in rules.questions(last_day) if one.open_on(today)]
    assert len(still) <= 1
    assert all(180 <= (one.until - one.on).days <= 185 for one in rules.questions(last_day))
    if still:
        assert still == [rules.open_question(last_day, today)]


def test_who_has_no_work_is_asked_nothing():
    question = rules.questions(date(2026, 1, 1))[0]
    assert rules.may_answer(question, 1)
    assert rules.may_answer(question, 0).code == "follow_up_not_asked"
    assert rules.may_answer(None, 1).code == "follow_up_not_asked"
