"""What a grid says and what it does not: ties, single runs, no spread, huge numbers, order and scale."""

from __future__ import annotations

import subprocess
import sys
from math import ldexp

import numpy as np
import pytest

from tests.evidence.gridded import DOWN, UP, codes, group, runs_of, said
from tests.properties import given, st
from tracker.evidence.grid_best import Better
from tracker.evidence.grid_cells import cells
from tracker.evidence.grid_runs import Collector, State, TooMany
from tracker.evidence.grid_tests import compare
from tracker.evidence.grids import Metric, analyse, document

TABLES = st.dictionaries(
    st.tuples(st.sampled_from(["0.1", "0.3", "0.7", "1.0"]), st.sampled_from(["4", "8"])),
    st.lists(st.integers(-40, 40).map(lambda value: value / 8), min_size=1, max_size=5),
    min_size=1,
)
FACTORS = ("fraction", "weight")


def test_a_grid_in_which_all_runs_failed_has_no_best_cell():
    made = said({("a",): [None, None], ("b",): [None]})
    assert made.best is None
    assert [(cell.n, cell.failed, cell.mean) for cell in made.cells] == [(0, 2, None), (0, 1, None)]
    assert codes(made) == ["none_succeeded"]


def test_one_cell_is_the_best_of_nothing_else():
    made = said({("a",): [1.0, 2.0]})
    assert group(made) == {("a",)}
    assert "one_cell" in codes(made)


def test_a_cell_with_one_run_is_never_told_apart():
    made = said({("a",): [10.0, 10.1, 9.9], ("b",): [-1000.0], ("c",): [1.0, 1.1, 0.9]})
    assert group(made) == {("a",), ("b",)}
    assert [tie.p for tie in made.best.ties] == [None]
    single = made.cells[1]
    assert (single.mean, single.low, single.high) == (-1000.0, None, None)
    assert "one_run" in codes(made)


def test_a_best_mean_of_one_run_is_told_apart_from_nothing():
    made = said({("a",): [10.0], ("b",): [1.0, 1.1, 0.9], ("c",): [0.0, 0.1, -0.1]})
    assert made.cells[made.best.cell].levels == ("a",)
    assert group(made) == {("a",), ("b",), ("c",)}
    assert "best_one_run" in codes(made)


def test_failed_runs_stay_in_the_count_and_out_of_the_mean():
    made = said({("a",): [1.0, None, 3.0], ("b",): [None]})
    assert [(cell.n, cell.failed, cell.mean) for cell in made.cells] == [(2, 1, 2.0), (0, 1, None)]
    assert {"empty_cells", "not_counted"} <= set(codes(made))


def test_combinations_that_were_not_run_are_named():
    made = said({("0.3", "4"): [1.0, 2.0], ("0.7", "4"): [2.0, 3.0], ("0.7", "8"): [1.0, 4.0]}, FACTORS)
    (holes,) = [one for one in made.advice if one.code == "holes"]
    assert holes.params == {"count": 1, "among": 4, "cells": "fraction 0.3, weight 8"}


def test_two_runs_each_without_spread_prove_nothing_and_five_do():
    two, five = (
        said({("a",): [0.8] * n, ("b",): [0.7] * n}, seeds=seeds) for n, seeds in ((2, True), (5, True))
    )
    assert group(two) == {("a",), ("b",)}
    assert group(five) == {("a",)}
    assert "alike" in codes(two) and "alike" in codes(five)
    cell = five.cells[0]
    assert (cell.low, cell.mean, cell.high) == (None, 0.8, None)


@pytest.mark.parametrize("values", [[0.1, 0.1], [0.1] * 9, [0.1 + 0.2, 0.3, 0.3], [0.0, -0.0], [1e300] * 3])
def test_runs_that_are_all_alike_have_no_interval(values):
    made = said({("a",): values, ("b",): [0.1, 0.2]})
    alike, other = made.cells
    assert (alike.low, alike.high) == (None, None)
    assert other.low < other.mean < other.high
    assert {(one["low"], one["high"]) for one in document(made)["cells"][:1]} == {(None, None)}
    (words,) = [one for one in document(made)["advice"] if "gave the same value" in one]
    assert "They have no interval" in words


