"""Whether two metrics of the same runs say the same, above all a hard count and a soft score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.evidence.grid_best import Best, Better, best_of
from tracker.evidence.grid_cells import Cell, cells
from tracker.evidence.grid_runs import Runs


@dataclass(frozen=True)
class Agreement:
    """Two metrics on the runs that have both.

    `rho` is Spearman's rank correlation of what is good in the one with what is good in the other, None
    where fewer than three runs have both or where one of them never varies. `first` and `second` are the
    cells that each calls best, among these runs; `noise` says that each of the two lies in the tie group
    of the other metric, so that noise alone may be why they differ.
    """

    n: int
    rho: float | None
    first: Cell | None
    second: Cell | None
    noise: bool

    @property
    def same_best(self) -> bool:
        return self.first is not None and self.second is not None and self.first.places == self.second.places


def agreement(
    runs: Runs,
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    better: tuple[Better, Better],
) -> Agreement:
    """Compare two metrics on the runs that have a value of both."""
    both = ~np.isnan(first) & ~np.isnan(second)
    rho = spearman(first[both], second[both])
    bests: list[tuple[Cell, set[tuple[int, ...]]] | None] = []
    for values, way in zip((first, second), better, strict=True):
        found = cells(runs, np.where(both, values, np.nan))
        bests.append(_group(found, best_of(found, way)))
    one, other = bests
    return Agreement(
        n=int(both.sum()),
        rho=rho if rho is None or better[0] is better[1] else -rho,
        first=one[0] if one else None,
        second=other[0] if other else None,
        noise=bool(one and other and one[0].places in other[1] and other[0].places in one[1]),
    )


def _group(found: list[Cell], best: Best | None) -> tuple[Cell, set[tuple[int, ...]]] | None:
    if best is None:
        return None
    group = {found[tie.cell].places for tie in best.ties} | {found[best.cell].places}
    return found[best.cell], group


def spearman(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Spearman's rank correlation with mean ranks for ties; None if it is not defined."""
    if len(first) < 3:
        return None
    one, other = (_ranks(values) - (len(values) + 1) / 2 for values in (first, second))
    length = float(np.sqrt((one @ one) * (other @ other)))
    return None if length == 0 else max(-1.0, min(1.0, float(one @ other) / length))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _distinct, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: NDArray[np.float64] = (last - (counts - 1) / 2)[where]
    return ranks


def hard_count(values: NDArray[np.float64]) -> bool:
    """Whether these look like counts: whole numbers, none negative."""
    known = values[~np.isnan(values)]
    return bool(len(known)) and bool(np.all((known >= 0) & (known == np.floor(known))))
