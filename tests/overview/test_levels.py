"""Groups of levels that no interval bridges, and what a level rests on."""

from __future__ import annotations

from typing import Any

from tests.properties import given, st
from tracker.evaluations.models import Form
from tracker.evaluations.score_shown import Influence
from tracker.overview import levels
from tracker.projects.models import Work


def entry(low: float | None, high: float | None, **values: Any) -> dict[str, Any]:
    middle = None if low is None or high is None else (low + high) / 2
    return {"level": middle, "q05": low, "q95": high, **values}


def test_overlapping_intervals_keep_the_order_of_names():
    entries = {1: entry(3.0, 4.0), 2: entry(2.0, 3.5), 3: entry(3.2, 4.5)}
    assert levels.by_level([1, 2, 3], entries) == [[1, 2, 3]]


def test_separate_intervals_stand_in_order_and_who_has_no_level_comes_last():
    entries = {1: entry(4.0, 4.5), 2: entry(1.0, 2.0), 3: entry(None, None)}
    assert levels.by_level([3, 1, 2, 4], entries) == [[2], [1], [3, 4]]
    assert levels.by_level([3, 1, 2, 4], entries, descending=True) == [[1], [2], [3, 4]]


@given(st.lists(st.one_of(st.none(), st.tuples(st.floats(1, 5), st.floats(0.1, 2))), max_size=15))
def test_sorting_by_level_loses_nobody(found):
    entries = {
        key: entry(None, None) if one is None else entry(one[0], one[0] + one[1])
        for key, one in enumerate(found)
    }
    groups = levels.by_level(list(entries), entries)
    assert sorted(key for group in groups for key in group) == list(entries)


def form(key: int, overall: int | None, title: str = "Sprint") -> Form:
    return Form(id=key, overall=overall, work=Work(title=title))


def influence(kind: str, row_id: int, weight: float, change: float) -> Influence:
    return Influence(kind, row_id, weight, change)


def test_what_a_level_rests_on_is_only_what_the_reader_may_read():
    both = [influence("form", 20, 0.2, -0.4), influence("form", 10, 0.3, -0.1)]
    found = levels.rests(3.5, both, forms=[form(10, 4)], works=[])
    assert [one.form.id for one in found if one.form] == [10]


def test_results_stand_among_the_forms_in_the_order_of_their_weight():
    both = [
        influence("outcome", 7, 0.1, 0.4),
        influence("form", 10, 0.3, -0.1),
        influence("outcome", 8, 0.1, 0),
    ]
    work = Work(id=7, title="Probe")
    found = levels.rests(3.5, both, forms=[form(10, 4)], works=[work])
    assert [(one.kind, one.title, one.change) for one in found] == [
        ("outcome", "Probe", 0.4),
        ("form", "Sprint", -0.1),
    ]
    assert found[0].work is work


def test_a_high_rating_whose_raise_would_lower_the_level_is_named():
    three = [
        influence("form", 10, 0.2, 0.05),
        influence("form", 20, 0.3, 0.2),
        influence("form", 30, -0.1, -0.1),
    ]
    forms = [form(10, 5, "A"), form(20, 2, "B"), form(30, 5, "C")]
    found = levels.rests(3.5, three, forms=forms, works=[])
    assert {one.form.id: one.lowers for one in found if one.form} == {10: False, 20: False, 30: True}
