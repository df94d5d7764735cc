"""What a reader must be able to rely on: 0.7 above 1.0, in noise and beyond, and what is forgotten."""

from __future__ import annotations

import numpy as np
import pytest

from tests.evidence.gridded import DOWN, codes, said
from tracker.evidence.grid_agreement import agreement
from tracker.evidence.grid_forgetting import Forgot, forgetting, verdict
from tracker.evidence.grid_reversals import Verdict
from tracker.evidence.grid_runs import Collector, State
from tracker.evidence.grids import Better, Metric, analyse, document

RISING = {("0.1",): [1.0, 1.4, 0.8, 1.2], ("0.3",): [3.1, 2.8, 3.3, 2.9], ("0.5",): [5.2, 4.9, 5.1, 5.3]}


def sweep(at_07, at_10, **options):
    return said({**RISING, ("0.7",): at_07, ("1.0",): at_10}, ordered=["fraction"], **options)


def reversals(made):
    return [
        (made.cells[one.low].levels[0], made.cells[one.high].levels[0], one.verdict)
        for found in made.sweeps
        for one in found.reversals
    ]


def test_07_above_10_is_beyond_noise_where_runs_differ_by_less():
    """The means are 9 and 6, and runs of one cell lie within 0.6 of each other."""
    made = sweep([9.1, 8.8, 9.3, 8.8], [6.2, 5.9, 6.1, 5.8])
    assert reversals(made) == [("0.7", "1.0", Verdict.BEYOND)]
    (one,) = made.sweeps[0].reversals
    assert one.difference == pytest.approx(3.0)
    assert one.p < 0.001
    assert {made.cells[tie.cell].levels for tie in made.best.ties} == set()


def test_07_above_10_is_within_noise_where_runs_differ_by_more():
    """The same means, 9 and 6, and runs of one cell that lie up to 8 apart."""
    made = sweep([13.0, 5.2, 11.1, 6.7], [2.1, 9.9, 3.0, 9.0])
    assert reversals(made) == [("0.7", "1.0", Verdict.WITHIN)]
    (one,) = made.sweeps[0].reversals
    assert one.difference == pytest.approx(3.0)
    assert one.p > 0.2
    assert ("1.0",) in {made.cells[tie.cell].levels for tie in made.best.ties}


def test_07_above_10_cannot_be_told_from_one_run():
    made = sweep([9.1, 8.8], [6.2])
    assert reversals(made) == [("0.7", "1.0", Verdict.UNKNOWN)]
    assert made.sweeps[0].reversals[0].p is None
    assert document(made)["reversals"][0]["verdict"] == "cannot tell"


def test_the_same_for_a_metric_of_which_less_is_better():
    up = sweep([9.1, 8.8, 9.3, 8.8], [6.2, 5.9, 6.1, 5.8])
    table = {cell.levels: (-cell.values).tolist() for cell in up.cells}
    down = said(table, ordered=["fraction"], better=DOWN)
    assert reversals(down) == reversals(up)


def test_a_sweep_that_gets_worse_all_along_has_no_reversal():
    falling = {(str(level),): [9.0 - level, 9.2 - level, 8.9 - level] for level in range(1, 6)}
    made = said(falling, ordered=["fraction"])
    assert reversals(made) == []
    assert not made.sweeps[0].upwards


def test_of_two_levels_the_higher_one_is_expected_to_be_better():
    made = said({("0.7",): [9.1, 8.8, 9.3], ("1.0",): [6.2, 5.9, 6.4]}, ordered=["fraction"])
    assert reversals(made) == [("0.7", "1.0", Verdict.BEYOND)]


