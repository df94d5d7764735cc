"""Runs of result grids as tests write them down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import nan

from tracker.evidence.grid_best import Better
from tracker.evidence.grid_runs import Collector, Runs, State
from tracker.evidence.grids import Analysis, Metric, analyse

UP, DOWN = Better.UP, Better.DOWN


def runs_of(
    table: Mapping[tuple[str, ...], Sequence[float | None]],
    factors: Sequence[str] = ("fraction",),
    *,
    ordered: Iterable[str] = (),
    seeds: bool = True,
    metric: str = "score",
) -> Runs:
    """A run for each number of a cell, None where it failed. The first runs share a seed, and so on."""
    taken = Collector(list(factors), list(ordered), [metric])
    for levels, values in table.items():
        for seed, value in enumerate(values):
            state = State.FAILED if value is None else State.OK
            taken.add(levels, str(seed) if seeds else "", state, [nan if value is None else value])
    return taken.runs()


def said(
    table: Mapping[tuple[str, ...], Sequence[float | None]],
    factors: Sequence[str] = ("fraction",),
    *,
    better: Better = UP,
    ordered: Iterable[str] = (),
    seeds: bool = True,
) -> Analysis:
    """What a table of runs says."""
    return analyse(runs_of(table, factors, ordered=ordered, seeds=seeds), Metric("score", better))


def group(made: Analysis) -> set[tuple[str, ...]]:
    """The levels of the best cell and of those tied with it."""
    assert made.best is not None
    return {made.cells[place].levels for place in (made.best.cell, *(tie.cell for tie in made.best.ties))}


def codes(made: Analysis) -> list[str]:
    return [one.code for one in made.advice]
