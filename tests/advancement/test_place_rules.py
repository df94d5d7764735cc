"""Limited places as rules: who is above, in the band and below; the lot; what may be done when."""

from __future__ import annotations

import hashlib
import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.properties import given, st
from tracker.advancement import place_rules, place_sorting, place_words
from tracker.advancement.place_models import GateLot
from tracker.advancement.place_rules import Gate, Placing
from tracker.advancement.place_sorting import Part, Reading, sort

ABOVE, BAND, BELOW = Part.ABOVE, Part.BAND, Part.BELOW
CLOSE = date(2026, 3, 10)
NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)


def reading(key, level, half=0.2, *, on_prior=False):
    return Reading(key, level, level - half, level + half, on_prior)


def parts(readings, places):
    return sort(readings, places).parts


def test_the_cut_is_the_midpoint_of_the_levels_at_the_last_place_and_the_next():
    found = sort([reading(1, 4.0), reading(2, 3.6), reading(3, 3.0), reading(4, 2.0)], 2)
    assert found.line_above == found.line_below == pytest.approx(3.3)
    assert found.parts == {1: ABOVE, 2: ABOVE, 3: BELOW, 4: BELOW}


def test_an_interval_that_reaches_the_cut_is_in_the_band():
    found = sort(
        [reading(1, 4.0, 0.75), reading(2, 3.5, 0.25), reading(3, 3.0, 0.25), reading(4, 2.0, 1.5)], 2
    )
    assert found.parts == {1: BAND, 2: BAND, 3: BAND, 4: BAND}


def test_equal_levels_on_both_sides_of_the_last_place_stay_together():
    assert parts([reading(key, 3.0) for key in range(4)], 2) == dict.fromkeys(range(4), BAND)
    assert parts([reading(key, 3.0, 0.0) for key in range(4)], 2) == dict.fromkeys(range(4), BAND)


def test_with_a_place_for_everybody_everybody_is_above_even_without_a_level():
    found = sort([reading(1, 1.0), Reading(2)], 2)
    assert found.parts == {1: ABOVE, 2: ABOVE}
    assert (found.line_above, found.line_below) == (None, None)


@pytest.mark.parametrize("unknown", [Reading(9), reading(9, 5.0, 0.1, on_prior=True)])
def test_who_cannot_be_compared_is_in_the_band_and_could_stand_anywhere(unknown):
    known = [reading(1, 4.5, 0.1), reading(2, 4.0, 0.1), reading(3, 3.0, 0.1), reading(4, 2.0, 0.1)]
    assert parts(known, 2) == {1: ABOVE, 2: ABOVE, 3: BELOW, 4: BELOW}
    found = sort([*known, unknown], 2)
    # If the unknown one has a place, only one more is there: who comes second cannot be told to be placed.
    assert found.parts == {1: ABOVE, 2: BAND, 3: BELOW, 4: BELOW, 9: BAND}
    assert (found.line_above, found.line_below) == (pytest.approx(4.25), pytest.approx(3.5))


def test_nobody_is_sorted_where_nobody_has_a_level():
    found = sort([Reading(key) for key in range(5)], 2)
    assert found.parts == dict.fromkeys(range(5), BAND)
    assert (found.line_above, found.line_below) == (None, None)


levels = st.integers(10, 50).map(lambda tenth: tenth / 10)
halves = st.integers(0, 20).map(lambda tenth: tenth / 10)
spans = st.tuples(levels, halves, halves, st.booleans(), st.booleans())
cohorts = st.lists(spans, min_size=1, max_size=12)
ORDER = {BELOW: 0, BAND: 1, ABOVE: 2}


def made(spans):
    return [
        Reading(key) if unknown else Reading(key, level, level - low, level + high, on_prior)
        for key, (level, low, high, unknown, on_prior) in enumerate(spans)
    ]


