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
