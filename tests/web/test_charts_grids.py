"""Drawings of result grids: what stands where, and nothing off the paper."""

from __future__ import annotations

import pytest

from tests.properties import given, st
from tracker.web.charts_grids import STEPS, Spot, heat, lines, plane


def spot(mean, column=0, row=0, reach=1.0, n=3):
    low, high = (None, None) if n == 1 else (mean - reach, mean + reach)
    return Spot(column, row, mean, low, high, n, "behind")


def test_the_best_cell_has_the_last_step_and_the_worst_the_first():
    up = heat(["a", "b"], ["x"], [spot(1.0), spot(9.0, 1)], worst=1.0, best=9.0)
    down = heat(["a", "b"], ["x"], [spot(1.0), spot(9.0, 1)], worst=9.0, best=1.0)
    assert [one.step for one in up.squares] == [0, STEPS - 1]
    assert [one.step for one in down.squares] == [STEPS - 1, 0]


def test_equal_cells_have_one_step():
    assert {one.step for one in heat(["a", "b"], ["x"], [spot(2.0), spot(2.0, 1)], 2.0, 2.0).squares} == {4}


def test_higher_means_stand_higher_and_levels_from_left_to_right():
    drawn = lines(["0.3", "0.7", "1.0"], [spot(9.0, 1), spot(2.0, 0), spot(5.0, 2)])
    assert [one.x for one in drawn.dots] == sorted(one.x for one in drawn.dots)
    low, high, middle = drawn.dots
    assert high.y < middle.y < low.y
    assert all(one.top < one.y < one.bottom for one in drawn.dots)


def test_a_wide_interval_does_not_press_the_means_together():
    drawn = lines(["a", "b"], [spot(1.0, 0), spot(2.0, 1, reach=500.0)])
    assert abs(drawn.dots[0].y - drawn.dots[1].y) > 20


def test_a_line_needs_a_mean():
    with pytest.raises(ValueError, match="mean"):
        lines(["a"], [])


def test_the_better_trade_stands_further_right_and_down():
    drawn = plane([(spot(0.9, reach=0.02), spot(0.1, reach=0.02)), (spot(0.5), spot(0.8))])
    good, bad = drawn.dots
    assert good.x > bad.x
    assert good.y > bad.y
    assert [value for _at, value in drawn.across] == [0.0, 0.5, 1.0]


def test_a_cell_without_an_interval_has_no_bars():
    alike = Spot(0, 0, 0.4, None, None, 5, "behind")
    for one in (*lines(["a"], [alike]).dots, *plane([(alike, alike)]).dots):
        assert (one.top, one.left) == (one.bottom, one.right)


VALUES = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@given(st.lists(st.tuples(VALUES, st.floats(0, 1e6), st.integers(1, 4)), min_size=1, max_size=8))
def test_everything_stays_on_the_paper(found):
    spots = [spot(mean, place, reach=reach, n=n) for place, (mean, reach, n) in enumerate(found)]
    columns = [str(place) for place in range(len(spots))]
    dots = [*lines(columns, spots).dots, *plane([(one, one) for one in spots]).dots]
    for one in dots:
        assert 0 <= one.left <= one.x <= one.right <= 100
        assert 0 <= one.top <= one.y <= one.bottom <= 100
    means = [one.mean for one in spots]
    assert all(0 <= one.step < STEPS for one in heat(columns, ["x"], spots, min(means), max(means)).squares)
