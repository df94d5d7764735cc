"""Decisions about result grids: who reads and keeps one, and what it may vary and measure."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.evidence.grid_files import RESERVED
from tracker.projects.grid_models import GridFactor, GridKind, GridMetric
from tracker.projects.outcome_models import Outcome
from tracker.reasons import Decision, no, yes

MOST_FACTORS, MOST_METRICS = 3, 4
# A page holds no more; the command line takes any number of runs.
MOST_RUNS, MOST_CELLS, MOST_GRIDS = 5_000, 200, 30
NAME_LENGTH = 40


def may_keep(*, inside: bool) -> Decision:
    """Whether somebody may make grids of a work and take in runs: its members and mentors."""
    return yes() if inside else no("grid_not_yours")


def reads(*, inside: bool, sees: bool, outcome: Outcome | None) -> bool:
    """Whether somebody reads a grid: the evidence of a sealed outcome is for the people of the work."""
    return inside or (sees and (outcome is None or not outcome.sealed))


def may_make(
    title: str,
    kind: GridKind,
    factors: Sequence[GridFactor],
    metrics: Sequence[GridMetric],
    *,
    forgotten_at: float | None,
    grids: int,
) -> Decision:
    """Whether a grid may be made like this; `grids` counts those that the work has already."""
    if not title.strip():
        return no("name_empty")
    if grids >= MOST_GRIDS:
        return no("grids_many", most=MOST_GRIDS)
    if kind is GridKind.UNLEARNING and not (forgotten_at is not None and 0 <= forgotten_at <= 1):
        return no("grid_limit_range")
    if not 1 <= len(factors) <= MOST_FACTORS:
        return no("grid_factors", most=MOST_FACTORS)
    if not 1 <= len(metrics) <= MOST_METRICS:
        return no("grid_metrics", most=MOST_METRICS)
    return _names([*(one.name for one in factors), *(one.name for one in metrics)])


def _names(names: Sequence[str]) -> Decision:
    keys = [name.casefold() for name in names]
    for place, name in enumerate(names):
        if not name or len(name) > NAME_LENGTH or not name.isprintable():
            return no("grid_name", most=NAME_LENGTH)
        if any(mark in name for mark in ",;\"'") or name[0] in "=+-@":
            return no("grid_name_marks", name=name)
        if keys[place] in RESERVED:
            return no("grid_name_reserved", name=name)
        if keys[place] in keys[:place]:
            return no("grid_name_twice", name=name)
    return yes()
