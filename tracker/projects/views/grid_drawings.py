"""The drawings of a result grid: which cells stand where, and what is marked on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from string import ascii_uppercase

from tracker.evidence.grid_cells import Cell
from tracker.evidence.grid_reversals import Reversal
from tracker.evidence.grid_words import cell_words
from tracker.evidence.grids import Analysis
from tracker.projects.grid_kinds import ENTANGLEMENT, GRANULARITY, METHOD
from tracker.projects.grid_readings import Reading
from tracker.web.charts_grids import Heat, Lines, Plane, Spot, heat, lines, plane

MOST_PANELS, MOST_COLUMNS = 6, 12


@dataclass(frozen=True)
class Panel:
    """A heat map and what its cells have in common."""

    title: str
    heat: Heat


@dataclass(frozen=True)
class Trade:
    """What methods forget against what they retain, at one granularity. Methods go by number."""

    granularity: str
    plane: Plane
    numbers: list[int]
    squares: list[bool]


@dataclass(frozen=True)
class Drawings:
    """What is drawn of a reading; letters name its reversals."""

    rows: str
    columns: str
    panels: list[Panel]
    lines: Lines | None
    trades: list[Trade]
    methods: list[str]
    entanglements: list[str]
    letters: list[tuple[str, Reversal]]


def drawings(reading: Reading) -> Drawings:
    """Lines for one factor, heat maps for two and more, trade-offs for a suite."""
    made = reading.made
    found = [one for sweep in made.sweeps for one in sweep.reversals]
    letters = list(zip([*ascii_uppercase, *[""] * len(found)], found, strict=False))
    across, down = _axes(made)
    drawn = [place for place, cell in enumerate(made.cells) if cell.mean is not None]
    panels: list[Panel] = []
    line = None
    if down is None and drawn:
        line = lines(made.runs.factors[0].levels, [_spot(made, one, letters, 0, None) for one in drawn])
    elif down is not None:
        panels = _panels(made, across, down, letters)
    factors = {one.name: one for one in made.runs.factors}
    return Drawings(
        rows="" if down is None else made.runs.factors[down].name,
        columns=made.runs.factors[across].name,
        panels=panels,
        lines=line,
        trades=[] if reading.both is None else _trades(*reading.both),
        methods=list(factors[METHOD].levels) if reading.both else [],
        entanglements=list(factors[ENTANGLEMENT].levels) if reading.both else [],
        letters=letters,
    )


def _axes(made: Analysis) -> tuple[int, int | None]:
    """The factors that stand across and down: an ordered one across, else the second."""
    factors = made.runs.factors
    if len(factors) == 1:
        return 0, None
    across = next((place for place, one in enumerate(factors) if one.ordered), 1)
    return across, next(place for place in range(len(factors)) if place != across)


def _panels(made: Analysis, across: int, down: int, letters: Sequence[tuple[str, Reversal]]) -> list[Panel]:
    """One heat map for each combination of the factors that stand neither across nor down."""
    factors = made.runs.factors
    rest = [place for place in range(len(factors)) if place not in (across, down)]
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for place, cell in enumerate(made.cells):
        if cell.mean is not None:
            found[tuple(cell.places[one] for one in rest)].append(place)
    if len(found) > MOST_PANELS or len(factors[across].levels) > MOST_COLUMNS:
        return []
    means = [cell.mean for cell in made.cells if cell.mean is not None]
    if not means:
        return []
    worst, best = sorted((min(means), max(means)), key=lambda one: made.metric.better.sign * one)
    return [
        Panel(
            cell_words(
                [factors[one] for one in rest],
                [factors[o].levels[at] for o, at in zip(rest, key, strict=True)],
            ),
            heat(
                factors[across].levels,
                factors[down].levels,
                [_spot(made, place, letters, across, down) for place in places],
                worst,
                best,
            ),
        )
        for key, places in sorted(found.items())
    ]


def _spot(
    made: Analysis,
    place: int,
    letters: Sequence[tuple[str, Reversal]],
    across: int,
    down: int | None,
) -> Spot:
    cell = made.cells[place]
    return Spot(
        column=cell.places[across],
        row=0 if down is None else cell.places[down],
        mean=cell.mean or 0.0,
        low=cell.low,
        high=cell.high,
        n=cell.n,
        mark=mark(made, place),
        letters="".join(letter for letter, one in letters if place in (one.low, one.high)),
    )


def mark(made: Analysis, place: int) -> str:
    """Where a cell stands towards the best one, as the name of a class."""
    if made.best is None or place == made.best.cell:
        return "best"
    for tie in made.best.ties:
        if tie.cell == place:
            return "untested" if tie.p is None else "tied"
    return "behind"


def _trades(forget: Analysis, retain: Analysis) -> list[Trade]:
    """For each granularity the cells that have both metrics."""
    names = [one.name for one in forget.runs.factors]
    method, granularity, entanglement = (names.index(one) for one in (METHOD, GRANULARITY, ENTANGLEMENT))
    kept = {cell.places: cell for cell in retain.cells if cell.mean is not None}
    first = min((cell.mean or 0.0 for cell in kept.values()), default=0.0)
    trades = []
    for at, level in enumerate(forget.runs.factors[granularity].levels):
        cells = [
            cell
            for cell in forget.cells
            if cell.places[granularity] == at and cell.mean is not None and cell.places in kept
        ]
        if cells:
            pairs = [(_plain(kept[cell.places]), _plain(cell)) for cell in cells]
            trades.append(
                Trade(
                    level,
                    plane(pairs, max(0.0, floor(10 * first) / 10 - 0.1)),
                    [cell.places[method] + 1 for cell in cells],
                    [cell.places[entanglement] == 1 for cell in cells],
                )
            )
    return trades


def _plain(cell: Cell) -> Spot:
    return Spot(0, 0, cell.mean or 0.0, cell.low, cell.high, cell.n, "")
