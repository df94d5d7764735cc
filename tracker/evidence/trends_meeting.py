"""Where a line of forecasts says that the thing forecast is done: its meeting point with the diagonal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, hypot, isfinite, sqrt

import numpy as np
import scipy
from numpy.typing import ArrayLike

from tracker.evidence.trends import Floats, Line, theil_sen

FEWEST = 4
FEWEST_FOR_INTERVAL = 12
SHORTEST_DAYS = 14.0
# A slope of 1 that comes from decimals, as in (2025.3 - 2025.1)/(2025.2 - 2025.0), is a slope of 1.
ROUNDING = 1e-9


class Verdict(StrEnum):
    """What can be said of a series, in the words that are printed."""

    TOO_FEW = "too few points"
    NEVER = "at this drift never"
    BEHIND = "names days already past when forecast"  # below the diagonal, and no meeting point
    TOO_FAR = "meets outside the calendar"
    PAST = "met in the past"
    MEETS = "meets"


# The line meets the diagonal nowhere ahead, by its slope.
UNMET = (Verdict.NEVER, Verdict.BEHIND)


class Sureness(StrEnum):
    """What is known of how far the meeting point may be off."""

    NONE = "too few for an interval"
    ENDLESS = "may never meet"  # the interval has no last date
    AGELESS = "no first date"
    OUTSIDE = "interval reaches outside the calendar"  # bounded, by a date that cannot be written
    BOUNDED = "bounded"


@dataclass(frozen=True)
class Axis:
    """The unit of both axes: how long a day is, and the first and last moment that can be written."""

    day: float
    first: float
    last: float


# Days are ordinals of the calendar: `date.toordinal()`.
DAYS = Axis(1.0, 1.0, 3_652_059.0)
YEARS = Axis(1 / 365.25, 1.0, 9999.99)


@dataclass(frozen=True)
class Drift:
    """A series of forecasts in figures. Without a line (too few points) all of them are None.

    `meets` is None where there is no meeting point that could be written. `low` and `high` bound it; from
    `FEWEST_FOR_INTERVAL` forecasts on, one that is None has no bound on that side or one outside the
    calendar; `sureness` says which.
    """

    n: int
    line: Line | None
    meets: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    sureness: Sureness

    @property
    def words(self) -> str:
        """The verdict with what limits it."""
        if self.line is None or self.sureness is Sureness.BOUNDED:
            return str(self.verdict)
        if self.sureness is Sureness.ENDLESS:
            return str(self.verdict if self.verdict in UNMET else self.sureness)
        if self.sureness is Sureness.OUTSIDE and self.verdict is Verdict.TOO_FAR:
            return str(self.verdict)
        return f"{self.verdict}; {self.sureness}"


def drift(made: ArrayLike, predicted: ArrayLike, *, axis: Axis = DAYS) -> Drift:
    """How a predicted date moves with the date of the forecast, and where the two meet.

    With the Theil-Sen line `a + m x` the meeting point is `a / (1 - m)`, the date x at which x itself is
    predicted. A slope m of 1 or more loses a day or more each day, so nothing ahead is met; where such a
    line lies below the diagonal to the last forecast, the days that it names had passed already.

    The interval asks of every date t whether the line may pass through (t, t): whether 0 lies between the
    limits of `a + (m - 1) t`. Those add, in squares, how far the line's height in the middle of the dates
    may be off (the order statistics of the residuals that bound their median, brought to 95 % by the ratio
    of normal quantiles) and how far its slope may be off (Sen's limits). The dates that pass around the
    meeting point are the interval. It has no upper end when Sen's interval reaches 1.

    Coverage is that of independent scatter around a line; see docs/drift.md for what it is otherwise.

    Parameters
    ----------
    made, predicted : array_like of float, shape (n,)
        On one axis, in its units. Finite, n at least 1 and at most `trends.MOST`.
    axis : Axis
        Ordinals of days, or decimal years.

    Returns
    -------
    Drift

    Raises
    ------
    ValueError
        If there are no points, or they are not finite, or too many.

    References
    ----------
    Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal Statistical Society B
    16, 175-185. doi:10.1111/j.2517-6161.1954.tb00159.x
    Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general
    approach. Statistics in Medicine 27, 1693-1702. doi:10.1002/sim.3095
    """
    x, y = np.asarray(made, dtype=float), np.asarray(predicted, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or x.size == 0:
        raise ValueError("forecasts are two lists of one length, with at least one entry")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("forecasts are finite")
    if x.size < FEWEST or np.ptp(x) < SHORTEST_DAYS * axis.day * (1 - ROUNDING):
        return Drift(x.size, None, None, None, None, Verdict.TOO_FEW, Sureness.NONE)
    # Counted from the middle of the dates, where height and slope of the line are nearly independent.
    middle = float(x.mean())
    line = theil_sen(x - middle, y - middle)
    whole = Line(
        line.slope,
        middle + line.intercept - line.slope * middle,
        line.slope_low,
        line.slope_high,
    )
    return _judged(x, y, middle, line, whole, axis)


def _judged(x: Floats, y: Floats, middle: float, line: Line, whole: Line, axis: Axis) -> Drift:
    never = line.slope >= 1 - ROUNDING
    meets = None if never else middle + line.intercept / (1 - line.slope)
    low: float | None = None
    high: float | None = None
    sureness = Sureness.NONE
    if x.size >= FEWEST_FOR_INTERVAL:
        low, high = _interval(_Reach.of(x - middle, y - middle, line))
        low, high = (None if end is None else middle + end for end in (low, high))
        sureness = _sureness(low, high, axis)
        low, high = (end if _written(end, axis) else None for end in (low, high))
    if never and whole.at(float(x.max())) < x.max() - ROUNDING * abs(x.max()):
        # What the interval would bound is where the line could leave the past, which is no date of an end.
        found = Sureness.NONE if sureness is Sureness.NONE else Sureness.ENDLESS
        return Drift(x.size, whole, None, None, None, Verdict.BEHIND, found)
    if never:
        return Drift(x.size, whole, None, low, None, Verdict.NEVER, sureness)
    if not _written(meets, axis):
        return Drift(x.size, whole, None, low, high, Verdict.TOO_FAR, sureness)
    verdict = Verdict.PAST if meets is not None and meets < x.max() else Verdict.MEETS
    return Drift(x.size, whole, meets, low, high, verdict, sureness)


def _sureness(low: float | None, high: float | None, axis: Axis) -> Sureness:
    """What the ends say before those that cannot be written are left out."""
    if high is None:
        return Sureness.ENDLESS
    if low is None:
        return Sureness.AGELESS
    return Sureness.BOUNDED if _written(low, axis) and _written(high, axis) else Sureness.OUTSIDE


def _written(moment: float | None, axis: Axis) -> bool:
    return moment is not None and isfinite(moment) and axis.first <= moment <= axis.last


@dataclass(frozen=True)
class _Reach:
    """How far `h + s d` may be off: the height of the line over the diagonal, d after the middle.

    `below` and `above` are how far h may be too high and too low, `flatter` and `steeper` the same of s.
    """

    h: float
    s: float
    below: float
    above: float
    flatter: float
    steeper: float

    @classmethod
    def of(cls, x: Floats, y: Floats, line: Line) -> _Reach:
        assert line.slope_low is not None
        assert line.slope_high is not None
        left = np.sort(y - line.slope * x - line.intercept)
        # The outermost ranks between which the median lies with 95 % or a little more.
        rank = max(ceil(scipy.special.bdtrik(0.025, left.size, 0.5)), 1)
        between = 1 - 2 * float(scipy.special.bdtr(rank - 1, left.size, 0.5))
        scale = float(scipy.special.ndtri(0.975) / scipy.special.ndtri((1 + between) / 2))
        return cls(
            line.intercept,
            line.slope - 1,
            scale * max(-float(left[rank - 1]), 0.0),
            scale * max(float(left[-rank]), 0.0),
            line.slope - line.slope_low,
            line.slope_high - line.slope,
        )

    def upper(self, d: float) -> float:
        """The upper limit of the height over the diagonal; 0 at both ends of where it is negative."""
        return self.h + self.s * d + hypot(self.above, d * (self.steeper if d >= 0 else self.flatter))

    def lower(self, d: float) -> float:
        return self.h + self.s * d - hypot(self.below, d * (self.flatter if d >= 0 else self.steeper))

    def falls_below(self) -> list[float]:
        """Where the upper limit is 0, in order."""
        return sorted(self._crossings(self.above, self.steeper, self.flatter, -1))

    def rises_above(self) -> list[float]:
        """Where the lower limit is 0, in order."""
        return sorted(self._crossings(self.below, self.flatter, self.steeper, 1))

    def _crossings(self, height: float, right: float, left: float, sign: int) -> Iterator[float]:
        """The d at which `h + s d` is `sign` times the root of height² + d² width²."""
        scale = max(abs(self.h), height)
        for width, side in ((right, 1), (left, -1)):
            square = self.s**2 - width**2
            if abs(square) <= ROUNDING * max(self.s**2, width**2):
                halves = [] if self.h * self.s == 0 else [(height**2 - self.h**2) / (2 * self.h * self.s)]
            else:
                inside = (self.h * width) ** 2 + square * height**2
                root = sqrt(max(inside, 0.0)) if inside >= -ROUNDING * (scale * self.s) ** 2 else None
                halves = (
                    []
                    if root is None
                    else [(-self.h * self.s + root) / square, (-self.h * self.s - root) / square]
                )
            for d in halves:
                value = sign * (self.h + self.s * d)
                if d * side >= 0 and value >= -ROUNDING * (scale + abs(self.s * d)):
                    yield d


def _interval(reach: _Reach) -> tuple[float | None, float | None]:
    """The ends, counted from the middle, of the dates at which the line may cross; None: no end.

    Of a line that never meets these are the dates from which on it might, if its slope is under 1.
    """
    if reach.s >= -ROUNDING:
        if reach.s - reach.flatter >= -ROUNDING:
            return None, None
        ends = [*reach.falls_below(), *reach.rises_above()]
        return (max(ends) if ends else None), None
    meets = -reach.h / reach.s
    slack = ROUNDING * max(abs(meets), 1.0)
    after = [end for end in reach.falls_below() if end >= meets - slack]
    before = [end for end in reach.rises_above() if end <= meets + slack]
    return (
        min(max(before), meets) if before else None,
        max(min(after), meets) if after else None,
    )
