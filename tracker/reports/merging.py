"""Parts of a report put together: one name has one number, whoever counted it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.reports.numbers import Part


def merged(parts: Sequence[Part]) -> Part:
    """Their tables in the order of their numbers, their counts in that of their names.

    Public is what every part that counts it says to be known to all.

    Raises
    ------
    ValueError
        If two parts give one name two numbers.
    """
    counts: dict[str, int] = {}
    for part in parts:
        for key, number in part.counts.items():
            if counts.setdefault(key, number) != number:
                raise ValueError(f"{key} is {counts[key]} in one part of the report and {number} in another")
    named = {key for part in parts for key in part.public}
    return Part(
        tables=tuple(sorted((one for part in parts for one in part.tables), key=lambda one: one.number)),
        counts=dict(sorted(counts.items())),
        relations=tuple(dict.fromkeys(one for part in parts for one in part.relations)),
        public=frozenset(
            key for key in named if all(key in part.public for part in parts if key in part.counts)
        ),
    )
