"""Geometry of the drawing of a poll's shift: shares in, places across in percent out. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.web.charts import Scale, Tick

ACROSS = Scale(0.0, 1.0)
TICKS = [Tick(ACROSS.at(part / 100), f"{part} %") for part in (0, 25, 50, 75, 100)]

__all__ = ["TICKS", "Drawn", "Mark", "Marks", "Tick", "drawn"]


@dataclass(frozen=True)
class Marks:
    """A share from 0 to 1 and the ends of its interval, where there is one."""

    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Mark:
    """A share as drawn: its place across, and where its interval begins and ends."""

    at: float
    start: float | None
    end: float | None


@dataclass(frozen=True)
class Drawn:
    """One option as drawn: the mark before, the one after; None where it is left out."""

    pre: Mark | None
    post: Mark | None


def drawn(pre: Marks | None, post: Marks | None) -> Drawn:
    """An option's shares before and after, to scale."""
    return Drawn(_mark(pre), _mark(post))


def _mark(marks: Marks | None) -> Mark | None:
    if marks is None:
        return None
    start = None if marks.low is None else ACROSS.at(marks.low)
    end = None if marks.high is None else ACROSS.at(marks.high)
    return Mark(ACROSS.at(marks.share), start, end)
