"""The robust line: against scipy's, on solved cases, and what no single point may do to it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.properties import given, st
from tracker.evidence.trends import FEWEST_FOR_SLOPE, MOST, theil_sen


def test_a_solved_case():
    line = theil_sen([1, 2, 3, 4], [2, 4, 6, 100])
    # The six slopes are 2, 2, 2, 94, 48 and 98/3; what is left of slope 52/3 is -46/3, -92/3, -46 and 92/3.
    assert line.slope == pytest.approx((2 + 98 / 3) / 2)
    assert line.intercept == pytest.approx((-46 / 3 - 92 / 3) / 2)
    assert line.at(3) == pytest.approx(line.intercept + 3 * line.slope)


def test_it_is_scipys_line_on_random_cases():
    rng = np.random.default_rng(20_260_105)
    for case in range(260):
        n = int(rng.integers(FEWEST_FOR_SLOPE, 40))
        # Every other case has ties in both, and every third dates that are far from 0.
        x = rng.integers(0, 12, n).astype(float) if case % 2 else rng.normal(size=n)
        if x.min() == x.max():
            continue
        y = rng.integers(0, 9, n).astype(float) if case % 2 else rng.standard_t(2, size=n) - 3 * x
        x = x + 2020 if case % 3 == 0 else x
        ours, theirs = theil_sen(x, y), stats.theilslopes(y, x, method="joint")
        assert ours.slope == pytest.approx(theirs.slope, abs=1e-9)
        assert ours.intercept == pytest.approx(theirs.intercept, abs=1e-6)
        assert ours.slope_low == pytest.approx(theirs.low_slope, abs=1e-9)
        assert ours.slope_high == pytest.approx(theirs.high_slope, abs=1e-9)


def test_another_confidence_is_scipys_too():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=30), rng.normal(size=30)
    wide, theirs = theil_sen(x, y, confidence=0.99), stats.theilslopes(y, x, alpha=0.99)
    assert (wide.slope_low, wide.slope_high) == pytest.approx((theirs.low_slope, theirs.high_slope))
    assert wide.slope_low < theil_sen(x, y).slope_low


@pytest.mark.parametrize("n", [5, 6, 7, 8, 9, 10, 11])
def test_the_interval_of_the_slope_covers_from_its_first_size_on(n):
    rng = np.random.default_rng(n)
    x = np.arange(n)
    lines = [theil_sen(x, y) for y in rng.normal(size=(600, n))]
    assert np.mean([line.slope_low <= 0 <= line.slope_high for line in lines]) > 0.93


def test_four_points_have_a_line_without_an_interval():
    line = theil_sen([1, 2, 3, 4], [1, 3, 2, 5])
    assert (line.slope_low, line.slope_high) == (None, None)


POINTS = st.lists(st.tuples(st.integers(0, 3000), st.integers(-3000, 3000)), min_size=5, max_size=25).filter(
    lambda points: len({x for x, _y in points}) > 1
)


@given(POINTS, st.integers(-500, 500), st.integers(-500, 500))
def test_moving_all_points_moves_the_line_with_them(points, across, up):
    x, y = np.array(points, dtype=float).T
    line, moved = theil_sen(x, y), theil_sen(x + across, y + up)
    assert moved.slope == pytest.approx(line.slope, abs=1e-9)
    assert moved.at(across) == pytest.approx(line.at(0) + up, abs=1e-6)


@given(POINTS)
def test_the_order_of_the_points_is_nothing_and_mirrors_mirror(points):
    x, y = np.array(points, dtype=float).T
    line, turned, mirror = theil_sen(x, y), theil_sen(x[::-1], y[::-1]), theil_sen(x, -y)
    assert turned == line
    assert mirror.slope == pytest.approx(-line.slope)
    assert mirror.slope_low == pytest.approx(-line.slope_high)
    assert line.slope_low <= line.slope <= line.slope_high


@given(st.integers(8, 30), st.integers(-6, 6), st.integers(0, 7), st.integers(200, 10_000), st.booleans())
def test_one_wild_point_moves_the_line_less_than_least_squares(n, slope, at, jump, upwards):
    """Somebody types a year for another: the other forecasts still decide."""
    x = np.arange(n, dtype=float)
    y = slope * x + np.array([(-1) ** k * 0.5 for k in range(n)])
    wild = y.copy()
    wild[0 if at % 2 else -1] += jump if upwards else -jump
    ours = abs(theil_sen(x, wild).slope - slope)
    squares = abs(np.polyfit(x, wild, 1)[0] - slope)
    assert ours < squares / 4
    assert ours < 1


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1, 2], [1], "one length"),
        ([[1, 2]], [[1, 2]], "one length"),
        ([1, 1, 1], [1, 2, 3], "two different x"),
        ([1], [1], "two different x"),
        ([], [], "two different x"),
        ([1, 2, np.nan], [1, 2, 3], "finite"),
        ([1, 2, 3], [1, 2, np.inf], "finite"),
        (range(MOST + 1), range(MOST + 1), "more than"),
    ],
)
def test_what_has_no_line_is_refused(x, y, words):
    with pytest.raises(ValueError, match=words):
        theil_sen(x, y)


def test_a_confidence_lies_between_0_and_1():
    with pytest.raises(ValueError, match="confidence"):
        theil_sen([1, 2], [1, 2], confidence=1.0)
