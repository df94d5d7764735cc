"""A robust straight line through points: Theil and Sen."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# All pairs of this many points are 8 million slopes, which take 64 MB and a third of a second.
MOST = 4000
# Of fewer points no ranks of slopes are rare enough for a 95 % interval: of 4, all slopes have one sign
# in one of twelve orders.
FEWEST_FOR_SLOPE = 5


@dataclass(frozen=True)
class Line:
    """`y = intercept + slope x`, and an interval of the slope; both None where the points are too few."""

    slope: float
    intercept: float
    slope_low: float | None
    slope_high: float | None

    def at(self, x: float) -> float:
        """The height of the line."""
        return self.intercept + self.slope * x


def theil_sen(x: ArrayLike, y: ArrayLike, *, confidence: float = 0.95) -> Line:
    """The line through the median of all pairwise slopes and the median of what is left.

    slope = median of (y_j - y_i)/(x_j - x_i) over the pairs with x_j > x_i, intercept = median of
    y - slope x. Up to 29 % of the points may lie anywhere without carrying the line away. The interval is
    Sen's: from the slopes whose ranks Kendall's statistic leaves undecided, with the normal approximation
    and the correction for ties.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Finite, at least two different x, at most `MOST` points.
    confidence : float
        Nominal coverage of the interval of the slope, above 0 and below 1.

    Returns
    -------
    Line

    Raises
    ------
    ValueError
        If the points are of different number, not finite, too many, or all have one x.

    References
    ----------
    Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of the
    American Statistical Association 63, 1379-1389. doi:10.1080/01621459.1968.10480934
    """
    across, up = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if across.ndim != 1 or across.shape != up.shape:
        raise ValueError("x and y are two lists of one length")
    if not (np.isfinite(across).all() and np.isfinite(up).all()):
        raise ValueError("points are finite")
    if across.size > MOST:
        raise ValueError(f"{across.size} points are more than {MOST}")
    if across.size < 2 or across.min() == across.max():
        raise ValueError("a line needs two different x")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1: {confidence}")
    slopes = _slopes(across, up)
    first, last = _ranks(across, up, slopes.size, confidence)
    below, above = (slopes.size - 1) // 2, slopes.size // 2
    slopes.partition(sorted({first, below, above, last}))
    slope = float((slopes[below] + slopes[above]) / 2)
    intercept = float(np.median(up - slope * across))
    if across.size < FEWEST_FOR_SLOPE:
        return Line(slope, intercept, None, None)
    return Line(slope, intercept, float(slopes[first]), float(slopes[last]))


def _slopes(x: Floats, y: Floats) -> Floats:
    """Of every pair of points with different x, in no order."""
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    slopes, filled = np.empty(x.size * (x.size - 1) // 2), 0
    for at in range(x.size - 1):
        # In order of x, those at the same place come first.
        start = int(np.searchsorted(x, x[at], side="right"))
        end = filled + x.size - start
        np.divide(y[start:] - y[at], x[start:] - x[at], out=slopes[filled:end])
        filled = end
    return slopes[:filled]


def _ranks(x: Floats, y: Floats, count: int, confidence: float) -> tuple[int, int]:
    """The ranks from 0, among so many slopes, of the ends of Sen's interval."""
    n = x.size
    whole = n * (n - 1) * (2 * n + 5)
    spread = sqrt(max(whole - _ties(x) - _ties(y), 0.0) / 18)
    reach = float(scipy.special.ndtri((1 + confidence) / 2)) * spread
    first = max(int(np.round((count - reach) / 2)) - 1, 0)
    last = min(int(np.round((count + reach) / 2)), count - 1)
    return first, last


def _ties(values: Floats) -> float:
    """What equal values take off the variance of Kendall's statistic."""
    _values, counts = np.unique(values, return_counts=True)
    return float((counts * (counts - 1) * (2 * counts + 5)).sum())
