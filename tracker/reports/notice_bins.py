"""The days of notice in the groups in which a report draws them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

# The first days of each group but the first, which holds whoever was told after the end of their phase.
_FROM = {"days_0_6": 0, "days_7_13": 7, "days_14_20": 14, "days_21_27": 21, "days_28_more": 28}
BINS = ("after_the_end", *_FROM, "unknown")


def bins(days: Iterable[int], *, unknown: int) -> dict[str, int]:
    """How many people fall into each group; `unknown` are those who were told nothing yet."""
    found = dict.fromkeys(BINS, 0)
    for one in days:
        found[next((key for key, first in reversed(_FROM.items()) if one >= first), BINS[0])] += 1
    return {**found, "unknown": unknown}
