"""Whether two shares of answers to the same question differ: intervals and the exact test."""

from __future__ import annotations

from math import comb, sqrt
from typing import NamedTuple

import scipy

from tracker.evidence.proportions import score_interval

# Of fewer answers a score interval can say too much, and the exact test is asked too.
FEW_ANSWERS = 200
# A group of which everybody answered leaves no error; as good as so many answers.
NO_ERROR = 10**12


class Difference(NamedTuple):
    """A difference after minus before, and both ends of its interval."""

    change: float
    low: float
    high: float


def independent(
    before: float,
    n_before: int,
    after: float,
    n_after: int,
    *,
    size: int | None = None,
    confidence: float = 0.95,
) -> Difference:
    """Newcombe's score interval of the difference of two independent shares.

    With l₁, u₁ and l₂, u₂ the score intervals of the shares p₁ before and p₂ after, the difference
    d = p₂ - p₁ lies from d - √((p₂ - l₂)² + (u₁ - p₁)²) to d + √((u₂ - p₂)² + (p₁ - l₁)²): method 10 of
    the paper, without continuity correction.

    Parameters
    ----------
    before, after : float
        p₁ and p₂, from 0 to 1.
    n_before, n_after : int
        Numbers of answers, at least 1.
    size : int, optional
        How many there are to be asked; narrows the score intervals, see `score_interval`.
    confidence : float
        Nominal coverage, above 0 and below 1.

    Returns
    -------
    Difference
        From -1 to 1.

    Raises
    ------
    ValueError
        If a value lies outside its range.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions:
    comparison of eleven methods. Statistics in Medicine 17, 873-890.
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
    """
    first = score_interval(before, n_before, size=size, confidence=confidence)
    second = score_interval(after, n_after, size=size, confidence=confidence)
    change = after - before
    below = sqrt((after - second.low) ** 2 + (first.high - before) ** 2)
    above = sqrt((second.high - after) ** 2 + (before - first.low) ** 2)
    return Difference(change, change - below, change + above)


def paired(
    both: int, left: int, joined: int, neither: int, *, size: int | None = None, confidence: float = 0.95
) -> Difference:
    """Newcombe's interval of the difference of two shares among the same people.

    Of n = both + left + joined + neither people, `left` chose the option before only and `joined` after
    only, so d = (joined - left)/n. The score intervals of the two shares are joined as in `independent`,
    less what their correlation φ takes off: d - √(δ² - 2 φ δ ε + ε²) with δ = p₂ - l₂ and ε = u₁ - p₁,
    and likewise above. This is method 10 of the paper, the one it recommends: the score intervals carry no
    continuity correction, and φ does, towards 0: a numerator both·neither - left·joined above 0 is made
    smaller by n/2, but not below 0. φ is 0 where a row or a column of the table is empty.

    Parameters
    ----------
    both, left, joined, neither : int
        Counts of people, at least 0, together at least 1.
    size, confidence
        As in `independent`.

    Returns
    -------
    Difference
        From -1 to 1.

    Raises
    ------
    ValueError
        If a value lies outside its range.

    References
    ----------
    Newcombe, R. G. (1998). Improved confidence intervals for the difference between binomial proportions
    based on paired data. Statistics in Medicine 17, 2635-2650.
    doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C
    """
    n = both + left + joined + neither
    if min(both, left, joined, neither) < 0 or n < 1:
        raise ValueError("people are counted, and there is at least one")
    before, after = (both + left) / n, (both + joined) / n
    first = score_interval(before, n, size=size, confidence=confidence)
    second = score_interval(after, n, size=size, confidence=confidence)
    phi = _phi(both, left, joined, neither)
    change = (joined - left) / n
    below = _joined(after - second.low, first.high - before, phi)
    above = _joined(second.high - after, before - first.low, phi)
    return Difference(change, change - below, change + above)


def _phi(both: int, left: int, joined: int, neither: int) -> float:
    sides = (both + left) * (joined + neither) * (both + joined) * (left + neither)
    if sides == 0:
        return 0.0
    product = float(both * neither - left * joined)
    if product > 0:
        product = max(product - (both + left + joined + neither) / 2, 0.0)
    return product / sqrt(sides)


def _joined(one: float, other: float, phi: float) -> float:
    return sqrt(max(one**2 - 2 * phi * one * other + other**2, 0.0))


def mcnemar(left: int, joined: int) -> float:
    """The exact two-sided p-value of McNemar's test.

    If leaving an option and joining it were equally likely, min(left, joined) of left + joined would be
    binomial with 1/2; p is twice the chance of as few or fewer, at most 1. Nobody changed: 1.

    Parameters
    ----------
    left, joined : int
        How many chose the option before only, and after only; at least 0.

    Returns
    -------
    float
        Above 0, at most 1.

    Raises
    ------
    ValueError
        If a count is negative.

    References
    ----------
    McNemar, Q. (1947). Note on the sampling error of the difference between correlated proportions or
    percentages. Psychometrika 12, 153-157. doi:10.1007/BF02295996
    """
    if min(left, joined) < 0:
        raise ValueError("counts are not negative")
    return min(1.0, 2.0 * float(scipy.special.bdtr(min(left, joined), left + joined, 0.5)))


def fisher(before: int, n_before: int, after: int, n_after: int) -> float:
    """The two-sided p-value of Fisher's exact test of two independent shares, in whole numbers throughout.

    If the poll made no difference, each way of dealing the K = before + after answers for the option to
    the n₁ + n₂ people would be equally likely, and `before` hypergeometric; p is the chance of the counts
    that are no likelier than those found. Takes as many steps as the smaller poll has answers.

    Parameters
    ----------
    before, after : int
        How many chose the option, from 0 to n₁ and n₂.
    n_before, n_after : int
        n₁ and n₂, at least 1.

    Returns
    -------
    float
        Above 0, at most 1.

    Raises
    ------
    ValueError
        If a count lies outside its range.

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. Journal of the Royal Statistical Society 98,
    39-82. doi:10.2307/2342435
    """
    if not (0 <= before <= n_before and 0 <= after <= n_after and min(n_before, n_after) >= 1):
        raise ValueError("a share is counted among at least one answer")
    if n_before > n_after:
        before, n_before, after, n_after = after, n_after, before, n_before
    chose, people = before + after, n_before + n_after
    first = max(0, chose - n_after)
    ways = [comb(chose, first) * comb(people - chose, n_before - first)]
    for k in range(first, min(chose, n_before)):
        more = ways[-1] * (chose - k) * (n_before - k)
        ways.append(more // ((k + 1) * (people - chose - n_before + k + 1)))
    found = ways[before - first]
    return sum(one for one in ways if one <= found) / sum(ways)


def fisher_of_few(
    before: float, n_before: int, after: float, n_after: int, *, size: int | None = None
) -> float | None:
    """Fisher's p of two shares if one poll has fewer than 200 answers; None of more, and of whole groups.

    Of a group of N each poll counts for n (N - 1)/(N - n) answers, as in `score_interval`.
    """
    many = [_effective(n, size) for n in (n_before, n_after)]
    if min(many) >= FEW_ANSWERS:
        return None
    return fisher(round(before * many[0]), many[0], round(after * many[1]), many[1])


def _effective(answers: int, size: int | None) -> int:
    if size is None:
        return answers
    return NO_ERROR if size == answers else min(NO_ERROR, answers * (size - 1) // (size - answers))
