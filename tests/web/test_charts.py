"""The geometry of the charts: to scale, inside the drawing, and no order where intervals overlap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.properties import given, st
from tracker.web import charts

levels = st.floats(-2, 8, allow_nan=False)
intervals = st.tuples(levels, levels).map(sorted).map(tuple)


def reading(day: int, level: float, half: float = 0.5) -> charts.Reading:
    return charts.Reading(date(2026, 1, 1) + timedelta(days=day), level, level - half, level + half)


def test_the_rubric_runs_from_edge_to_edge():
    assert [tick.at for tick in charts.ticks()] == [3.0, 26.5, 50.0, 73.5, 97.0]
    assert [tick.label for tick in charts.ticks()] == ["1", "2", "3", "4", "5"]


def test_an_interval_stands_where_its_numbers_are():
    drawn = charts.interval(3.0, 2.0, 4.0, bar=2.0)
    assert (drawn.start, drawn.width, drawn.middle, drawn.bar) == (26.5, 47.0, 50.0, 26.5)
    assert charts.interval(3.0, 2.0, 4.0, bar=None).bar is None


def test_a_scale_without_length_puts_everything_in_its_middle():
    assert charts.Scale(7, 7).at(7) == 50.0


@given(intervals, levels)
def test_nothing_is_drawn_outside(ends, bar):
    low, high = ends
    drawn = charts.interval((low + high) / 2, low, high, bar)
    assert charts.FIRST <= drawn.start <= drawn.middle <= drawn.start + drawn.width + 0.01
    assert drawn.start + drawn.width <= charts.LAST + 0.01
    assert drawn.bar is not None
    assert charts.FIRST <= drawn.bar <= charts.LAST


def test_a_higher_level_lies_higher_and_a_later_day_further_on():
    drawn = charts.trajectory([reading(0, 2.0), reading(7, 4.0), reading(28, 3.0)], bar=2.0)
    first, second, third = drawn.points
    assert second.y < third.y < first.y == drawn.bar
    assert first.x < second.x < third.x
    assert (second.x - first.x) * 3 == pytest.approx(third.x - second.x, abs=0.05)
    assert all(point.top < point.y < point.bottom for point in drawn.points)


def test_the_band_goes_along_the_upper_ends_and_back_along_the_lower_ones():
    drawn = charts.trajectory([reading(0, 3.0), reading(7, 3.0)], bar=2.0)
    assert drawn.band == "10.0,39.0 97.0,39.0 97.0,61.0 10.0,61.0"
    assert drawn.line == "10.0,50.0 97.0,50.0"


def test_one_reading_is_a_point_in_the_middle():
    drawn = charts.trajectory([reading(0, 3.0)], bar=2.0)
    assert drawn.points[0].x == 53.5
    assert drawn.days == [date(2026, 1, 1)]


@pytest.mark.parametrize("readings", [[], [reading(7, 3.0), reading(0, 3.0)]])
def test_a_trajectory_needs_readings_in_order(readings):
    with pytest.raises(ValueError, match="reading"):
        charts.trajectory(readings, bar=2.0)


def test_intervals_that_touch_are_one_group():
    assert charts.separated([(3.0, 4.0), (1.0, 2.0), (2.0, 2.5)]) == [[1, 2], [0]]
    assert charts.separated([(1.0, 5.0), (1.5, 2.0), (4.0, 4.5)]) == [[0, 1, 2]]
    assert charts.separated([]) == []


def test_pairs_that_do_not_overlap_are_counted():
    assert charts.apart([(1.0, 2.0), (2.0, 3.0), (2.5, 4.0)]) == 1
    assert charts.apart([(1.0, 2.0)]) == charts.apart([]) == 0


@given(st.lists(intervals, max_size=12))
def test_groups_are_everybody_once_and_separate(found):
    groups = charts.separated(found)
    assert sorted(one for group in groups for one in group) == list(range(len(found)))
    for earlier, later in pairwise(groups):
        assert max(found[one][1] for one in earlier) < min(found[one][0] for one in later)
    for group in groups:
        assert group == sorted(group)


@given(st.lists(intervals, min_size=1, max_size=12))
def test_a_group_is_not_split_where_it_hangs_together(found):
    """Within a group of several, no cut leaves all intervals of one side below all of the other."""
    for group in charts.separated(found):
        for cut in {found[one][1] for one in group}:
            below = [one for one in group if found[one][1] <= cut]
            above = [one for one in group if found[one][0] > cut]
            assert not (above and len(below) + len(above) == len(group))
