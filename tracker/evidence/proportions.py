"""Intervals of proportions."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from scipy.special import ndtri


class Interval(NamedTuple):
    """Both ends of an interval of a proportion, `0 <= low <= high <= 1`."""

    low: float
    high: float


def wilson(successes: int, total: int, *, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of a proportion, without continuity correction.

    The proportions p whose score statistic |k/n - p| / √(p(1 - p)/n) is at most z, the normal quantile
    of (1 + confidence)/2. With p̂ = k/n its ends are
    (p̂ + z²/2n ± z √(p̂(1 - p̂)/n + z²/4n²)) / (1 + z²/n); unlike p̂ ± z √(p̂(1 - p̂)/n) it stays within
    0 to 1 and keeps a width where k is 0 or n.

    Parameters
    ----------
    successes : int
        k, the count of interest, `0 <= k <= total`.
    total : int
        n, the count of all, at least 1.
    confidence : float
        Nominal coverage, above 0 and below 1.

    Returns
    -------
    Interval
        `low` and `high`, proportions.

    Raises
    ------
    ValueError
        If a count or the confidence lies outside its range.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of
    the American Statistical Association 22, 209-212. doi:10.1080/01621459.1927.10502953
    """
    if total < 1 or not 0 <= successes <= total:
        raise ValueError(f"{successes} of {total} is no proportion")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1: {confidence}")
    z2 = float(ndtri((1 + confidence) / 2)) ** 2
    p = successes / total
    middle = p + z2 / (2 * total)
    half = sqrt(z2 * (p * (1 - p) / total + z2 / (4 * total**2)))
    # At k = 0 and k = n one end is exact; rounding must not move it.
    low = 0.0 if successes == 0 else (middle - half) / (1 + z2 / total)
    high = 1.0 if successes == total else (middle + half) / (1 + z2 / total)
    return Interval(low, high)
