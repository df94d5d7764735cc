"""Whether two cells of a result grid differ by more than their runs do among themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, ldexp, lgamma, log, sqrt

import numpy as np
import scipy
from numpy.typing import NDArray

from tracker.evidence.grid_cells import ROUNDING, Cell, Moments, moments

ALPHA = 0.05
FEWEST_PAIRS = 3


@dataclass(frozen=True)
class Comparison:
    """How far the first cell lies above the second, and how often chance alone would bring that about.

    `p` is two-sided and not adjusted. `pairs` counts the seeds that were compared, 0 without pairing.
    """

    difference: float
    p: float
    pairs: int


def compare(first: Cell, second: Cell) -> Comparison | None:
    """Compare two cells; None where one of them has a single run or none.

    Where the two share the seeds of more than half of the runs of each, at least three, the runs of one
    seed are compared with each other (paired t); else all runs with all (Welch's t). Two pairs would leave
    a single degree of freedom, less than their four runs have unpaired.

    Pairs that all differ by the same amount leave no spread to measure a difference by, and Student's t
    would call it certain, be it of two runs each: all runs are then compared with all. Where the runs of
    neither cell differ among themselves, Fisher's exact test stands in: how often a shuffle of all runs
    parts them as cleanly.
    """
    if first.n < 2 or second.n < 2 or first.moments is None or second.moments is None:
        return None
    pairs = _pairs(first, second)
    paired = _paired(*pairs) if pairs is not None else None
    return paired or _welch(first.moments, second.moments)


def _pairs(first: Cell, second: Cell) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    if first.seeds.min() < 0 or second.seeds.min() < 0:
        return None
    shared, here, there = np.intersect1d(first.seeds, second.seeds, return_indices=True)
    if len(shared) < FEWEST_PAIRS or 2 * len(shared) <= max(first.n, second.n):
        return None
    return first.values[here], second.values[there]


def _paired(first: NDArray[np.float64], second: NDArray[np.float64]) -> Comparison | None:
    """The paired t test; None where all pairs differ by the same amount, but for rounding."""
    largest = float(max(np.abs(first).max(), np.abs(second).max()))
    apart = first - second
    found, n = moments(apart), len(apart)
    if found.alike or float(np.ptp(apart)) <= ROUNDING * largest:
        return None
    t = found.mean / sqrt(found.variance / n)
    return Comparison(ldexp(found.mean, found.exponent), float(2 * scipy.special.stdtr(n - 1, -abs(t))), n)


def _welch(first: Moments, second: Moments) -> Comparison:
    exponent = max(first.exponent, second.exponent)
    down, below = first.exponent - exponent, second.exponent - exponent
    one, other = ldexp(first.mean, down), ldexp(second.mean, below)
    apart = one - other
    error_one = ldexp(first.variance, 2 * down) / first.n
    error_other = ldexp(second.variance, 2 * below) / second.n
    error = error_one + error_other
    difference = ldexp(apart, exponent)
    if error == 0:
        if abs(apart) <= ROUNDING * max(abs(one), abs(other)):
            return Comparison(0.0, 1.0, 0)
        return Comparison(difference, _fisher(first.n, second.n), 0)
    share, rest = error_one / error, error_other / error
    freedom = 1 / (share**2 / (first.n - 1) + rest**2 / (second.n - 1))
    return Comparison(difference, float(2 * scipy.special.stdtr(freedom, -abs(apart) / sqrt(error))), 0)


def _fisher(n: int, m: int) -> float:
    """Fisher's exact p of two groups that agree within and differ between: all n are one, all m another."""
    ways = lgamma(n + m + 1) - lgamma(n + 1) - lgamma(m + 1)
    return exp(log(2 if n == m else 1) - ways)


def holm(ps: Sequence[float]) -> list[float]:
    """P-values adjusted for their number by Holm's step-down procedure, in the order given.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 6, 65-70.
    """
    adjusted = [0.0] * len(ps)
    least = -inf
    for place, index in enumerate(sorted(range(len(ps)), key=lambda one: ps[one])):
        least = max(least, min(1.0, (len(ps) - place) * ps[index]))
        adjusted[index] = least
    return adjusted