@pytest.mark.parametrize(
    ("table", "better", "expected", "taken_from"),
    [
        ({("1",): [9.1, 8.8, 9.3], ("2",): [6.2, 5.9, 6.4]}, Better.UP, "rising", "assumption"),
        ({("1",): [6.2, 5.9, 6.4], ("2",): [9.1, 8.8, 9.3]}, DOWN, "falling", "assumption"),
        ({("1",): [1.0], ("2",): [2.0], ("3",): [1.0]}, Better.UP, "rising", "assumption"),
        ({("1",): [1.0], ("2",): [3.0], ("3",): [2.0]}, Better.UP, "rising", "runs"),
        ({("1",): [3.0], ("2",): [1.0], ("3",): [2.0]}, Better.UP, "falling", "runs"),
        ({("1",): [3.0], ("2",): [1.0], ("3",): [2.0]}, DOWN, "falling", "runs"),
        ({("1",): [1.0], ("2",): [3.0], ("3",): [2.0]}, DOWN, "rising", "runs"),
    ],
)
def test_a_reversal_says_which_way_was_expected_and_from_what(table, better, expected, taken_from):
    made = said(table, ordered=["fraction"], better=better)
    (one,) = document(made)["reversals"]
    assert (one["expected"], one["expected_from"]) == (expected, taken_from)
    assert (one["difference"] > 0) == (expected == "rising")
    told = {"two_levels", "direction_split"} & set(codes(made))
    assert bool(told) == (taken_from == "assumption")


def test_two_levels_without_a_reversal_need_no_words_about_their_direction():
    assert "two_levels" not in codes(said({("1",): [1.0, 1.1], ("2",): [2.0, 2.2]}, ordered=["fraction"]))


def test_a_level_that_fails_is_reported_against_the_best_one_alone():
    made = sweep([9.1, 8.8, 9.3, 8.8], [0.2, 0.1, 0.3, 0.2])
    assert reversals(made) == [("0.7", "1.0", Verdict.BEYOND)]


def test_a_factor_without_an_order_has_no_reversals():
    assert said(RISING | {("1.0",): [0.0, 0.1]}).sweeps == ()


def test_a_reversal_at_one_level_of_the_second_factor_is_said_to_stand_there_only():
    table = {}
    for weight in ("2", "4", "8"):
        for level, mean in (("0.3", 3.0), ("0.7", 7.0), ("1.0", 4.0 if weight == "8" else 9.0)):
            table[level, weight] = [mean + d for d in (0.1, -0.2, 0.15)]
    made = said(table, ("fraction", "weight"), ordered=["fraction"])
    (one,) = document(made)["reversals"]
    assert (one["low_level"], one["high_level"], one["at"]) == ("0.7", "1.0", {"weight": "8"})
    assert (one["stands_at"], one["run_at"], one["verdict"]) == (1, 3, "beyond noise")
    (advice,) = [text for text in document(made)["advice"] if "beats" in text]
    assert advice == (
        "fraction: that 0.7 beats 1.0 stands at weight 8 only, out of 3 combinations where both were run."
    )
    assert "sweep_both" not in codes(made)


def test_where_one_factor_was_swept_it_is_advised_to_sweep_a_second_one_with_it():
    made = said(RISING, ordered=["fraction"])
    assert "sweep_both" in codes(made)
    same = said({(level, "4"): values for (level,), values in RISING.items()}, ("fraction", "weight"))
    assert "sweep_both" in codes(same)


def test_words_in_an_ordered_factor_stand_as_they_come_and_it_is_said():
    made = said({("none",): [1.0, 1.1], ("some",): [2.0, 2.1]}, ordered=["fraction"])
    (advice,) = [one for one in made.advice if one.code == "order_as_met"]
    assert advice.params["levels"] == "none, some"


@pytest.mark.parametrize("levels", [3, 5])
def test_equal_levels_are_seldom_called_a_reversal_beyond_noise(levels):
    """At most 5 of 100 sweeps in which nothing differs, over all their reversals together."""
    rng = np.random.default_rng(20260105 + levels)
    trials, false = 300, 0
    for _ in range(trials):
        table = {(str(place),): rng.normal(0, 1, 5) for place in range(levels)}
        made = said(table, ordered=["fraction"], seeds=False)
        false += any(one.verdict is Verdict.BEYOND for one in made.sweeps[0].reversals)
    assert false / trials <= 0.07  # 0.05 and what 300 trials leave open


