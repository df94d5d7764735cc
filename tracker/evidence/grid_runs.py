"""Runs of a result grid: the levels of its factors, a seed, what came of them, one value per metric."""

from __future__ import annotations

import enum
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite, prod

import numpy as np
from numpy.typing import NDArray

# More cells than anybody can read; usually a column was taken for a factor that is none.
MAX_CELLS = 10_000
MAX_ORDERED = 100
# Beyond this the ends of an interval could leave the numbers that a computer has.
LARGEST = 1e300
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


class State(enum.StrEnum):
    """What came of a run."""

    OK = "ok"
    FAILED = "failed"
    MISSING = "missing"


STATES = (State.OK, State.FAILED, State.MISSING)
_PLACES = {state: place for place, state in enumerate(STATES)}


@dataclass(frozen=True)
class Factor:
    """What was varied: its levels in their order. `by_number` says that this order is that of numbers."""

    name: str
    levels: tuple[str, ...]
    ordered: bool = False
    by_number: bool = False


@dataclass(frozen=True)
class Runs:
    """All runs of a grid, row by row.

    `codes` holds the places of the levels, shape (n, factors); `seeds` a number for each seed and -1
    without one; `states` places in `STATES`; `values` per metric a number, NaN where there is none.
    """

    factors: tuple[Factor, ...]
    codes: NDArray[np.int64]
    seeds: NDArray[np.int64]
    states: NDArray[np.int8]
    values: Mapping[str, NDArray[np.float64]]
    lines: NDArray[np.int64]

    @property
    def cell_of(self) -> NDArray[np.int64]:
        """The number of the cell of each run; cells count up with the levels of the last factor first."""
        number = np.zeros(len(self.codes), dtype=np.int64)
        for place, factor in enumerate(self.factors):
            number = number * len(factor.levels) + self.codes[:, place]
        return number

    def levels_at(self, cell: int) -> tuple[int, ...]:
        """The places of the levels of a cell."""
        places: list[int] = []
        for factor in reversed(self.factors):
            cell, place = divmod(cell, len(factor.levels))
            places.append(place)
        return tuple(reversed(places))

    @property
    def combinations(self) -> int:
        """How many cells the grid has if every combination of levels was run."""
        return prod(len(factor.levels) for factor in self.factors)

    def repeated(self) -> tuple[int, int] | None:
        """The places of two runs with the same levels and the same seed, if there are any."""
        known = np.flatnonzero(self.seeds >= 0)
        order = known[np.lexsort((known, self.seeds[known], self.cell_of[known]))]
        cell, seed = self.cell_of[order], self.seeds[order]
        same = np.flatnonzero((cell[1:] == cell[:-1]) & (seed[1:] == seed[:-1]))
        return (int(order[same[0]]), int(order[same[0] + 1])) if len(same) else None


