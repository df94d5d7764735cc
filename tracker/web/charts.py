"""Geometry of the charts: numbers in, coordinates out. Pure; knows neither a feature nor a request.

Lengths across are percentages of the drawing's width, so that a chart fits a phone and a desk without
its words growing or shrinking; lengths down are percentages of its height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

# A bar is no wider, however few there are.
WIDEST = 12.0
# Room at both ends, so that a round mark on the last value is not cut off.
FIRST, LAST = 3.0, 97.0


@dataclass(frozen=True)
class Scale:
    """Maps values from `low` to `high` onto `first` to `last`; what lies outside sticks to the edge."""

    low: float
    high: float
    first: float = FIRST
    last: float = LAST

    def at(self, value: float) -> float:
        part = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(self.first + (self.last - self.first) * min(max(part, 0.0), 1.0), 2)


RUBRIC = Scale(1.0, 5.0)
RUBRIC_LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Interval:
    """A level with its interval on a line: where it starts, how wide it is, its middle, the bar."""

    start: float
    width: float
    middle: float
    bar: float | None


def interval(middle: float, low: float, high: float, bar: float | None, scale: Scale = RUBRIC) -> Interval:
    """An interval from `low` to `high` around `middle` (`low <= middle <= high`), to scale."""
    start, end = scale.at(low), scale.at(high)
    return Interval(
        start=start,
        width=round(end - start, 2),
        middle=scale.at(middle),
        bar=None if bar is None else scale.at(bar),
    )


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str


def ticks(scale: Scale = RUBRIC, values: Sequence[int] = RUBRIC_LEVELS) -> list[Tick]:
    """The places of whole values on an axis."""
    return [Tick(scale.at(value), str(value)) for value in values]


@dataclass(frozen=True)
class Reading:
    """What was known on one day: a value and its interval."""

    day: date
    level: float
    low: float
    high: float


@dataclass(frozen=True)
class Point:
    """One reading as drawn: across, down, and the ends of its interval down."""

    x: float
    y: float
    top: float
    bottom: float
    reading: Reading


@dataclass(frozen=True)
class Trajectory:
    """A line through the readings and the band of their intervals, as SVG point lists in percent."""

    points: list[Point]
    line: str
    band: str
    bar: float
    levels: list[Tick]
    days: list[date]


def trajectory(readings: Sequence[Reading], bar: float) -> Trajectory:
    """Readings over time, oldest first; the level grows upwards. Raises `ValueError` without a reading."""
    if not readings:
        raise ValueError("a trajectory needs a reading")
    if any(later.day < earlier.day for earlier, later in pairwise(readings)):
        raise ValueError("readings come oldest first")
    days = [one.day.toordinal() for one in readings]
    across = Scale(days[0], days[-1], first=10.0, last=LAST)
    down = Scale(-5.0, -1.0, first=6.0, last=94.0)
    points = [
        Point(across.at(at), down.at(-one.level), down.at(-one.high), down.at(-one.low), one)
        for at, one in zip(days, readings, strict=True)
    ]
    upper = [f"{point.x},{point.top}" for point in points]
    lower = [f"{point.x},{point.bottom}" for point in reversed(points)]
    return Trajectory(
        points=points,
        line=" ".join(f"{point.x},{point.y}" for point in points),
        band=" ".join(upper + lower),
        bar=down.at(-bar),
        levels=[Tick(down.at(-value), str(value)) for value in RUBRIC_LEVELS],
        days=sorted({readings[0].day, readings[-1].day}),
    )


def apart(intervals: Sequence[tuple[float, float]]) -> int:
    """How many pairs of intervals (low, high) do not overlap."""
    return sum(a[1] < b[0] or b[1] < a[0] for a, b in combinations(intervals, 2))


def separated(intervals: Sequence[tuple[float, float]]) -> list[list[int]]:
    """Positions of intervals (low, high) in groups from low to high that no interval bridges.

    Every interval of a later group lies wholly above every one of an earlier group; within a group
    no order is told, and positions stand as they came.
    """
    groups: list[list[int]] = []
    reach = float("-inf")
    for position in sorted(range(len(intervals)), key=lambda one: intervals[one]):
        low, high = intervals[position]
        if not groups or low > reach:
            groups.append([])
        groups[-1].append(position)
        reach = max(reach, high)
    return [sorted(group) for group in groups]


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: the days it counts, how many, and where it is drawn, in percent."""

    first: int
    last: int
    count: int
    x: float
    width: float
    height: float


def histogram(values: Sequence[int], width: int = 7) -> list[Bar]:
    """Whole numbers counted in steps of `width` from the lowest to the highest, without gaps.

    0 begins a step, so that none holds numbers of both signs. The highest bar is 100 % high.
    """
    steps = [value // width for value in values]
    if not steps:
        return []
    counts = [(step, steps.count(step)) for step in range(min(steps), max(steps) + 1)]
    most, room = max(count for _step, count in counts), (LAST - FIRST) / len(counts)
    return [
        Bar(
            first=width * step,
            last=width * step + width - 1,
            count=count,
            x=round(FIRST + place * room, 2),
            width=round(min(room * 0.9, WIDEST), 2),
            height=round(100 * count / most, 2),
        )
        for place, (step, count) in enumerate(counts)
    ]