@given(cohorts, st.integers(1, 12))
def test_more_places_never_move_anybody_down(spans, places):
    fewer, more = parts(made(spans), places), parts(made(spans), places + 1)
    assert all(ORDER[more[key]] >= ORDER[fewer[key]] for key in fewer)


@given(cohorts, st.integers(1, 12), st.randoms(use_true_random=False))
def test_names_and_the_order_of_the_list_change_nothing(spans, places, random):
    rows = made(spans)
    renamed = {one.key: 1000 - one.key for one in rows}
    shuffled = [replace(one, key=renamed[one.key]) for one in rows]
    random.shuffle(shuffled)
    expected = {renamed[key]: part for key, part in parts(rows, places).items()}
    assert parts(shuffled, places) == expected


@given(cohorts, st.integers(1, 12), st.data(), halves)
def test_a_wider_interval_only_moves_into_the_band(spans, places, data, wider):
    rows = made(spans)
    which = data.draw(st.sampled_from(rows))
    if which.level is None:
        return
    blurred = replace(which, low=which.low - wider, high=which.high + wider)
    before, after = parts(rows, places), parts([blurred if one is which else one for one in rows], places)
    assert after[which.key] in (before[which.key], BAND)
    assert all(after[one.key] is before[one.key] for one in rows if one is not which)


@given(cohorts, st.integers(1, 12), st.data())
def test_a_level_that_is_missing_sorts_nobody_who_was_not(spans, places, data):
    """Forms that never came on one scholar push nobody, them least of all, to either side."""
    rows = made(spans)
    which = data.draw(st.sampled_from(rows))
    before = parts(rows, places)
    after = parts([Reading(which.key) if one is which else one for one in rows], places)
    assert all(after[key] in (before[key], BAND) for key in before)


@given(cohorts, st.integers(1, 12))
def test_there_is_a_place_for_everybody_above_and_nobody_below_could_have_one(spans, places):
    found = sort(made(spans), places)
    assert len(found.part(ABOVE)) <= places
    if found.part(BELOW):
        assert len(found.part(ABOVE)) + len(found.part(BAND)) >= places


@given(st.text(min_size=1), st.lists(st.integers(1, 10**6), unique=True, max_size=20), st.randoms())
def test_the_lot_depends_on_the_seed_alone_and_leaves_nobody_out(seed, keys, random):
    shuffled = random.sample(keys, len(keys))
    order = place_sorting.lot_order(seed, keys)
    assert order == place_sorting.lot_order(seed, shuffled)
    assert sorted(order) == sorted(keys)
    assert order == sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())


def test_a_lot_with_another_seed_has_another_order():
    orders = {tuple(place_sorting.lot_order(str(seed), range(1, 7))) for seed in range(50)}
    assert len(orders) > 40
    first = {order[0] for order in orders}
    assert first == set(range(1, 7))


def gate(**changes):
    values = {
        "limited": True,
        "forms_close_on": CLOSE,
        "today": CLOSE + timedelta(days=1),
        "now": NOW,
        "left": 3,
        "waiting": 8,
    }
    return Gate(**{**values, **changes})


EARLIER = NOW - timedelta(days=5)
SORTED = {"sorted_at": EARLIER, "above": 1, "in_band": 4}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"limited": False}, "places_not_limited"),
        ({"own": True}, "places_about_you"),
        ({"committed_at": EARLIER}, "lot_committed"),
        ({"sorted_at": EARLIER}, "lot_after_sorting"),
        ({"today": CLOSE - timedelta(days=30)}, ""),
    ],
)
def test_a_lot_is_prepared_once_and_before_anybody_is_sorted(changes, code):
    assert place_rules.may_commit(gate(**changes)).code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"limited": False}, "places_not_limited"),
        ({"own": True}, "places_about_you"),
        ({"sorted_at": EARLIER}, "sorted_already"),
        ({"today": CLOSE}, "sorted_too_early"),
        ({"today": CLOSE - timedelta(days=9)}, "sorted_too_early"),
        ({"left": 0}, "places_none_left"),
        ({"waiting": 0}, "places_nobody_waits"),
        ({"committed_at": NOW}, "lot_not_published"),
        ({"committed_at": EARLIER}, ""),
    ],
)
def test_scholars_are_sorted_once_after_the_forms_have_closed(changes, code):
    assert place_rules.may_sort(gate(**changes)).code == code


