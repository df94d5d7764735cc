"""Result grids: what a table of runs says, and what it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracker.evidence import grid_cells
from tracker.evidence.grid_advice import Advice, advice
from tracker.evidence.grid_agreement import Agreement, agreement
from tracker.evidence.grid_best import Best, Better, best_of
from tracker.evidence.grid_cells import Cell
from tracker.evidence.grid_reversals import Reversal, Sweep, sweep
from tracker.evidence.grid_runs import Runs
from tracker.evidence.grid_words import cell_words, sentence


@dataclass(frozen=True)
class Metric:
    """What was measured: its name in the runs, and which way is good."""

    name: str
    better: Better


@dataclass(frozen=True)
class Analysis:
    """All that one metric of a grid says; see `analyse`."""

    runs: Runs
    metric: Metric
    cells: tuple[Cell, ...]
    best: Best | None
    sweeps: tuple[Sweep, ...]
    other: Metric | None
    agreement: Agreement | None
    advice: tuple[Advice, ...]

    def levels(self, cell: int) -> dict[str, str]:
        """The levels of a cell by the names of their factors."""
        names = [factor.name for factor in self.runs.factors]
        return dict(zip(names, self.cells[cell].levels, strict=True))


def analyse(runs: Runs, metric: Metric, other: Metric | None = None) -> Analysis:
    """Cells with intervals, the best one with its tie group, reversals, agreement with another metric.

    Parameters
    ----------
    runs : Runs
        At least one run.
    metric : Metric
        The metric that is judged.
    other : Metric or None
        A second one of the same runs, such as a hard count beside a soft score.

    Returns
    -------
    Analysis
        See `cells`, `best_of`, `sweep` and `agreement` for what each part means.

    Raises
    ------
    TooMany
        If the grid has more cells or ordered levels than can be compared.
    """
    values = runs.values[metric.name]
    found = tuple(grid_cells.cells(runs, values))
    best = best_of(found, metric.better)
    sweeps = tuple(
        sweep(found, runs.factors, place, metric.better)
        for place, factor in enumerate(runs.factors)
        if factor.ordered and len(factor.levels) > 1
    )
    both = None
    if other is not None:
        both = agreement(runs, values, runs.values[other.name], (metric.better, other.better))
    return Analysis(
        runs=runs,
        metric=metric,
        cells=found,
        best=best,
        sweeps=sweeps,
        other=other,
        agreement=both,
        advice=(*advice(runs, found, best, sweeps), *_disagreement(runs, metric, other, both)),
    )


def _disagreement(
    runs: Runs, metric: Metric, other: Metric | None, both: Agreement | None
) -> tuple[Advice, ...]:
    if both is None or other is None or both.first is None or both.second is None or both.same_best:
        return ()
    names = {
        "one": metric.name,
        "other": other.name,
        "first": cell_words(runs.factors, both.first.levels),
        "second": cell_words(runs.factors, both.second.levels),
    }
    return (Advice("best_differs_by_noise" if both.noise else "best_differs", names),)


def document(made: Analysis) -> dict[str, Any]:
    """The analysis as JSON objects, with sentences in English."""
    best = made.best
    return {
        "cells": [_cell(made, place) for place in range(len(made.cells))],
        "best": None if best is None else _cell(made, best.cell),
        "ties": []
        if best is None
        else [
            {"levels": made.levels(tie.cell), "p": tie.p, "tested": tie.p is not None} for tie in best.ties
        ],
        "reversals": [_reversal(made, found, one) for found in made.sweeps for one in found.reversals],
        "metric_agreement": _agreement(made),
        "advice": [sentence(one.code, one.params) for one in made.advice],
    }


def _cell(made: Analysis, place: int) -> dict[str, Any]:
    cell = made.cells[place]
    return {
        "levels": made.levels(place),
        "mean": cell.mean,
        "low": cell.low,
        "high": cell.high,
        "n": cell.n,
        "failed": cell.failed,
        "missing": cell.missing,
    }


def _reversal(made: Analysis, found: Sweep, one: Reversal) -> dict[str, Any]:
    rising = found.upwards is (made.metric.better is Better.UP)
    low = made.levels(one.low)
    name = made.runs.factors[one.factor].name
    return {
        "factor": name,
        "low_level": low[name],
        "high_level": made.levels(one.high)[name],
        "expected": "rising" if rising else "falling",
        "expected_from": "assumption" if found.assumed else "runs",
        "at": {factor: level for factor, level in low.items() if factor != name},
        "difference": one.difference,
        "p": one.p,
        "verdict": one.verdict.value,
        "better": "low_level" if one.low_ahead else "high_level",
        "stands_at": one.here,
        "run_at": one.among,
    }


def _agreement(made: Analysis) -> dict[str, Any] | None:
    both, other = made.agreement, made.other
    if both is None or other is None:
        return None
    names = [factor.name for factor in made.runs.factors]
    bests = [
        None if cell is None else dict(zip(names, cell.levels, strict=True))
        for cell in (both.first, both.second)
    ]
    return {
        "metrics": [made.metric.name, other.name],
        "spearman": both.rho,
        "n": both.n,
        "best": bests,
        "same_best": both.same_best,
        "within_noise": both.noise,
    }