def both(table, second):
    """Runs with a hard and a soft metric."""
    taken = Collector(["level"], [], ["count", "soft"])
    for level, pairs in table.items():
        for seed, (hard, soft) in enumerate(pairs):
            taken.add([level], str(seed), State.OK, [hard, soft])
    runs = taken.runs()
    return agreement(runs, runs.values["count"], runs.values["soft"], (Better.UP, second)), runs


CLEAR = {
    "a": [(9, 0.2), (10, 0.22), (9, 0.21), (10, 0.19)],
    "b": [(1, 0.9), (2, 0.88), (1, 0.91), (2, 0.92)],
    "c": [(5, 0.5), (4, 0.52), (5, 0.49), (4, 0.51)],
}


def test_metrics_that_name_different_best_cells_beyond_noise_bring_a_warning():
    found, runs = both(CLEAR, Better.UP)
    assert found.rho < -0.8
    assert not found.same_best and not found.noise
    made = analyse(runs, Metric("count", Better.UP), Metric("soft", Better.UP))
    assert "best_differs" in codes(made)
    assert "different best cells (level a; level b), by more than noise" in document(made)["advice"][-1]


def test_metrics_of_opposite_ways_agree_where_one_falls_as_the_other_rises():
    found, _runs = both(CLEAR, Better.DOWN)
    assert found.rho > 0.8
    assert found.same_best


def test_metrics_that_differ_within_noise_are_said_to():
    table = {
        "a": [(5, 0.5), (7, 0.7), (6, 0.6)],
        "b": [(7, 0.6), (4, 0.4), (6, 0.9)],
    }
    found, runs = both(table, Better.UP)
    assert not found.same_best and found.noise
    made = analyse(runs, Metric("count", Better.UP), Metric("soft", Better.UP))
    assert "best_differs_by_noise" in codes(made)


@pytest.mark.parametrize(
    ("values", "forgot"),
    [
        ([0.1] * 2, Forgot.UNKNOWN),
        ([0.1] * 4, Forgot.UNKNOWN),
        ([0.9] * 4, Forgot.UNKNOWN),
        ([0.1] * 5, Forgot.YES),
        ([0.25] * 5, Forgot.YES),
        ([0.9] * 5, Forgot.NO),
        ([0.1], Forgot.UNKNOWN),
        ([0.10, 0.11, 0.12], Forgot.YES),
        ([0.90, 0.91, 0.92], Forgot.NO),
    ],
)
def test_runs_that_are_all_alike_settle_what_is_forgotten_from_five_on(values, forgot):
    (cell,) = said({("a",): values}, better=DOWN).cells
    assert verdict(cell, 0.25) is forgot


def test_a_method_that_forgets_clusters_but_not_universes():
    factors = ("method", "granularity", "entanglement")
    means = {
        "single": {"alone": 0.1, "mixed": 0.12},
        "cluster": {"alone": 0.15, "mixed": 0.6},
        "universe": {"alone": 0.7, "mixed": 0.8},
    }
    table = {
        ("ours", granularity, entanglement): [mean + d for d in (0.01, -0.01, 0.02)]
        for granularity, row in means.items()
        for entanglement, mean in row.items()
    }
    table["ours", "city", "alone"] = [0.1]
    table["ours", "city", "mixed"] = [0.1, 0.11, 0.12]
    made = said(table, factors, better=DOWN)
    (found,) = forgetting(made.cells, made.runs.factors, factors, 0.25)
    assert {one.level: one.forgot for one in found.granules} == {
        "single": Forgot.YES,
        "cluster": Forgot.PARTLY,
        "universe": Forgot.NO,
        "city": Forgot.UNKNOWN,
    }
