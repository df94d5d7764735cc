"""What enters the score: forms and scored results as validated, integer-coded arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LOWEST, HIGHEST = 1.0, 5.0
# A share list that was typed with two decimals sums to 1 within this.
SHARE_TOLERANCE = 0.005


@dataclass(frozen=True)
class Ratings:
    """The forms of one cohort, one entry each.

    Parameters
    ----------
    scholar, mentor, work : (n_forms,) int
        Codes from 0 up to `n_scholars`, `n_mentors`, `n_works` (exclusive).
    overall : (n_forms,) float
        Rubric points in [1, 5].
    error_variance : (n_forms,) float
        Factor on the error variance that the mentor's confidence stands for (2 low, 1 medium, 0.7 high).

    Raises
    ------
    ValueError
        Naming the row (from 0), for a code or a rating out of range or a value that is not finite.
    """

    n_scholars: int
    n_mentors: int
    n_works: int
    scholar: Ints
    mentor: Ints
    work: Ints
    overall: Floats
    error_variance: Floats

    def __post_init__(self) -> None:
        n = len(self.overall)
        if n == 0:
            raise ValueError("no forms: nothing can be said")
        for name in ("scholar", "mentor", "work", "error_variance"):
            if len(getattr(self, name)) != n:
                raise ValueError(f"{name} has {len(getattr(self, name))} entries, overall has {n}")
        for name in ("scholar", "mentor", "work"):
            codes, size = getattr(self, name), getattr(self, f"n_{name}s")
            refuse_rows(f"{name} must be a code from 0 to {size - 1}", (codes < 0) | (codes >= size))
        bad = ~np.isfinite(self.overall) | (self.overall < LOWEST) | (self.overall > HIGHEST)
        refuse_rows("overall must lie in [1, 5]", bad)
        factor = self.error_variance
        refuse_rows("the error variance must be positive", ~np.isfinite(factor) | (factor <= 0))


@dataclass(frozen=True)
class Outcomes:
    """The scored results of works, at most one each, and who made every work.

    Parameters
    ----------
    work : (n_outcomes,) int
        Codes of works, each at most once.
    reached : (n_outcomes,) bool
        Whether the work answered its question or delivered its plan.
    able, other : (n_outcomes,) float
        Expected pass rates in (0, 1) of somebody one standard deviation above the program's average
        and one below; `able > other`.
    shares : sequence of mappings, one a work
        `{scholar: share}`; shares are positive and sum to 1 over the work's team.

    Raises
    ------
    ValueError
        Naming the row or the work (from 0).
    """

    work: Ints
    reached: NDArray[np.bool_]
    able: Floats
    other: Floats
    shares: Sequence[Mapping[int, float]]

    def __post_init__(self) -> None:
        if not len(self.work) == len(self.reached) == len(self.able) == len(self.other):
            raise ValueError("work, reached, able and other need one entry an outcome")
        refuse_rows(
            f"work must be a code from 0 to {len(self.shares) - 1}",
            (self.work < 0) | (self.work >= len(self.shares)),
        )
        for name, rates in (("able", self.able), ("other", self.other)):
            refuse_rows(f"{name} must lie in (0, 1)", ~((rates > 0) & (rates < 1)))
        refuse_rows("able must be above other", self.able <= self.other)
        first = np.unique(self.work, return_index=True)[1]
        repeated = np.ones(len(self.work), dtype=np.bool_)
        repeated[first] = False
        refuse_rows("a work has at most one result", repeated)
        for row, work in enumerate(self.work):
            team = self.shares[int(work)]
            whole = all(np.isfinite(share) and share > 0 for share in team.values())
            if not team or not whole or abs(sum(team.values()) - 1) > SHARE_TOLERANCE:
                raise ValueError(f"outcome {row}: the shares of work {work} must be positive and sum to 1")


def refuse_rows(message: str, bad: NDArray[np.bool_]) -> None:
    """Raise `ValueError` naming the first row that is bad, if one is."""
    if bad.any():
        raise ValueError(f"row {int(np.argmax(bad))}: {message}")
