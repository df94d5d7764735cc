"""Geometry of the chart of forecasts: when they were made across, for when they were made up. Pure.

Everything is in percent of the drawing, as in `charts`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.evidence.trends_meeting import Drift
from tracker.web.charts import Scale, Tick

# Dates further ahead than this many times the span of the forecasts are left out of the drawing.
AHEAD = 6.0
# How much of the diagonal is shown beyond a meeting point, as a part of the width.
ROOM = 0.15
LEFT, RIGHT, TOP, BOTTOM = 3.0, 97.0, 10.0, 94.0
TICKS = 3


@dataclass(frozen=True)
class Stretch:
    """A straight piece from one place to another."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Layer:
    """One series as drawn: dots as the data of a path, the line, the meeting point and its interval.

    `band` is where the interval starts across and how wide it is; what lies outside the drawing is cut. It
    is left out with the meeting point.
    """

    dots: str
    line: Stretch | None
    meets: tuple[float, float] | None
    band: tuple[float, float] | None


@dataclass(frozen=True)
class Chart:
    """One or two series on the same axes, with the diagonal on which a thing is done.

    `outside` says that a meeting point there is was left out.
    """

    layers: list[Layer]
    outside: bool
    diagonal: Stretch | None
    across: list[Tick]
    up: list[Tick]


@dataclass(frozen=True)
class Plotted:
    """What is drawn of one series."""

    made: Sequence[float]
    predicted: Sequence[float]
    found: Drift


def chart(plotted: Sequence[Plotted], label: Callable[[float], str]) -> Chart:
    """The drawing of series whose forecasts are on one axis. Raises `ValueError` without a forecast."""
    if not plotted or not all(len(one.made) for one in plotted):
        raise ValueError("a chart needs a forecast")
    first = min(min(one.made) for one in plotted)
    last = max(max(one.made) for one in plotted)
    span = max(last - first, 1e-9)
    edge = last + AHEAD * span
    shown = [one.found for one in plotted if one.found.meets and first <= one.found.meets <= edge]
    met = [one.meets for one in shown if one.meets is not None]
    ends = [min(one.high, edge) for one in shown if one.high is not None]
    right = max([first + span, *met, *ends])
    room = ROOM * (right - first)
    if met:
        right = max(right, max(met) + room)
    # Some of the diagonal on both sides of a meeting point, so that one sees two lines cross.
    crossing = [at + side for at in met for side in (-room, room)]
    heights = [*crossing, *(height for one in plotted for height in one.predicted)]
    if not met and abs(min(heights) - right) <= AHEAD * span:
        # The end of the diagonal, which shows how far off it stays.
        heights += [right - 2 * room, right]
    low, high = min(heights), max(heights)
    if low == high:
        low, high = low - span / 2, high + span / 2
    across, up = Scale(first, right, LEFT, RIGHT), Scale(-high, -low, TOP, BOTTOM)
    frame = _Frame(first, right, low, high, across, up)
    return Chart(
        layers=[_layer(one, frame) for one in plotted],
        outside=any(one.found.meets is not None and one.found not in shown for one in plotted),
        diagonal=frame.stretch(1.0, 0.0),
        across=_ticks(first, right, across.at, label),
        up=_ticks(low, high, lambda value: up.at(-value), label),
    )


@dataclass(frozen=True)
class _Frame:
    """What part of the plane is drawn, and how."""

    first: float
    right: float
    low: float
    high: float
    across: Scale
    up: Scale

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.across.at(x), self.up.at(-y)

    def stretch(self, slope: float, height: float) -> Stretch | None:
        """The piece of `y = height + slope x` inside; None where there is none."""
        start, end = self.first, self.right
        if slope == 0:
            if not self.low <= height <= self.high:
                return None
        else:
            ends = sorted(((self.low - height) / slope, (self.high - height) / slope))
            start, end = max(start, ends[0]), min(end, ends[1])
        if start >= end:
            return None
        return Stretch(*self.point(start, height + slope * start), *self.point(end, height + slope * end))


def _layer(one: Plotted, frame: _Frame) -> Layer:
    places = dict.fromkeys(frame.point(x, y) for x, y in zip(one.made, one.predicted, strict=True))
    line, meets = one.found.line, one.found.meets
    inside = meets is not None and frame.first <= meets <= frame.right and frame.low <= meets <= frame.high
    return Layer(
        dots="".join(f"M{x} {y}h0" for x, y in places),
        line=frame.stretch(line.slope, line.intercept) if line else None,
        meets=frame.point(meets, meets) if inside and meets is not None else None,
        band=_band(one.found, frame) if inside else None,
    )


def _band(found: Drift, frame: _Frame) -> tuple[float, float] | None:
    """The interval, as far as it is drawn; an open end reaches the edge."""
    if found.low is None and found.high is None:
        return None
    low = frame.first if found.low is None else max(found.low, frame.first)
    high = frame.right if found.high is None else min(found.high, frame.right)
    if low > high:
        return None
    start, end = frame.across.at(low), frame.across.at(high)
    return start, round(max(end - start, 0.4), 2)


def _ticks(
    low: float, high: float, place: Callable[[float], float], label: Callable[[float], str]
) -> list[Tick]:
    """Evenly spaced places with their labels; of equal labels the first."""
    step = (high - low) / (TICKS - 1)
    found: dict[str, Tick] = {}
    for number in range(TICKS):
        value = low + number * step
        found.setdefault(label(value), Tick(place(value), label(value)))
    return list(found.values())
