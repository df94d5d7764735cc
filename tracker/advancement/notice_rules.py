"""How long before the end of a phase somebody knew that they might not go on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median


def days_of_notice(told_on: date, last_day: date) -> int:
    """The days from when somebody was told to the last day of their phase; negative when told after it.

    Told is the day on which the concern arrived that a decision rests on; where a decision rests on none,
    as when places are limited, it is the day on which the letter with the decision was sent.
    """
    return (last_day - told_on).days


@dataclass(frozen=True)
class Notice:
    """The notice of everybody stopped or not placed at a gate: days, and how many it is not known of."""

    days: tuple[int, ...]
    unknown: int
    promised: int

    @property
    def told(self) -> int:
        return len(self.days)

    @property
    def people(self) -> int:
        return self.told + self.unknown

    @property
    def median(self) -> float | None:
        """The days of the person in the middle; None of nobody."""
        return float(median(self.days)) if self.days else None

    @property
    def in_time(self) -> int:
        """How many were told at least the promised days before; who was never told was not."""
        return sum(days >= self.promised for days in self.days)


def notice(days: Iterable[int | None], *, promised: int) -> Notice:
    """Put together what is known of each; None for who was told nothing yet."""
    found = list(days)
    known = sorted(one for one in found if one is not None)
    return Notice(tuple(known), len(found) - len(known), promised)


@dataclass(frozen=True)
class Bin:
    """A week of a histogram: days from `first` to `last`, and how many people."""

    first: int
    last: int
    count: int


def weeks(days: Iterable[int]) -> list[Bin]:
    """The days of notice counted in weeks, without gaps; days after the phase's end are negative."""
    found = [one // 7 for one in days]
    if not found:
        return []
    return [Bin(7 * week, 7 * week + 6, found.count(week)) for week in range(min(found), max(found) + 1)]
