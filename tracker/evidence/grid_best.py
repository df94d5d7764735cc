"""The best cell of a result grid, and the cells that cannot be told apart from it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.evidence.grid_cells import Cell
from tracker.evidence.grid_tests import ALPHA, compare, holm


class Better(enum.StrEnum):
    """Which way a metric is good."""

    UP = "up"
    DOWN = "down"

    @property
    def sign(self) -> int:
        return 1 if self is Better.UP else -1


@dataclass(frozen=True)
class Tie:
    """A cell that may be as good as the best. `p` is adjusted; None where a single run leaves no test."""

    cell: int
    p: float | None


@dataclass(frozen=True)
class Best:
    """The place of the best cell, its tie group without itself, and how many comparisons paired seeds."""

    cell: int
    ties: tuple[Tie, ...]
    tests: int
    paired: int


def best_of(cells: Sequence[Cell], better: Better) -> Best | None:
    """The cell with the best mean and those that it is not told apart from; None without any value.

    Each other cell with at least two runs is compared with the best, p-values are adjusted (Holm) over
    these comparisons, and a cell leaves the tie group where its p is below 0.05 and it lies behind. Cells
    with a single run stay in it untested; with a single run the best is told apart from none.

    Every cell could have been the best one of a sweep, and the best of many equal cells looks better than
    it is. What holds in spite of this: the truly best cell is in the group, or is the best, in at least
    95 of 100 sweeps. Not that two equal cells are.

    Of cells with the same mean the one with more runs is taken, then the first by its levels.
    """
    known = [place for place, cell in enumerate(cells) if cell.mean is not None]
    if not known:
        return None
    top = max(known, key=lambda one: (better.sign * (cells[one].mean or 0.0), cells[one].n, -one))
    others = [place for place in known if place != top]
    tested = {place: made for place in others if (made := compare(cells[top], cells[place])) is not None}
    adjusted = dict(zip(tested, holm([made.p for made in tested.values()]), strict=True))
    apart = {
        place
        for place, made in tested.items()
        if adjusted[place] < ALPHA and better.sign * made.difference > 0
    }
    return Best(
        cell=top,
        ties=tuple(Tie(place, adjusted.get(place)) for place in others if place not in apart),
        tests=len(tested),
        paired=sum(made.pairs > 0 for made in tested.values()),
    )
