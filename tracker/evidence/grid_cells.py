"""The cells of a result grid: the mean of their runs with its interval, and what did not succeed."""

from __future__ import annotations

from dataclasses import dataclass
from math import frexp, fsum, ldexp, sqrt

import numpy as np
import scipy
from numpy.typing import NDArray

from tracker.evidence.grid_runs import MAX_CELLS, STATES, Runs, State, TooMany

# Values this close differ by rounding only: a few units in the last of 53 binary places.
ROUNDING = 8 * 2.0**-53


@dataclass(frozen=True)
class Moments:
    """Mean and variance of numbers, in units of 2**exponent, so that no number is too large to square.

    `alike` says that the numbers differ by rounding at most; their variance is then 0.
    """

    n: int
    mean: float
    variance: float
    exponent: int
    alike: bool


def moments(values: NDArray[np.float64]) -> Moments:
    """Mean and variance (n - 1) of at least one finite number, the same in whatever order they come."""
    exponent = frexp(float(np.abs(values).max()))[1]
    scaled = np.ldexp(values, -exponent)
    n, mean = len(scaled), fsum(scaled.tolist()) / len(scaled)
    least, most = float(scaled.min()), float(scaled.max())
    if most - least <= ROUNDING * max(abs(least), abs(most)):
        # Summing n equal numbers and dividing by n may miss them in the last place.
        return Moments(n, least if least == most else mean, 0.0, exponent, alike=True)
    return Moments(n, mean, fsum(((scaled - mean) ** 2).tolist()) / (n - 1), exponent, alike=False)


@dataclass(frozen=True)
class Cell:
    """One combination of levels.

    `levels` and `places` name it; `n` counts the runs with a value, `failed` and `missing` those without.
    Mean and interval are None where nothing is known: no run, or for the interval a single one, or runs
    that are all `alike`, whose lack of spread says nothing of how far their mean may be off.
    """

    levels: tuple[str, ...]
    places: tuple[int, ...]
    n: int
    failed: int
    missing: int
    mean: float | None
    low: float | None
    high: float | None
    alike: bool
    moments: Moments | None
    values: NDArray[np.float64]
    seeds: NDArray[np.int64]


def cells(runs: Runs, values: NDArray[np.float64]) -> list[Cell]:
    """The cells with at least one run, by the levels of their factors. Raises `TooMany`.

    Parameters
    ----------
    runs : Runs
        The runs with their levels, seeds and states.
    values : (n,) array
        What one metric says of each; NaN where a run has no value.
    """
    number = runs.cell_of
    order = np.argsort(number, kind="stable")
    found, starts = np.unique(number[order], return_index=True)
    if len(found) > MAX_CELLS:
        raise TooMany("cells_many", most=MAX_CELLS)
    ends = [*starts[1:].tolist(), len(order)]
    return [
        _cell(runs, values, int(cell), order[start:end])
        for cell, start, end in zip(found, starts.tolist(), ends, strict=True)
    ]


def _cell(runs: Runs, values: NDArray[np.float64], cell: int, rows: NDArray[np.int64]) -> Cell:
    places = runs.levels_at(cell)
    here = values[rows]
    known = ~np.isnan(here)
    failed = int((runs.states[rows] == STATES.index(State.FAILED)).sum())
    n = int(known.sum())
    found = moments(here[known]) if n else None
    mean, low, high = _interval(found)
    return Cell(
        levels=tuple(factor.levels[at] for factor, at in zip(runs.factors, places, strict=True)),
        places=places,
        n=n,
        failed=failed,
        missing=len(rows) - n - failed,
        mean=mean,
        low=low,
        high=high,
        alike=found is not None and found.n > 1 and found.alike,
        moments=found,
        values=here[known],
        seeds=runs.seeds[rows][known],
    )


def _interval(found: Moments | None) -> tuple[float | None, float | None, float | None]:
    """The mean and the 95 % interval of Student's t; none from a single run or from runs all alike."""
    if found is None:
        return None, None, None
    mean = ldexp(found.mean, found.exponent)
    if found.n == 1 or found.alike:
        return mean, None, None
    half = float(scipy.special.stdtrit(found.n - 1, 0.975)) * sqrt(found.variance / found.n)
    low, high = found.mean - half, found.mean + half
    return mean, ldexp(low, found.exponent), ldexp(high, found.exponent)
