"""How often intervals of polls hold the truth: exact, by going through every outcome there can be."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import gammaln
from scipy.stats import binom, hypergeom

from tracker.evidence.differences import independent, paired
from tracker.evidence.proportions import score_interval

TRUTHS = np.linspace(0.05, 0.95, 19)


def of_share(n: int, size: int | None = None) -> float:
    """Of a share, averaged over the truths; of a group of `size` those that it can have."""
    ends = np.array([score_interval(k / n, n, size=size) for k in range(n + 1)])
    if size is None:
        chance = binom.pmf(np.arange(n + 1)[:, None], n, TRUTHS)
        truths = TRUTHS
    else:
        members = np.unique(np.round(TRUTHS * size)).astype(int)
        chance = hypergeom.pmf(np.arange(n + 1)[:, None], size, members, n)
        truths = members / size
    inside = (ends[:, :1] <= truths + 1e-12) & (truths - 1e-12 <= ends[:, 1:])
    return float((chance * inside).sum(axis=0).mean())


def of_difference(n: int) -> float:
    """Of a change between two independent polls of n answers each, averaged over pairs of truths."""
    found = [[independent(i / n, n, j / n, n) for j in range(n + 1)] for i in range(n + 1)]
    low, high = (np.array([[getattr(one, end) for one in row] for row in found]) for end in ("low", "high"))
    chance = binom.pmf(np.arange(n + 1)[:, None], n, TRUTHS)
    covered = []
    for first in range(len(TRUTHS)):
        for second in range(len(TRUTHS)):
            change = TRUTHS[second] - TRUTHS[first]
            inside = (low <= change + 1e-12) & (change - 1e-12 <= high)
            covered.append(chance[:, first] @ inside @ chance[:, second])
    return float(np.mean(covered))


@cache
def _tables(n: int) -> tuple[np.ndarray, np.ndarray]:
    tables = np.array(
        [
            (both, left, joined, n - both - left - joined)
            for both in range(n + 1)
            for left in range(n + 1 - both)
            for joined in range(n + 1 - both - left)
        ]
    )
    return tables, np.array([paired(*map(int, row))[1:] for row in tables])


def of_pairs(n: int, stays: float) -> float:
    """Of a change among n people of whom a part answers the same again whatever it was.

    The others answer anew; averaged over pairs of truths before and for those who answer anew.
    """
    tables, ends = _tables(n)
    ways = gammaln(n + 1) - gammaln(tables + 1).sum(axis=1)
    covered = []
    for before in TRUTHS:
        for anew in TRUTHS:
            cells = np.array(
                [
                    before * (stays + (1 - stays) * anew),
                    before * (1 - stays) * (1 - anew),
                    (1 - before) * (1 - stays) * anew,
                    (1 - before) * (stays + (1 - stays) * (1 - anew)),
                ]
            )
            chance = np.exp(ways + tables @ np.log(cells))
            change = cells[2] - cells[1]
            inside = (ends[:, 0] <= change + 1e-12) & (change - 1e-12 <= ends[:, 1])
            covered.append(chance @ inside)
    return float(np.mean(covered))