def test_levels_are_counted_as_they_come_and_the_one_too_many_is_the_last_taken():
    taken = Collector(["a", "b"], ["a"], ["score"])
    for place in range(10_000):
        for level in (str(place), f"{place}.0"):  # two ways to write one level
            taken.add([level, "x"], "", State.OK, [1.0])
    taken.add(["7", "x"], "", State.OK, [1.0])
    with pytest.raises(TooMany, match="cells_many"):
        taken.add(["10000", "x"], "", State.OK, [1.0])


def test_equal_cells_without_spread_are_tied():
    made = said({("a",): [0.1 + 0.2] * 4, ("b",): [0.3] * 4})
    assert group(made) == {("a",), ("b",)}
    assert made.best.ties[0].p == 1.0


def test_one_cell_without_spread_is_compared_by_the_spread_of_the_other():
    made = said({("a",): [1.0] * 4, ("b",): [0.1, 0.2, 0.1, 0.2]})
    assert group(made) == {("a",)}


def test_negative_zero_is_zero():
    made = said({("-0.0",): [-0.0, 0.0], ("0",): [0.0, -0.0]})
    (cell,) = made.cells
    assert str(cell.mean) == "0.0"
    assert cell.n == 4


@pytest.mark.parametrize("scale", [1e300, 1e-300, 5e-320])
def test_numbers_as_large_and_small_as_there_are_give_what_others_give(scale):
    table = {("a",): [0.9, 1.0, 0.8], ("b",): [0.1, 0.2, 0.15], ("c",): [0.85, 0.95, 0.9]}
    plain, made = said(table), said({levels: [scale * one for one in table[levels]] for levels in table})
    assert group(made) == group(plain)
    rough = 1e-2 if scale < 1e-307 else 1e-9  # such small numbers have few digits
    for cell, other in zip(made.cells, plain.cells, strict=True):
        assert cell.low == pytest.approx(other.low * scale, rel=rough)


def test_a_huge_and_a_tiny_cell_are_compared_too():
    made = said({("a",): [1e300, 2e300, 1.5e300], ("b",): [1e-300, 2e-300, 3e-300]}, better=DOWN)
    assert made.cells[made.best.cell].levels == ("b",)
    assert made.cells[1].mean == pytest.approx(2e-300)


def test_seeds_in_common_tell_apart_what_their_luck_hides():
    """Each seed moves both cells by far more than they differ."""
    luck = [0.0, 5.0, -4.0, 9.0, 2.0]
    table = {("a",): [one + d for one, d in zip(luck, [1.0, 1.1, 0.9, 1.0, 1.05], strict=True)], ("b",): luck}
    assert group(said(table)) == {("a",)}
    assert group(said(table, seeds=False)) == {("a",), ("b",)}


def test_seeds_are_paired_only_where_more_than_half_are_shared_and_at_least_three():
    runs = Collector(["cell"], [], ["score"])
    rng = np.random.default_rng(7)
    for cell, seeds in (("a", range(8)), ("b", range(4, 12)), ("c", range(5, 13)), ("d", (0, 1))):
        for seed in seeds:
            runs.add([cell], str(seed), State.OK, [rng.normal()])
    made = runs.runs()
    found = {cell.levels[0]: cell for cell in cells(made, made.values["score"])}
    pairs = {both: compare(found[both[0]], found[both[1]]).pairs for both in ("ab", "bc", "ad", "ac")}
    assert pairs == {"ab": 0, "bc": 7, "ad": 0, "ac": 0}


def test_two_ways_to_write_a_number_are_one_level():
    runs = runs_of({("1",): [1.0], ("1.0",): [2.0], ("0.7",): [3.0]}, seeds=False)
    assert runs.factors[0].levels == ("0.7", "1")
    assert runs.codes[:, 0].tolist() == [1, 1, 0]


def test_levels_that_are_words_stand_as_they_come():
    runs = runs_of({("small",): [1.0], ("large",): [2.0], ("9",): [3.0]})
    assert runs.factors[0].levels == ("small", "large", "9")
    assert not runs.factors[0].by_number


def test_too_many_cells_and_too_many_ordered_levels_are_refused():
    with pytest.raises(TooMany, match="cells_many"):
        said({(str(place),): [1.0] for place in range(10_001)})
    with pytest.raises(TooMany, match="ordered_levels_many"):
        said({(str(place),): [1.0] for place in range(101)}, ordered=["fraction"])


