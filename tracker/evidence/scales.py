"""Whether answers on a scale moved: the mean of paired changes, and their signed ranks."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike

# Up to here the signed-rank distribution is counted out; beyond, the normal curve is as good.
EXACT_RANKS = 200


class MeanChange(NamedTuple):
    """A mean change with its interval and the p-values of the t test and of the signed ranks.

    `low`, `high` and `t_p` are None where every change is the same, since nothing then tells the error;
    `signed_rank_p` is None where there are no pairs to rank.
    """

    change: float
    low: float | None
    high: float | None
    t_p: float | None
    signed_rank_p: float | None


def mean_change(changes: ArrayLike, *, size: int | None = None, confidence: float = 0.95) -> MeanChange:
    """The mean of paired changes on a scale, with Student's interval and the Wilcoxon signed-rank test.

    d̄ ± t s/√n with t the quantile of (1 + confidence)/2 at n - 1 degrees of freedom; of a group of N the
    standard error s/√n is smaller by √((N - n)/(N - 1)). The signed ranks leave out changes of 0 and give
    tied sizes their middle rank; up to 200 changes the p-value is counted out over all signs, beyond it
    is the normal curve's, with the variance of the ranks as they are.

    Parameters
    ----------
    changes : array_like, shape (n,)
        After minus before of each person, n at least 2, finite.
    size : int, optional
        N, at least n.
    confidence : float
        Nominal coverage, above 0 and below 1.

    Returns
    -------
    MeanChange
        In points of the scale; p-values two-sided.

    Raises
    ------
    ValueError
        If there are fewer than 2 changes, one is not finite, or a value lies outside its range.

    References
    ----------
    Wilcoxon, F. (1945). Individual comparisons by ranking methods. Biometrics Bulletin 1, 80-83.
    doi:10.2307/3001968
    """
    found = np.asarray(changes, dtype=float)
    if found.ndim != 1 or found.size < 2 or not np.isfinite(found).all():
        raise ValueError("a mean change needs at least two changes, all of them numbers")
    n = found.size
    if size is not None and size < n:
        raise ValueError(f"{n} answers of a group of {size}")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1: {confidence}")
    mean, spread = float(found.mean()), float(found.std(ddof=1))
    ranks_p = signed_rank(found)
    if np.ptp(found) == 0:
        return MeanChange(mean, None, None, None, ranks_p)
    error = spread / sqrt(n)
    reach = error if size is None else error * sqrt((size - n) / (size - 1))
    half = float(scipy.special.stdtrit(n - 1, (1 + confidence) / 2)) * reach
    t_p = 2 * float(scipy.special.stdtr(n - 1, -abs(mean) / error))
    return MeanChange(mean, mean - half, mean + half, t_p, ranks_p)


def mean_difference(before: ArrayLike, after: ArrayLike, *, confidence: float = 0.95) -> MeanChange:
    """The difference of two means of different people, with Welch's interval and t test.

    d = ȳ₂ - ȳ₁ with the error √(s₁²/n₁ + s₂²/n₂) and Welch's degrees of freedom. There are no pairs, so
    `signed_rank_p` is None.

    Parameters
    ----------
    before, after : array_like, shapes (n₁,) and (n₂,)
        Answers, at least 2 each, finite.
    confidence : float
        Nominal coverage, above 0 and below 1.

    Returns
    -------
    MeanChange
        In points of the scale.

    Raises
    ------
    ValueError
        If there are fewer than 2 answers or one is not finite.

    References
    ----------
    Welch, B. L. (1947). The generalization of Student's problem when several different population
    variances are involved. Biometrika 34, 28-35. doi:10.1093/biomet/34.1-2.28
    """
    first, second = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if min(first.size, second.size) < 2 or not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("a difference of means needs at least two answers each, all of them numbers")
    change = float(second.mean() - first.mean())
    errors = np.array([first.var(ddof=1) / first.size, second.var(ddof=1) / second.size])
    if errors.sum() == 0:
        return MeanChange(change, None, None, None, None)
    error = sqrt(float(errors.sum()))
    freedom = float(errors.sum() ** 2 / (errors**2 / (np.array([first.size, second.size]) - 1)).sum())
    half = float(scipy.special.stdtrit(freedom, (1 + confidence) / 2)) * error
    t_p = 2 * float(scipy.special.stdtr(freedom, -abs(change) / error))
    return MeanChange(change, change - half, change + half, t_p, None)


def signed_rank(changes: ArrayLike) -> float:
    """The two-sided p-value of the Wilcoxon signed-rank test; see `mean_change`."""
    found = np.asarray(changes, dtype=float)
    found = found[found != 0]
    n = found.size
    if n == 0:
        return 1.0
    _sizes, place, many = np.unique(np.abs(found), return_inverse=True, return_counts=True)
    # Twice the middle ranks, which are whole numbers.
    ranks = (2 * np.cumsum(many) - many + 1)[place]
    above = int(ranks[found > 0].sum())
    total = int(ranks.sum())
    if n > EXACT_RANKS:
        z = (abs(above - total / 2)) / (sqrt(float((ranks.astype(float) ** 2).sum())) / 2)
        return min(1.0, 2 * float(scipy.special.ndtr(-z)))
    ways = np.zeros(total + 1)
    ways[0] = 1.0
    for rank in ranks:
        # Halved at each step, so that the sums stay chances and never overflow.
        ways[rank:] = (ways[rank:] + ways[: total + 1 - rank]) / 2
        ways[:rank] /= 2
    fewer = min(above, total - above)
    return min(1.0, 2 * float(ways[: fewer + 1].sum()))
