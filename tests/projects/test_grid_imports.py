"""Runs out of a CSV text: what is new, what corrects a run, what cannot be used. No database."""

from __future__ import annotations

import pytest

from tests.projects.gridding import BEYOND, OWN
from tests.properties import given, st
from tracker.projects import grid_kinds
from tracker.projects.grid_imports import KeptRun, cell_key, plan
from tracker.projects.grid_models import GridFactor, GridKind, GridMetric, Measure, RunState, Way
from tracker.projects.grid_rules import MOST_CELLS, MOST_RUNS, may_make, reads
from tracker.projects.outcome_models import Outcome, OutcomeStatus

SUITE = grid_kinds.READY[GridKind.UNLEARNING]


def planned(text, kept=(), design=OWN):
    return plan(text, design.factors, design.metrics, levels=design.levels, kept=kept)


def kept_of(found):
    """The runs of a plan as they are kept afterwards."""
    return [
        KeptRun(place, run.cell, run.seed, run.state, run.results)
        for place, run in enumerate([*found.new, *(after for _before, after in found.corrected)])
    ]


def codes(found):
    return [(one.line, one.column, one.code) for one in found.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "", "empty_file")]),
        ("size,score\n", [(0, "", "no_runs")]),
        ("size\n1\n", [(1, "score", "column_missing")]),
        ("size,score,note\n1,2,x\n", [(1, "", "columns_unknown")]),
        ("size,score\n,2\n1,x\n1,2,3\n", [(2, "size", "level_missing"), (3, "score", "not_number"),
                                          (4, "", "cells")]),
        ("size,seed,score\n1,1,2\n1.0,1,3\n", [(3, "seed", "repeated")]),
        ("size,score\n=1+1,2\n@x,2\n-x,1\n", [(n, "size", "formula") for n in (2, 3, 4)]),
        ("size,seed,score\n1,=a,2\n", [(2, "seed", "formula")]),
        ("size,status,score\n1,failed,3\n", [(2, "score", "value_of_failed")]),
        ('size,score\n"1,2\n', [(2, "", "not_csv")]),
        ("size,score\na\x00b,2\n", [(2, "size", "control")]),
    ],
)  # fmt: skip
def test_every_problem_is_named_by_line_and_column_and_nothing_is_planned(text, expected):
    found = planned(text)
    assert codes(found) == expected
    assert not found.changes


def test_negative_numbers_are_levels_and_no_formulas():
    assert len(planned("size,score\n-1,2\n+2.5,2\n-1e-3,4\n").new) == 3


def test_a_level_that_a_suite_does_not_have_is_named():
    text = grid_kinds.example(GridKind.UNLEARNING).decode().replace("small cluster", "small clutser", 1)
    found = planned(text, design=SUITE)
    assert [code for _line, _column, code in codes(found)] == ["level_unknown"]
    assert found.problems[0].column == "granularity"


@pytest.mark.parametrize("kind", [GridKind.UNLEARNING, GridKind.INJECTION])
def test_the_examples_can_be_taken_in(kind):
    found = planned(grid_kinds.example(kind).decode(), design=grid_kinds.READY[kind])
    assert codes(found) == []
    assert any(run.state is RunState.FAILED for run in found.new)


def test_a_page_holds_so_many_runs_and_cells():
    runs = "size,seed,score\n" + "".join(f"1,{n},1\n" for n in range(MOST_RUNS + 1))
    assert codes(planned(runs)) == [(MOST_RUNS + 2, "", "runs_many")]
    held = kept_of(planned("size,seed,score\n" + "".join(f"1,{n},1\n" for n in range(MOST_RUNS))))
    assert codes(planned("size,seed,score\n2,1,1\n", held)) == [(0, "", "runs_many")]
    cells = "size,score\n" + "".join(f"x{n},1\n" for n in range(MOST_CELLS + 1))
    assert (0, "", "cells_many") in codes(planned(cells))


