"""The value in the middle with its quartiles, as a cell. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median as middle
from statistics import quantiles

from tracker.reports.numbers import Absent, Measure, Unit, Why


def median(values: Sequence[float], n: str, unit: Unit, counts: tuple[str, ...] = ()) -> Measure | Absent:
    """The median of values whose number stands under the name `n`; of one value there are no quartiles.

    `counts` are those of the same values in groups, which the quartiles say something of.
    """
    if not values:
        return Absent(Why.NONE)
    low, high = None, None
    if len(values) > 1:
        low, _half, high = quantiles(values, n=4, method="inclusive")
    return Measure(float(middle(values)), n, unit, low=low, high=high, spread="iqr", counts=(n, *counts))
