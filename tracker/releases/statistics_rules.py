"""What a program prints about its decided cases, and what it leaves out so that no small count is told. Pure.

Half-yearly, over the twelve months before a fixed day. Nothing is printed of a count below `small`: its
category is merged with others until their sum is large enough, or the whole breakdown is left out. So there
is no hidden cell beside printed ones that a total could give away. Two periods that overlap could be
subtracted from each other; therefore only one of them has a breakdown, and the other its total alone.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Any

from tracker.evidence.suppression import LEAST
from tracker.reasons import Decision, no, yes

# The months on whose first day a period ends.
ENDS_IN = (1, 7)


class Ending(enum.StrEnum):
    """What came of a decided case."""

    AS_ASKED = "as_asked"
    NARROWER = "narrower"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Way(enum.StrEnum):
    """How a case was reviewed."""

    EXPEDITED = "expedited"
    FORMAL = "formal"


Group = tuple[Ending, ...]
# From the finest to the coarsest; after the last one nothing is broken down.
LAYOUTS: tuple[tuple[Group, ...], ...] = (
    tuple((ending,) for ending in Ending),
    ((Ending.AS_ASKED,), (Ending.NARROWER,), (Ending.REFUSED, Ending.WITHDRAWN, Ending.STOPPED)),
    ((Ending.AS_ASKED,), (Ending.NARROWER, Ending.REFUSED, Ending.WITHDRAWN, Ending.STOPPED)),
)


@dataclass(frozen=True)
class Limits:
    """`small`: the least count that is told. `least`: cases without which nothing is."""

    small: int = LEAST
    least: int = 20
    step: int = 5
    median: int = 10

    def rounded(self, count: int) -> int:
        """To the nearest multiple of the step."""
        return (count + self.step // 2) // self.step * self.step


@dataclass(frozen=True)
class Decided:
    """A case that was decided in a period; `days` from its submission, None where nobody decided it."""

    ending: Ending
    way: Way
    days: int | None = None


@dataclass(frozen=True)
class Period:
    """`ends` is the day after its last."""

    begins: date
    ends: date

    def overlaps(self, other: Period) -> bool:
        return self.begins < other.ends and other.begins < self.ends


def period(today: date) -> Period:
    """The newest whole period on a day: the twelve months before the last fixed day."""
    month = max((one for one in ENDS_IN if one <= today.month), default=ENDS_IN[0])
    return Period(date(today.year - 1, month, 1), date(today.year, month, 1))


@dataclass(frozen=True)
class Printed:
    """What a snapshot says, and all that it says.

    `total` is rounded; None: fewer than the least. `endings` and `ways` are rounded counts by merged
    categories, empty where they are left out. Medians are days.
    """

    period: Period
    least: int
    total: int | None = None
    endings: tuple[tuple[Group, int], ...] = ()
    ways: tuple[tuple[Way, int], ...] = ()
    median: int | None = None
    medians: tuple[tuple[Way, int], ...] = ()
    # Another snapshot, of a period that overlaps this one, has the breakdown.
    beside: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "begins": self.period.begins.isoformat(),
            "ends": self.period.ends.isoformat(),
            "least": self.least,
            "total": self.total,
            "endings": [[list(group), count] for group, count in self.endings],
            "ways": [[way, count] for way, count in self.ways],
            "median": self.median,
            "medians": [[way, days] for way, days in self.medians],
            "beside": self.beside,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Printed:
        return cls(
            period=Period(date.fromisoformat(kept["begins"]), date.fromisoformat(kept["ends"])),
            least=kept["least"],
            total=kept["total"],
            endings=tuple((tuple(map(Ending, group)), count) for group, count in kept["endings"]),
            ways=tuple((Way(way), count) for way, count in kept["ways"]),
            median=kept["median"],
            medians=tuple((Way(way), days) for way, days in kept["medians"]),
            beside=kept["beside"],
        )


def printed(
    cases: Sequence[Decided], over: Period, earlier: Iterable[Printed] = (), limits: Limits | None = None
) -> Printed:
    """What may be printed of the cases of a period, after what was printed before."""
    limits = limits or Limits()
    if len(cases) < limits.least:
        return Printed(over, limits.least)
    total = limits.rounded(len(cases))
    if any(one.period.overlaps(over) and is_broken_down(one) for one in earlier):
        return Printed(over, limits.least, total, beside=True)
    endings, ways = Counter(one.ending for one in cases), Counter(one.way for one in cases)
    tell_ways = all(ways[way] >= limits.small for way in Way)
    return Printed(
        over,
        limits.least,
        total,
        endings=_by_ending(endings, limits),
        ways=tuple((way, limits.rounded(ways[way])) for way in Way) if tell_ways else (),
        median=_median(cases, limits),
        medians=_by_way(cases, limits) if tell_ways else (),
    )


def is_broken_down(one: Printed) -> bool:
    """Whether a snapshot says more than its total."""
    return bool(one.endings or one.ways or one.median is not None)


def _by_ending(counts: Mapping[Ending, int], limits: Limits) -> tuple[tuple[Group, int], ...]:
    for layout in LAYOUTS:
        sums = [(group, sum(counts[ending] for ending in group)) for group in layout]
        if all(count >= limits.small for _, count in sums):
            return tuple((group, limits.rounded(count)) for group, count in sums)
    return ()


def _median(cases: Iterable[Decided], limits: Limits) -> int | None:
    days = [one.days for one in cases if one.days is not None]
    return median_low(days) if len(days) >= limits.median else None


def _by_way(cases: Sequence[Decided], limits: Limits) -> tuple[tuple[Way, int], ...]:
    found = [(way, _median([one for one in cases if one.way is way], limits)) for way in Way]
    return tuple((way, days) for way, days in found if days is not None)


def may_make(over: Period, newest: Period | None, *, waiting: bool) -> Decision:
    """Whether a snapshot of the period can be made now: one for each, one after the other."""
    if waiting:
        return no("statistics_waiting")
    if newest is not None and newest.ends >= over.ends:
        return no("statistics_made", ends=newest.ends)
    return yes()


def may_agree(*, own: bool, settled: bool) -> Decision:
    """Whether somebody may agree to a snapshot, or refuse it. It takes a second person."""
    if settled:
        return no("statistics_settled")
    return no("statistics_own") if own else yes()
