"""When a forecast can be made, which of a day counts, and what slips."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cohorts.forecasting import told
from tests.properties import given, st
from tracker.cohorts.forecast_rules import FAST, Said, counted, fit, may_forecast, slips
from tracker.evidence.trends_meeting import Verdict

TODAY = date(2026, 6, 1)
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "done_on", "left_on", "code"),
    [
        (AFTER, None, None, ""),
        (TODAY, None, None, ""),
        (TODAY + timedelta(days=5 * 366), None, None, ""),
        (BEFORE, None, None, "forecast_past"),
        (TODAY + timedelta(days=5 * 366 + 1), None, None, "forecast_far"),
        (AFTER, BEFORE, None, "forecast_done"),
        (AFTER, TODAY, BEFORE, "forecast_done"),
        (AFTER, None, BEFORE, "forecast_left"),
        (AFTER, None, TODAY, "forecast_left"),
        (AFTER, None, AFTER, ""),
    ],
)
def test_when_a_forecast_can_be_made(day, done_on, left_on, code):
    decision = may_forecast(day, today=TODAY, done_on=done_on, left_on=left_on)
    assert (decision.allowed, decision.code) == (not code, code)


def series(slope, n=6, ahead=40):
    """n weekly forecasts, the first so many days ahead, that move by this many days each day."""
    days = [TODAY + timedelta(days=7 * k) for k in range(n)]
    return [Said(on, TODAY + timedelta(days=ahead + round(slope * (on - TODAY).days))) for on in days]


def test_of_one_day_the_last_word_counts_and_days_come_in_order():
    said = [Said(AFTER, date(2026, 7, 1)), Said(TODAY, date(2026, 7, 2)), Said(AFTER, date(2026, 7, 3))]
    assert counted(said) == [said[1], said[2]]


@pytest.mark.parametrize(
    ("slope", "n", "expected"),
    [
        (1, 6, True), (4 / 7, 6, True), (3 / 7, 6, False), (0, 6, False), (-1, 6, False),
        (1, 3, False), (1, 4, False), (1, 5, True),
    ],
)  # fmt: skip
def test_what_slips(slope, n, expected):
    assert slips(fit(series(slope, n))) is expected


def test_a_steep_line_whose_drift_may_be_none_does_not_slip():
    days = [TODAY + timedelta(days=7 * k) for k in range(6)]
    found = fit(
        [
            Said(on, TODAY + timedelta(days=ahead))
            for on, ahead in zip(days, (60, 52, 77, 66, 90, 81), strict=True)
        ]
    )
    assert found.line.slope > FAST
    assert found.line.slope_low <= 0
    assert not slips(found)


@pytest.mark.parametrize(("n", "span"), [(4, 14), (5, 14), (5, 28), (6, 35), (8, 49)])
def test_of_dates_that_hold_hardly_any_is_told_to_staff(n, span):
    """A protection of the person; the bare slope told of 24 % with 4 forecasts."""
    assert told(n, span) < 0.02


def test_dates_that_do_slip_are_told_after_some_weeks():
    assert told(8, 49, slope=1.0, repeats=100) > 0.9


def test_half_a_day_a_day_is_not_yet_slipping():
    days = [TODAY + timedelta(days=14 * k) for k in range(5)]
    found = fit([Said(on, TODAY + timedelta(days=60 + 7 * k)) for k, on in enumerate(days)])
    assert found.line.slope == FAST
    assert not slips(found)


def test_without_a_forecast_nothing_is_fitted_and_nothing_slips():
    assert fit([]) is None
    assert not slips(None)


@given(st.lists(st.integers(0, 400), min_size=4, max_size=15), st.integers(0, 14), st.integers(300, 1500))
def test_one_slip_of_the_pen_neither_makes_a_steady_date_slip_nor_hides_one(noise, place, far):
    """A protection of the person: a year typed wrongly once brings nobody onto the list of staff."""
    n = max(len(noise), 9)
    for slope in (0, 1):
        steady = series(slope, n)
        at = place % n
        wild = [*steady]
        wild[at] = Said(steady[at].made_on, steady[at].predicted_for + timedelta(days=far))
        assert slips(fit(wild)) is (slope == 1)


def test_flat_forecasts_meet_their_day():
    found = fit(series(0))
    assert (found.verdict, found.meets) == (Verdict.MEETS, (TODAY + timedelta(days=40)).toordinal())
