"""Days of notice: one definition, negative after the phase's end, and never better than it was."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.properties import given, st
from tracker.advancement.notice_rules import days_of_notice, notice
from tracker.web.charts import histogram

END = date(2026, 3, 29)
days = st.integers(-400, 400)


@pytest.mark.parametrize(
    ("told_on", "expected"),
    [
        (date(2026, 3, 8), 21),
        (date(2026, 3, 28), 1),
        (END, 0),
        (date(2026, 4, 3), -5),
    ],
)
def test_notice_counts_to_the_last_day_of_the_phase_and_is_negative_after_it(told_on, expected):
    assert days_of_notice(told_on, END) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), days)
def test_a_day_later_told_is_a_day_less_of_notice(told_on, length):
    last_day = told_on + timedelta(days=length)
    assert days_of_notice(told_on + timedelta(days=1), last_day) == days_of_notice(told_on, last_day) - 1


def test_who_was_told_nothing_counts_as_a_person_who_was_not_told_in_time():
    found = notice([25, 21, 20, -3, None], promised=21)
    assert (found.people, found.told, found.unknown, found.in_time) == (5, 4, 1, 2)
    assert found.median == 20.5


def test_of_nobody_there_is_no_median():
    found = notice([], promised=21)
    assert (found.people, found.in_time, found.median) == (0, 0, None)


@given(st.lists(st.none() | days, max_size=30), st.integers(1, 60))
def test_the_share_told_in_time_never_grows_with_what_is_not_known(given_days, promised):
    some, all_known = notice(given_days, promised=promised), [one for one in given_days if one is not None]
    known = notice(all_known, promised=promised)
    assert some.in_time == known.in_time <= known.people <= some.people == len(given_days)
    assert notice(given_days, promised=promised + 1).in_time <= some.in_time


@given(st.lists(days, min_size=1, max_size=40))
def test_a_histogram_loses_nobody_and_mixes_no_day_before_the_end_with_one_after_it(values):
    bars = histogram(values)
    assert sum(bar.count for bar in bars) == len(values)
    for bar in bars:
        assert bar.count == sum(bar.first <= value <= bar.last for value in values)
        assert (bar.first >= 0) == (bar.last >= 0)
        assert bar.x >= 0 and bar.x + bar.width <= 100
        assert bar.height >= 0
    assert max(bar.height for bar in bars) == 100
    assert all(later.first == earlier.last + 1 for earlier, later in pairwise(bars))


def test_a_histogram_of_nothing_is_empty():
    assert histogram([]) == []
