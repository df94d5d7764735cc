"""Intervals of proportions."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import scipy


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
    return score_interval(successes / total, total, confidence=confidence)


def score_interval(
    share: float, answers: int, *, size: int | None = None, confidence: float = 0.95
) -> Interval:
    """Wilson's score interval of a share, narrower where the whole group is small and known.

    With p̂ the share, z the normal quantile of (1 + confidence)/2 and m the effective count of answers,
    the ends are (p̂ + z²/2m ± z √(p̂(1 - p̂)/m + z²/4m²)) / (1 + z²/m). Without `size` m is the number of
    answers n. Of a group of N, drawn without putting back, the variance of p̂ is smaller by
    (N - n)/(N - 1), which is n grown to m = n (N - 1)/(N - n); where everybody answered the interval is
    the share itself.

    Parameters
    ----------
    share : float
        p̂, from 0 to 1. Need not be a count divided by n: printed percentages are rounded.
    answers : int
        n, at least 1.
    size : int, optional
        N, at least n: how many there are to be asked.
    confidence : float
        Nominal coverage, above 0 and below 1.

    Returns
    -------
    Interval
        `low` and `high`, shares.

    Raises
    ------
    ValueError
        If a value lies outside its range.

    References
    ----------
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212.
    doi:10.1080/01621459.1927.10502953
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., Wiley, section 3.2 (the correction).
    """
    if not 0 <= share <= 1 or answers < 1:
        raise ValueError(f"{share} of {answers} answers is no share")
    if size is not None and size < answers:
        raise ValueError(f"{answers} answers of a group of {size}")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1: {confidence}")
    z = float(scipy.special.ndtri((1 + confidence) / 2))
    if size is not None and size == answers:
        return Interval(share, share)
    counted = float(answers) if size is None else answers * (size - 1) / (size - answers)
    middle = share + z**2 / (2 * counted)
    half = z * sqrt(share * (1 - share) / counted + z**2 / (4 * counted**2))
    low = 0.0 if share == 0 else (middle - half) / (1 + z**2 / counted)
    high = 1.0 if share == 1 else (middle + half) / (1 + z**2 / counted)
    # Rounding must not put the share itself outside.
    return Interval(min(low, share), max(high, share))
