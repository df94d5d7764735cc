"""Geometry of the charts of a cohort report: numbers in, coordinates out. Pure.

Lengths across are percentages of the drawing's width and lengths down are pixels, so that the same
drawing fits a phone, a desk and a sheet of paper with its words at one size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.web.charts import FIRST, LAST, WIDEST

# Heights of one line of bars: its words, its bar, the numbers under a bar of several parts.
LINE, STACK = 38, 54
# Height of upright columns, without the words over and under them.
TALL = 110
# Of a drawing of upright columns with its words.
UPRIGHT = 166
WIDE = LAST - FIRST


@dataclass(frozen=True)
class Bar:
    """A lying bar: its name, what is said of it, where its line begins, how wide it is.

    Without a figure there is no bar, and what is said tells why.
    """

    name: str
    said: str
    y: int
    width: float | None


@dataclass(frozen=True)
class Bars:
    height: int
    bars: list[Bar]


def bars(items: Sequence[tuple[str, str, float | None]]) -> Bars:
    """Lying bars of (name, what is said, value), the longest over the whole width; no value is negative."""
    most = max((value for _name, _said, value in items if value is not None), default=0.0)
    drawn = [
        Bar(name, said, LINE * place, None if value is None else _part(value, most))
        for place, (name, said, value) in enumerate(items)
    ]
    return Bars(LINE * len(items), drawn)


@dataclass(frozen=True)
class Piece:
    """One part of a bar: which, how many, where it begins and how wide it is."""

    step: int
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Stack:
    """A bar of several parts, which fill the whole width; without pieces there is no figure."""

    name: str
    said: str
    y: int
    pieces: list[Piece]


@dataclass(frozen=True)
class Stacks:
    height: int
    stacks: list[Stack]


def stacks(items: Sequence[tuple[str, str, Sequence[int] | None]]) -> Stacks:
    """Lying bars of (name, what is said, counts of the parts in order); empty parts are left out."""
    drawn = [
        Stack(name, said, STACK * place, _pieces(counts or ()))
        for place, (name, said, counts) in enumerate(items)
    ]
    return Stacks(STACK * len(items), drawn)


def _pieces(counts: Sequence[int]) -> list[Piece]:
    whole, found, at = sum(counts), [], FIRST
    for step, count in enumerate(counts, start=1):
        if count:
            width = WIDE * count / whole
            found.append(Piece(step, count, round(at, 2), round(width, 2)))
            at += width
    return found


@dataclass(frozen=True)
class Column:
    """An upright bar: its name, what is said of it, its middle and place, how high it is in pixels."""

    name: str
    said: str
    middle: float
    x: float
    width: float
    height: float | None


def columns(items: Sequence[tuple[str, str, float | None]]) -> list[Column]:
    """Upright bars of (name, what is said, value), the highest as high as the drawing."""
    most = max((value for _name, _said, value in items if value is not None), default=0.0)
    room = WIDE / max(len(items), 1)
    width = min(room * 0.9, WIDEST)
    return [
        Column(
            name=name,
            said=said,
            middle=round(FIRST + (place + 0.5) * room, 2),
            x=round(FIRST + (place + 0.5) * room - width / 2, 2),
            width=round(width, 2),
            height=None if value is None else round(TALL * (value / most if most else 0.0), 2),
        )
        for place, (name, said, value) in enumerate(items)
    ]


def _part(value: float, most: float) -> float:
    return round(WIDE * (value / most if most else 0.0), 2)
