"""Geometry of the charts of result grids: numbers in, coordinates out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.web.charts import Scale, Tick

# Lengths of a heat map, in pixels: its cells hold words, which do not shrink.
ROW, HEAD, LETTER = 46, 40, 7
STEPS = 5


@dataclass(frozen=True)
class Spot:
    """A cell of a grid before it is drawn: its place, its mean with interval, and what is said of it."""

    column: int
    row: int
    mean: float
    low: float | None
    high: float | None
    n: int
    mark: str  # best, tied, untested or behind
    letters: str = ""


@dataclass(frozen=True)
class Square:
    """A cell as drawn in a heat map; `step` counts from the worst to the best mean."""

    x: int
    y: int
    step: int
    spot: Spot


@dataclass(frozen=True)
class Label:
    """The name of a column or row in one line or two, and where its middle lies."""

    at: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Heat:
    """A heat map: labels of columns and rows with where they stand, and the cells that were run."""

    width: int
    height: int
    column_width: int
    columns: list[Label]
    rows: list[Label]
    squares: list[Square]


def heat(
    columns: Sequence[str], rows: Sequence[str], spots: Sequence[Spot], worst: float, best: float
) -> Heat:
    """A heat map whose colours run from the worst to the best mean; several may share these two."""
    heads, sides = [_folded(label) for label in columns], [_folded(label) for label in rows]
    left = min(180, 14 + LETTER * max((len(line) for lines in sides for line in lines), default=0))
    wide = max(66, min(150, 12 + LETTER * max((len(line) for lines in heads for line in lines), default=0)))
    return Heat(
        width=left + wide * len(columns) + 2,
        height=HEAD + ROW * len(rows) + 2,
        column_width=wide,
        columns=[Label(left + wide * place + wide / 2, lines) for place, lines in enumerate(heads)],
        rows=[Label(HEAD + ROW * place + ROW / 2, lines) for place, lines in enumerate(sides)],
        squares=[
            Square(left + wide * one.column, HEAD + ROW * one.row, _step(one.mean, worst, best), one)
            for one in spots
        ],
    )


def _folded(label: str) -> tuple[str, ...]:
    """A label in two lines where that makes it narrower."""
    words = label.split(" ")
    ways = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    narrow = min(ways, key=lambda lines: max(map(len, lines)), default=(label,))
    return narrow if len(label) > 9 else (label,)


def _step(value: float, worst: float, best: float) -> int:
    part = (value - worst) / (best - worst) if best != worst else 1.0
    return min(STEPS - 1, max(0, int(part * STEPS)))


@dataclass(frozen=True)
class Dot:
    """A mean as drawn in percent, with the ends of its interval down and, in a plane, across."""

    x: float
    y: float
    top: float
    bottom: float
    left: float
    right: float
    spot: Spot


@dataclass(frozen=True)
class Lines:
    """Means along one factor, joined in its order; `path` is a list of points in percent."""

    dots: list[Dot]
    path: str
    columns: list[Tick]
    levels: list[tuple[float, float]]


def lines(columns: Sequence[str], spots: Sequence[Spot]) -> Lines:
    """Means from left to right by column. Higher values stand higher. Raises `ValueError` without any."""
    if not spots:
        raise ValueError("a line needs a mean")
    low, high = _reach(spots)
    down = Scale(-high, -low, first=12.0, last=92.0)
    across = Scale(0, max(1, len(columns) - 1), first=16.0, last=92.0)
    if len(columns) == 1:
        across = Scale(0, 0, first=16.0, last=92.0)
    dots = [
        Dot(
            x=across.at(one.column),
            y=down.at(-one.mean),
            top=down.at(-(one.mean if one.high is None else one.high)),
            bottom=down.at(-(one.mean if one.low is None else one.low)),
            left=across.at(one.column),
            right=across.at(one.column),
            spot=one,
        )
        for one in sorted(spots, key=lambda one: one.column)
    ]
    return Lines(
        dots=dots,
        path=" ".join(f"{one.x},{one.y}" for one in dots),
        columns=[Tick(across.at(place), label) for place, label in enumerate(columns)],
        levels=[(down.at(-value), value) for value in _three(low, high)],
    )


@dataclass(frozen=True)
class Plane:
    """Two metrics of the same cells against each other, with the scale of each."""

    dots: list[Dot]
    across: list[tuple[float, float]]
    down: list[tuple[float, float]]


def plane(pairs: Sequence[tuple[Spot, Spot]], across_from: float = 0.0) -> Plane:
    """For each cell what stands across and what stands down, lower values lower.

    Where all means lie in 0 to 1, as accuracies do, the scales end there, and intervals with them; the one
    across may begin later, so that several drawings share it.
    """
    spans = []
    for spots, first in (([one for one, _other in pairs], across_from), ([two for _one, two in pairs], 0.0)):
        accuracies = all(0 <= one.mean <= 1 for one in spots)
        spans.append((first, 1.0) if accuracies else _reach(spots))
    (x_low, x_high), (y_low, y_high) = spans
    across = Scale(x_low, x_high, first=14.0, last=93.0)
    down = Scale(-y_high, -y_low, first=8.0, last=92.0)
    dots = [
        Dot(
            x=across.at(one.mean),
            y=down.at(-other.mean),
            top=down.at(-(other.mean if other.high is None else other.high)),
            bottom=down.at(-(other.mean if other.low is None else other.low)),
            left=across.at(one.mean if one.low is None else one.low),
            right=across.at(one.mean if one.high is None else one.high),
            spot=other,
        )
        for one, other in pairs
    ]
    return Plane(
        dots=dots,
        across=[(across.at(value), value) for value in _three(x_low, x_high)],
        down=[(down.at(-value), value) for value in _three(y_low, y_high)],
    )


def _reach(spots: Sequence[Spot]) -> tuple[float, float]:
    """The lowest and the highest value to be drawn; an interval reaches at most twice the means' own span.

    Two runs can have an interval that would press all means into one line; it is then cut off, and the
    table says where it ends.
    """
    means = [one.mean for one in spots]
    lowest, highest = min(means), max(means)
    span = (highest - lowest) or abs(highest) or 1.0
    lows = [max(one.low, lowest - span) for one in spots if one.low is not None]
    highs = [min(one.high, highest + span) for one in spots if one.high is not None]
    return min([lowest, *lows]), max([highest, *highs])


def _three(low: float, high: float) -> list[float]:
    return [low, (low + high) / 2, high] if high > low else [low]