class TooMany(ValueError):
    """A grid with more cells or ordered levels than can be compared. `code` says which."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass
class Collector:
    """Takes runs one by one in little memory: 8 bytes for each number of a run.

    `orders` gives the order of a factor's levels where it is known beforehand; levels that it does not
    name follow as they come.
    """

    factors: Sequence[str]
    ordered: Iterable[str]
    metrics: Sequence[str]
    orders: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.levels: list[dict[str, int]] = [
            {level: place for place, level in enumerate(self.orders.get(name, ()))} for name in self.factors
        ]
        self._different: list[set[str | float]] = [set() for _ in self.factors]
        self._codes = array("q")
        self._seeds = array("q")
        self._states = array("b")
        self._values = [array("d") for _ in self.metrics]
        self._lines = array("q")
        self._seed_numbers: dict[str, int] = {}

    def add(
        self, levels: Sequence[str], seed: str, state: State, values: Sequence[float], line: int = 0
    ) -> None:
        """Take one run; `values` holds a NaN where there is none.

        Raises `TooMany` as soon as one factor has more levels than a grid may have cells.
        """
        for known, different, level in zip(self.levels, self._different, levels, strict=True):
            met = len(known)
            place = known.setdefault(level, met)
            if place == met:
                different.add(_key(level))
                if len(different) > MAX_CELLS:
                    raise TooMany("cells_many", most=MAX_CELLS)
            self._codes.append(place)
        self._seeds.append(self._seed_numbers.setdefault(seed, len(self._seed_numbers)) if seed else -1)
        self._states.append(_PLACES[state])
        for kept, value in zip(self._values, values, strict=True):
            kept.append(value)
        self._lines.append(line)

    def rows(self) -> Iterator[tuple[int, tuple[str, ...], str, int, tuple[float, ...]]]:
        """Every run as it was given: line, levels, seed, place of its state, values."""
        levels = [list(known) for known in self.levels]
        seeds = [*self._seed_numbers, ""]  # -1 is the last one
        width = len(self.factors)
        for row, line in enumerate(self._lines):
            codes = self._codes[row * width : (row + 1) * width]
            yield (
                line,
                tuple(known[code] for known, code in zip(levels, codes, strict=True)),
                seeds[self._seeds[row]],
                self._states[row],
                tuple(kept[row] for kept in self._values),
            )

    def runs(self) -> Runs:
        """What was taken, its levels in order. Raises `TooMany`."""
        raw = np.array(self._codes, dtype=np.int64).reshape(-1, len(self.factors))
        given = set(self.ordered)
        factors, columns = [], []
        for place, name in enumerate(self.factors):
            used = set(raw[:, place].tolist())
            factor, places = _in_order(name, self.levels[place], used, ordered=name in given)
            factors.append(factor)
            columns.append(places[raw[:, place]])
        _check(factors)
        states = np.array(self._states, dtype=np.int8)
        values = {
            name: np.where(states == 0, np.array(kept, dtype=np.float64) + 0.0, np.nan)  # no -0.0
            for name, kept in zip(self.metrics, self._values, strict=True)
        }
        return Runs(
            factors=tuple(factors),
            codes=np.stack(columns, axis=1),
            seeds=np.array(self._seeds, dtype=np.int64),
            states=states,
            values=values,
            lines=np.array(self._lines, dtype=np.int64),
        )


def _key(level: str) -> str | float:
    """The same for two ways to write one number."""
    value = float(level) if _NUMBER.fullmatch(level) else inf
    return value if isfinite(value) else level


def _in_order(
    name: str, levels: Mapping[str, int], used: set[int], *, ordered: bool
) -> tuple[Factor, NDArray[np.int64]]:
    """The factor with its levels in order, and for each level as it was met its place in that order.

    Where all levels are numbers, they stand by size, and two ways to write one number are one level.
    """
    met = [level for level, place in levels.items() if place in used]
    places = np.zeros(len(levels), dtype=np.int64)
    numbers = {level: float(level) for level in met if _NUMBER.fullmatch(level) and isfinite(float(level))}
    by_number = bool(met) and len(numbers) == len(met)
    names = met
    if by_number:
        shortest: dict[float, str] = {}
        for level in sorted(met, key=lambda one: (len(one), one)):
            shortest.setdefault(numbers[level] + 0.0, level)
        values = sorted(shortest)
        names = [shortest[value] for value in values]
        rank = {value: place for place, value in enumerate(values)}
        for level in met:
            places[levels[level]] = rank[numbers[level] + 0.0]
    else:
        for place, level in enumerate(met):
            places[levels[level]] = place
    return Factor(name, tuple(names), ordered, by_number), places


def _check(factors: Sequence[Factor]) -> None:
    for factor in factors:
        if factor.ordered and len(factor.levels) > MAX_ORDERED:
            raise TooMany(
                "ordered_levels_many", factor=factor.name, count=len(factor.levels), most=MAX_ORDERED
            )
    if prod(len(factor.levels) for factor in factors) > 2**62:
        raise TooMany("cells_many", most=MAX_CELLS)
