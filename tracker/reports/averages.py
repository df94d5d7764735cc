"""A mean with Student's interval, as a cell. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, stdev

from tracker.evidence.scales import mean_change
from tracker.reports.numbers import Absent, Measure, Unit, Why


def mean(values: Sequence[float], n: str, unit: Unit, counts: tuple[str, ...] = ()) -> Measure | Absent:
    """The mean of values whose number stands under the name `n`, with its interval and their spread.

    `counts` are those out of which it could be computed besides `n`. Of one value, and of values that are
    all equal, there is no interval.
    """
    if not values:
        return Absent(Why.NONE)
    found = mean_change(values) if len(values) > 1 else None
    return Measure(
        fmean(values),
        n,
        unit,
        sd=stdev(values) if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        counts=(n, *counts),
    )
