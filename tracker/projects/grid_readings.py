"""What the runs of a kept grid say: an analysis for each of its metrics. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.evidence import grids
from tracker.evidence.grid_best import Better
from tracker.evidence.grid_forgetting import Forgetting, forgetting
from tracker.evidence.grids import Analysis, Metric
from tracker.projects.grid_imports import as_runs
from tracker.projects.grid_kinds import ENTANGLEMENT, FORGET, GRANULARITY, METHOD, RETAIN, levels_of
from tracker.projects.grid_models import GridKind, GridMetric, GridRun, ResultGrid


@dataclass(frozen=True)
class Reading:
    """A grid with what its runs say of one metric, and for a suite what was forgotten.

    `both` are the analyses of forgetting and retaining, for the trade-off of a suite.
    """

    grid: ResultGrid
    metric: GridMetric
    made: Analysis
    forgotten: tuple[Forgetting, ...]
    both: tuple[Analysis, Analysis] | None


def read(grid: ResultGrid, runs: Sequence[GridRun], metric: GridMetric) -> Reading | None:
    """What the runs say of a metric; None while there are no runs."""
    if not runs:
        return None
    taken = as_runs(
        grid.factors,
        grid.metrics,
        ((one.levels, one.seed, one.state, one.results) for one in runs),
        levels_of(grid.kind),
    ).runs()
    against = next((one for one in grid.metrics if one.measure is not metric.measure), None)
    made = grids.analyse(taken, _of(metric), None if against is None else _of(against))
    if grid.kind is not GridKind.UNLEARNING or grid.forgotten_at is None:
        return Reading(grid, metric, made, (), None)
    both = {one.name: one for one in grid.metrics}
    forget, retain = (
        made if metric.name == name else grids.analyse(taken, _of(both[name])) for name in (FORGET, RETAIN)
    )
    found = forgetting(forget.cells, taken.factors, (METHOD, GRANULARITY, ENTANGLEMENT), grid.forgotten_at)
    return Reading(grid, metric, made, found, (forget, retain))


def _of(metric: GridMetric) -> Metric:
    return Metric(metric.name, Better(metric.better.value))
