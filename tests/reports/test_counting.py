"""Counts under one name: what does not add up is refused where it is counted."""

from __future__ import annotations

import pytest

from tracker.reports.counting import Counting
from tracker.reports.medians import median
from tracker.reports.notice_bins import BINS, bins
from tracker.reports.numbers import Absent, Relation, Share, Unit, Why


def test_one_name_has_one_number():
    counting = Counting()
    counting.count("people", 7)
    counting.count("people", 7)
    with pytest.raises(ValueError, match="people cannot be 8"):
        counting.count("people", 8)
    with pytest.raises(ValueError, match="forms cannot be -1"):
        counting.count("forms", -1)


def test_parts_that_do_not_add_up_are_refused():
    counting = Counting()
    counting.count("people", 7)
    with pytest.raises(ValueError, match="people cannot be 6"):
        counting.split("people", {"here": 4, "gone": 2})


def test_a_part_larger_than_its_whole_is_no_share():
    counting = Counting()
    counting.count("here", 5)
    counting.count("people", 4)
    with pytest.raises(ValueError, match="here is no part of people"):
        counting.share("here", "people")
    with pytest.raises(ValueError, match="gone cannot be -1"):
        counting.within("people", "here", "gone")


def test_of_nobody_there_is_no_share():
    counting = Counting()
    counting.split("people", {"here": 0, "gone": 0})
    assert counting.share("here", "people") == Absent(Why.NONE)


def test_what_is_left_is_named_though_it_is_nobody():
    counting = Counting()
    for key, number in {"people": 7, "here": 4, "there": 7}.items():
        counting.count(key, number)
    counting.within("people", "here", "gone")
    counting.within("people", "there", "away")
    part = counting.part()
    assert (part.counts["gone"], part.counts["away"]) == (3, 0)
    assert part.relations == (Relation("people", ("here", "gone")), Relation("people", ("there", "away")))
    assert counting.share("here", "people") == Share("here", "people")


def test_where_nobody_can_be_left_two_names_are_one_number_for_all_who_know_it():
    counting = Counting()
    counting.count("people", 0)
    counting.count("began", 0, public=True)
    counting.within("people", "began", "late", never=True)
    part = counting.part()
    assert part.relations == (Relation("people", ("began",)),)
    assert part.public == {"began", "people"}


def test_what_can_never_be_is_counted_all_the_same_where_it_is():
    counting = Counting()
    counting.count("people", 7)
    counting.count("began", 6)
    counting.within("people", "began", "late", never=True)
    assert counting.part().relations == (Relation("people", ("began", "late")),)


@pytest.mark.parametrize(
    ("days", "key"),
    [(-1, "after_the_end"), (0, "days_0_6"), (20, "days_14_20"), (21, "days_21_27"), (28, "days_28_more")],
)
def test_a_day_of_notice_falls_into_one_group(days, key):
    found = bins([days], unknown=2)
    assert {one: number for one, number in found.items() if number} == {key: 1, "unknown": 2}
    assert tuple(found) == BINS


def test_the_value_in_the_middle_has_quartiles_where_there_are_two():
    assert median([], "n", Unit.DAYS) == Absent(Why.NONE)
    one = median([3.0], "n", Unit.DAYS)
    assert (one.value, one.low, one.high) == (3, None, None)
    four = median([1, 2, 3, 10], "n", Unit.DAYS)
    assert (four.value, four.low, four.high, four.spread) == (2.5, 1.75, 4.75, "iqr")
