"""Who stands where to limited places by level, and the order that a lot's seed gives. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf


class Part(StrEnum):
    """Where a scholar stands to the places, as far as their level can tell."""

    ABOVE = "above"
    BAND = "band"
    BELOW = "below"


@dataclass(frozen=True)
class Reading:
    """A scholar's level with both ends of its 90 % interval, in rubric points; None where none can be told.

    `on_prior` marks a level that compares with the others only by assumption, which counts as none here.
    """

    key: int
    level: float | None = None
    low: float | None = None
    high: float | None = None
    on_prior: bool = False

    @property
    def known(self) -> bool:
        return self.level is not None and not self.on_prior


@dataclass(frozen=True)
class Sorting:
    """The parts, each by key, and the two lines: of being placed, and of not being placed.

    They are one line, the cut, where everybody has a level. None: nobody is above, or nobody below.
    """

    parts: dict[int, Part]
    line_above: float | None
    line_below: float | None

    def part(self, which: Part) -> list[int]:
        """The keys of one part, ascending, which says nothing of the levels."""
        return sorted(key for key, part in self.parts.items() if part is which)


def sort(readings: Iterable[Reading], places: int) -> Sorting:
    """Sort scholars by whether their interval lies wholly on one side of the cut.

    The cut is the midpoint of the levels at places K and K + 1. Who has no level could stand anywhere: for
    the line above they count as before everybody else, for the line below as after, so that whoever is
    sorted would be so wherever they stand. Where the places reach for everybody, everybody is above.
    """
    rows = list(readings)
    if len(rows) <= places:
        return Sorting({one.key: Part.ABOVE for one in rows}, None, None)
    levels = sorted((one.level for one in rows if one.known and one.level is not None), reverse=True)
    unknown = len(rows) - len(levels)
    above, below = _line(levels, places - unknown), _line(levels, places)
    parts = {one.key: _part(one, above, below) for one in rows}
    return Sorting(parts, *[line if abs(line) < inf else None for line in (above, below)])


def _line(levels: Sequence[float], places: int) -> float:
    """The midpoint of the levels (highest first) at these places and the next one."""
    if places <= 0:
        return inf
    if places >= len(levels):
        return -inf
    return (levels[places - 1] + levels[places]) / 2


def _part(one: Reading, above: float, below: float) -> Part:
    if not one.known or one.low is None or one.high is None:
        return Part.BAND
    if one.low > above:
        return Part.ABOVE
    return Part.BELOW if one.high < below else Part.BAND


def seed_hash(seed: str) -> str:
    """The hash that is published before anybody is sorted, so that the seed cannot be chosen later."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lot_order(seed: str, keys: Iterable[int]) -> list[int]:
    """The order of the lot: by the hash of the seed, a colon and the scholar's number, as text."""
    return sorted(keys, key=lambda key: (hashlib.sha256(f"{seed}:{key}".encode()).hexdigest(), key))