def facts(made):
    """All that an analysis says of cells, by their levels."""
    return (
        {cell.levels: (cell.mean, cell.low, cell.high, cell.n) for cell in made.cells},
        {made.cells[tie.cell].levels: tie.p for tie in made.best.ties},
        {
            (made.cells[one.low].levels, made.cells[one.high].levels): (one.difference, one.p, one.verdict)
            for found in made.sweeps
            for one in found.reversals
        },
    )


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_says_nothing(table, random):
    rows = [(levels, seed, value) for levels, values in table.items() for seed, value in enumerate(values)]
    shuffled = list(rows)
    random.shuffle(shuffled)
    made = []
    for these in (rows, shuffled):
        taken = Collector(FACTORS, ["fraction"], ["score"])
        for levels, seed, value in these:
            taken.add(levels, str(seed), State.OK, [value])
        made.append(analyse(taken.runs(), Metric("score", UP)))
    assert facts(made[0]) == facts(made[1])
    assert group(made[0]) == group(made[1])


@given(TABLES)
def test_negated_values_with_the_other_way_good_say_the_same(table):
    one = said(table, FACTORS, ordered=["fraction"])
    mirrored = {levels: [-value for value in values] for levels, values in table.items()}
    other = said(mirrored, FACTORS, ordered=["fraction"], better=DOWN)
    assert one.best == other.best
    assert [(r.low, r.high, r.p, r.verdict) for s in one.sweeps for r in s.reversals] == [
        (r.low, r.high, r.p, r.verdict) for s in other.sweeps for r in s.reversals
    ]


@given(TABLES, st.integers(-40, 40), st.integers(-900, 900))
def test_shifting_and_scaling_all_values_changes_no_conclusion(table, shift, power):
    """By powers of two, which computers do without rounding."""
    changed = {levels: [ldexp(value + shift, power) for value in values] for levels, values in table.items()}
    one, other = (said(these, FACTORS, ordered=["fraction"]) for these in (table, changed))
    assert one.best.cell == other.best.cell
    first, second = ({tie.cell: tie.p for tie in these.best.ties} for these in (one, other))
    assert first.keys() == second.keys()
    assert [p for p in first.values() if p is not None] == pytest.approx(
        [p for p in second.values() if p is not None], rel=1e-6, abs=1e-12
    )


@given(TABLES)
def test_other_names_for_the_levels_change_nothing(table):
    names = {"4": "low", "8": "high"}
    renamed = {(levels[0], names[levels[1]]): values for levels, values in table.items()}
    one, other = (said(these, FACTORS, ordered=["fraction"]) for these in (table, renamed))
    assert {(a, names[b]) for a, b in group(one)} == group(other)


@given(TABLES, st.sampled_from([*Better]))
def test_the_best_is_no_worse_than_any_and_no_interval_is_of_no_width(table, better):
    made = said(table, FACTORS, better=better)
    for cell in made.cells:
        spread = cell.n > 1 and len(set(cell.values)) > 1
        assert (cell.low is not None) == (cell.high is not None) == spread
        assert not spread or cell.low < cell.mean < cell.high
    top = made.cells[made.best.cell].mean
    assert all(better.sign * (top - cell.mean) >= 0 for cell in made.cells)
    assert made.best.cell not in {tie.cell for tie in made.best.ties}
    for tie in made.best.ties:
        tested = min(made.cells[tie.cell].n, made.cells[made.best.cell].n) > 1
        assert (tie.p is not None) == tested
        assert made.cells[tie.cell].mean is not None


def test_the_truly_best_cell_is_in_the_group_in_95_of_100_sweeps():
    """Nine equal cells, of which one is best by a little: the case in which luck most often hides it."""
    rng = np.random.default_rng(20260105)
    trials, kept = 150, 0
    for _ in range(trials):
        table = {(str(place),): rng.normal(0.01 * (place == 4), 1, 5) for place in range(9)}
        kept += ("4",) in group(said(table, seeds=False))
    assert kept / trials >= 0.93  # 0.95 less what 150 trials leave open


def test_the_room_needs_no_framework():
    code = (
        "import sys, tracker.evidence.grids, tracker.evidence.grid_files, tracker.cli.grid;"
        "print(sorted({'flask', 'sqlalchemy', 'pandas', 'scipy.stats'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