def test_a_run_with_its_levels_and_seed_is_corrected_and_the_others_stay():
    held = kept_of(planned(BEYOND))
    found = planned("size,seed,status,score\n1.00,3,ok,5.1\n0.7,1,ok,9.1\n", held)
    assert (len(found.new), found.unchanged) == (0, 1)
    ((before, after),) = found.corrected
    assert (before.state, before.results) == (RunState.FAILED, None)
    assert (after.state, after.results) == (RunState.OK, (5.1,))


def test_runs_without_seeds_are_matched_one_to_one():
    text = "size,score\n1,5\n1,5\n1,6\n"
    held = kept_of(planned(text))
    assert planned(text, held).unchanged == 3
    more = planned(text + "1,5\n", held)
    assert (len(more.new), more.unchanged) == (1, 3)


def test_a_run_of_which_one_metric_is_missing_keeps_the_other():
    (run,) = planned("method,granularity,entanglement,forget_accuracy,retain_accuracy\n"
                     "a,small cluster,interacting,0.5,\n", design=SUITE).new  # fmt: skip
    assert (run.state, run.results) == (RunState.OK, (0.5, None))


def test_a_run_without_any_value_is_missing_and_negative_zero_is_zero():
    missing, zero = planned("size,score\n1,\n2,-0.0\n").new
    assert (missing.state, missing.results) == (RunState.MISSING, None)
    assert str(zero.results[0]) == "0.0"


LEVELS = st.sampled_from(["1", "1.0", "2", "x", "a b", "-3"])
ROWS = st.lists(
    st.tuples(LEVELS, st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["0.5", "1", "", "-2"])),
    max_size=12,
)


@given(ROWS)
def test_what_was_taken_in_once_changes_nothing_the_second_time(rows):
    seen, lines = set(), ["size,seed,score"]
    for level, seed, value in rows:
        if not seed or (cell_key([level]), seed) not in seen:
            seen.add((cell_key([level]), seed))
            lines.append(f"{level},{seed},{value}")
    text = "\n".join([*lines, "9,9,9"])
    first = planned(text)
    assert codes(first) == []
    again = planned(text, kept_of(first))
    assert not again.changes
    assert again.unchanged == len(first.new)


def made(factors=OWN.factors, metrics=OWN.metrics, title="A", kind=GridKind.FREE, limit=None, grids=0):
    return may_make(title, kind, factors, metrics, forgotten_at=limit, grids=grids).code


def test_what_a_grid_may_be():
    metric = OWN.metrics[0]
    assert made() == ""
    assert made(title=" ") == "name_empty"
    assert made(grids=30) == "grids_many"
    assert made(factors=()) == "grid_factors"
    assert made(factors=[GridFactor(f"f{n}") for n in range(4)]) == "grid_factors"
    assert made(metrics=()) == "grid_metrics"
    assert made(metrics=[GridMetric(f"m{n}", Way.UP, Measure.HARD) for n in range(5)]) == "grid_metrics"
    assert made(factors=[GridFactor("Score")], metrics=[metric]) == "grid_name_twice"
    assert made(factors=[GridFactor("STATUS")]) == "grid_name_reserved"
    for name in ('a"b', "a;b", "=a", "-a"):
        assert made(factors=[GridFactor(name)]) == "grid_name_marks"
    for limit in (None, -0.1, 1.1, float("nan")):
        assert made(kind=GridKind.UNLEARNING, limit=limit) == "grid_limit_range"


@pytest.mark.parametrize("status", [*OutcomeStatus])
def test_who_reads_a_grid_by_the_status_of_its_outcome(status):
    sealed = status in (OutcomeStatus.RESTRICTED, OutcomeStatus.WITHHELD)
    outcome = Outcome(status=status)
    assert reads(inside=True, sees=True, outcome=outcome)
    assert reads(inside=False, sees=True, outcome=outcome) is not sealed
    assert not reads(inside=False, sees=False, outcome=outcome)
    assert reads(inside=False, sees=True, outcome=None)