def test_nobody_is_sorted_by_levels_that_are_out_of_date():
    assert place_rules.may_sort(gate(), stale=True).code == "levels_stale"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "lot_none"),
        ({"committed_at": EARLIER}, "lot_before_sorting"),
        ({"committed_at": EARLIER, **SORTED}, ""),
        ({"committed_at": EARLIER, **SORTED, "drawn_at": EARLIER}, "lot_drawn"),
        ({"committed_at": EARLIER, **SORTED, "own": True}, "places_about_you"),
        ({"committed_at": EARLIER, **SORTED, "limited": False}, "places_not_limited"),
        ({"committed_at": EARLIER, **SORTED, "in_band": 0}, "lot_needless"),
        ({"committed_at": EARLIER, **SORTED, "in_band": 2}, "lot_needless"),
        ({"committed_at": EARLIER, **SORTED, "left": 1}, "lot_needless"),
    ],
)
def test_a_lot_is_drawn_once_where_the_band_is_larger_than_its_places(changes, code):
    assert place_rules.may_draw(gate(**changes)).code == code


@pytest.mark.parametrize(
    ("placing", "placed", "refused"),
    [
        (Placing(None, sorted=False, left=3), "places_not_sorted", "places_not_sorted"),
        (Placing(ABOVE, sorted=True, left=3), "", "places_above"),
        (Placing(ABOVE, sorted=True, left=0), "places_all_taken", "places_above"),
        (Placing(BELOW, sorted=True, left=3, ahead=3), "places_kept", ""),
        (Placing(BELOW, sorted=True, left=3, ahead=2), "", ""),
        (Placing(BAND, sorted=True, left=2, ahead=2), "places_kept", ""),
        (Placing(BAND, sorted=True, left=3, ahead=2), "", ""),
        (Placing(BAND, sorted=True, left=3, ahead=2, lot=True), "lot_awaited", "lot_awaited"),
        (Placing(BAND, sorted=True, left=3, ahead=2, lot=True, turn=1, turns=1), "", "lot_won"),
        (Placing(BAND, sorted=True, left=3, ahead=2, lot=True, turn=2, turns=1), "lot_lost", ""),
        (Placing(None, sorted=True, left=3, ahead=2), "", ""),
        (Placing(None, sorted=True, left=2, ahead=2), "places_kept", ""),
    ],
)
def test_who_may_be_given_a_place_and_who_may_go_without(placing, placed, refused):
    assert place_rules.may_place(placing, takes_place=True).code == placed
    assert place_rules.may_place(placing, takes_place=False).code == refused


def test_the_documented_check_and_the_one_on_the_page_give_the_published_hash_and_the_drawn_order(capsys):
    seed, numbers = "ab" * 32, [7, 31, 12, 4]
    expected = f"{place_sorting.seed_hash(seed)}\n{place_sorting.lot_order(seed, numbers)}\n"
    text = (Path(__file__).parents[2] / "docs" / "limited-places.md").read_text()
    block = re.search(r"```python\n(.*?)```", text, re.DOTALL).group(1)
    typed = re.sub(r"(?m)^seed, numbers = .*$", f"seed, numbers = {seed!r}, {sorted(numbers)}", block)
    assert typed != block
    exec(typed, {})
    assert capsys.readouterr().out == expected
    lot = GateLot(seed=seed, drawn_order=place_sorting.lot_order(seed, numbers))
    line = place_words.check_command(lot)  # as somebody pastes it into a shell
    said = subprocess.run(
        line, shell=True, capture_output=True, text=True, check=True
    )  # as somebody pastes it
    assert said.stdout == expected
