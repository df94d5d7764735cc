"""Where forecasts meet the day on which they are made: golden lines, coverage, and what is never said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.evidence.simulated_forecasts import Setting, covered
from tests.properties import given, st
from tracker.evidence import trends_series
from tracker.evidence.trends_meeting import DAYS, YEARS, Sureness, Verdict, drift

DATA = Path(__file__).parent / "data"
START = 739_000


def golden(name):
    series = trends_series.read((DATA / name).read_text(), trends_series.day_of(2026.5))
    return drift(series.made, series.predicted, axis=series.axis)


def forecasts(slope, meets, n=20, step=10.0, scatter=()):
    """n forecasts on the line of this slope that meets after so many days, plus scatter."""
    x = START + step * np.arange(n)
    return x, START + meets + slope * (x - START - meets) + (np.array(scatter) if len(scatter) else 0)


def test_the_golden_line_meets_at_2025_77_and_the_newer_pull_at_2025_44():
    before, after = golden("drift-before.csv"), golden("drift-after.csv")
    assert (before.line.slope, before.meets) == pytest.approx((-5.5, 2025.77), abs=1e-4)
    assert (after.line.slope, after.meets) == pytest.approx((-6.5, 2025.44), abs=1e-4)
    assert before.words == after.words == "meets"
    # What the new pull changed: a year more is taken off each year, and done a third of a year sooner.
    assert after.line.slope - before.line.slope == pytest.approx(-1, abs=1e-4)
    assert after.meets - before.meets == pytest.approx(-0.33, abs=1e-4)


def test_flat_forecasts_meet_on_the_predicted_day():
    found = drift(*forecasts(0, 400))
    assert (found.line.slope, found.meets, found.low, found.high) == (
        0,
        START + 400,
        START + 400,
        START + 400,
    )
    assert found.verdict is Verdict.MEETS


@pytest.mark.parametrize(("slope", "axis"), [(1.0, DAYS), (1.4, DAYS), (1.0, YEARS)])
def test_a_day_lost_each_day_never_meets(slope, axis):
    x = START + 10.0 * np.arange(14) if axis is DAYS else 2025.0 + 0.1 * np.arange(14)
    found = drift(x, x[0] + 50 * axis.day + slope * (x - x[0]), axis=axis)
    assert found.words == "at this drift never"
    assert (found.meets, found.high) == (None, None)


@pytest.mark.parametrize(
    ("n", "step", "words"),
    [
        (1, 10, "too few points"),
        (3, 10, "too few points"),
        (40, 0.3, "too few points"),  # twelve days
        (4, 4.6, "too few points"),
        (4, 5, "meets; too few for an interval"),
        (11, 5, "meets; too few for an interval"),
        (12, 5, "meets"),
    ],
)
def test_how_much_is_said_of_how_many(n, step, words):
    found = drift(*forecasts(0.25, 300, n=n, step=step))
    assert found.words == words
    assert (found.line is None) == (words == "too few points")
    assert (found.low is None) == (found.high is None) == (words != "meets")


def test_two_weeks_are_enough_in_decimal_years_too():
    x = np.array([2025.0, 2025.01, 2025.02, 2025 + 14 / 365.25])
    assert drift(x, x + 1 - (x - 2025), axis=YEARS).verdict is Verdict.MEETS
    assert drift(x[:-1].repeat(2), x[:-1].repeat(2) + 1, axis=YEARS).verdict is Verdict.TOO_FEW


def test_a_line_that_crossed_before_the_last_forecast_met_in_the_past():
    found = drift(*forecasts(0.5, 100))
    assert found.words == "met in the past"
    assert found.meets == pytest.approx(START + 100)


def test_a_meeting_point_that_no_calendar_has_is_not_printed():
    found = drift(*forecasts(1 - 1e-6, 4_000_000))
    assert found.verdict is Verdict.TOO_FAR
    assert (found.meets, found.high) == (None, None)


@pytest.mark.parametrize("slope", [0.9999, 0.99999, 1 - 1e-6])
@pytest.mark.parametrize("n", [12, 14, 33])
def test_a_bound_outside_the_calendar_is_not_told_as_no_bound(slope, n):
    x = 2025.0 + 0.1 * np.arange(n)
    found = drift(x, 2028.0 + slope * (x - 2025.0), axis=YEARS)
    assert found.line.slope_high < 1
    assert (found.words, found.meets, found.high) == ("meets outside the calendar", None, None)


def test_an_end_outside_the_calendar_is_said_beside_a_point_inside():
    noise = np.resize([0.04, -0.04, 0.01, -0.01], 24)
    x = 2025.0 + 0.1 * np.arange(24)
    found = drift(x, 2035.0 + 0.998 * (x - 2025.0) + 0.05 * noise, axis=YEARS)
    assert found.line.slope_high < 1
    assert found.meets is not None
    assert found.high is None
    assert found.words == "meets; interval reaches outside the calendar"


@pytest.mark.parametrize(("slope", "n"), [(1.0, 14), (1.3, 14), (1.3, 6)])
def test_a_line_of_days_already_past_is_not_told_as_never(slope, n):
    x = START + 10.0 * np.arange(n)
    found = drift(x, x[0] - 200 + slope * (x - x[0]))
    limit = "; too few for an interval" if n < 12 else ""
    assert found.words == "names days already past when forecast" + limit
    assert (found.meets, found.low, found.high) == (None, None, None)


def test_a_line_that_left_the_past_before_the_last_forecast_is_met_never():
    x = START + 10.0 * np.arange(14)
    assert drift(x, x[0] - 20 + 1.4 * (x - x[0])).words == "at this drift never"


def test_forecasts_of_the_past_that_may_drift_slower_have_no_first_date():
    rng = np.random.default_rng(13)
    x = START + 9.0 * np.arange(12)
    found = drift(x, x - 300 + 0.3 * (x - START) + rng.normal(0, 15, 12))
    assert found.line.slope_low < 1 <= found.line.slope
    assert found.verdict is Verdict.BEHIND
    assert (found.low, found.high) == (None, None)


def test_where_the_slope_may_be_1_there_is_no_last_date():
    rng = np.random.default_rng(5)
    found = drift(*forecasts(0.8, 160, n=12, step=9, scatter=rng.normal(0, 15, 12)))
    assert found.line.slope < 1 < found.line.slope_high
    assert (found.words, found.high) == ("may never meet", None)
    assert found.low < found.meets


def test_a_line_that_never_meets_may_say_from_when_on_it_could():
    rng = np.random.default_rng(13)
    found = drift(*forecasts(1.4, -400, n=12, step=9, scatter=rng.normal(0, 15, 12)))
    assert found.line.slope_low < 1 <= found.line.slope
    assert (found.words, found.meets, found.high) == ("at this drift never", None, None)
    assert found.low is not None


SCATTER = st.lists(st.integers(-40, 40), min_size=12, max_size=30)


@given(st.floats(-7, 1.3), st.integers(50, 900), SCATTER)
def test_the_interval_holds_the_point_and_ends_only_where_the_slope_stays_under_1(slope, meets, scatter):
    found = drift(*forecasts(slope, meets, n=len(scatter), scatter=scatter))
    if found.meets is not None:
        assert found.low is None or found.low <= found.meets + 1e-6
        assert found.high is None or found.meets - 1e-6 <= found.high
        if found.verdict is Verdict.MEETS and found.line.slope_high >= 1:
            assert found.high is None
            assert found.sureness is Sureness.ENDLESS
    else:
        assert found.high is None


@given(st.floats(-7, 0.9), st.integers(50, 900), SCATTER, st.integers(-5000, 5000))
def test_moving_all_dates_moves_the_meeting_point_with_them(slope, meets, scatter, days):
    x, y = forecasts(slope, meets, n=len(scatter), scatter=scatter)
    found, moved = drift(x, y), drift(x + days, y + days)
    assert moved.verdict == found.verdict
    for here, there in ((found.meets, moved.meets), (found.low, moved.low), (found.high, moved.high)):
        assert (here is None) == (there is None)
        assert here is None or there == pytest.approx(here + days, abs=1e-4)


@given(st.floats(-7, 0.8), st.integers(250, 900), SCATTER)
def test_days_and_decimal_years_say_the_same(slope, meets, scatter):
    x, y = forecasts(slope, meets, n=len(scatter), scatter=scatter)
    days, years = drift(x, y), drift((x - START) / 365.25 + 2025, (y - START) / 365.25 + 2025, axis=YEARS)
    assert years.line.slope == pytest.approx(days.line.slope, abs=1e-7)
    for there, here in ((days.meets, years.meets), (days.low, years.low), (days.high, years.high)):
        if there is not None and here is not None and abs(there - START) < 1e5:
            assert (here - 2025) * 365.25 + START == pytest.approx(there, abs=0.01)


@pytest.mark.parametrize("n", [12, 20, 40])
@pytest.mark.parametrize("slope", [-6.0, 0.5])
def test_the_interval_covers_what_it_says(n, slope):
    """The small version of tests/bench/coverage_drift.py, whose figures stand in docs/drift.md."""
    for heavy, clustered in ((False, False), (True, True)):
        setting = Setting(n=n, slope=slope, heavy=heavy, clustered=clustered)
        assert 0.925 < covered(setting, repeats=500, seed=20_260_105) < 0.98


@pytest.mark.parametrize(
    ("made", "predicted"),
    [([], []), ([1, 2], [1]), ([1, np.nan], [1, 2]), ([1, 2], [1, np.inf]), ([[1]], [[1]])],
)
def test_what_is_no_series_is_refused(made, predicted):
    with pytest.raises(ValueError, match="forecasts"):
        drift(made, predicted)
