"""Result grids as CSV: one row a run, a column for each factor and metric, and for seed and status."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite, isnan, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.evidence.grid_agreement import hard_count
from tracker.evidence.grid_runs import LARGEST, Collector, State
from tracker.evidence.grid_words import N_

SEED, STATUS = "seed", "status"
RESERVED = (SEED, STATUS)
WORDS = {"": State.OK, **{state.value: state for state in State}}
LONGEST_LEVEL, LONGEST_SEED = 80, 40

PROBLEMS = {
    "empty_file": N_("there is nothing in it; the first line names the columns"),
    "no_runs": N_("there are no runs under the header"),
    "column_missing": N_("there is no column of this name; the header has %(header)s"),
    "column_twice": N_("two columns have this name"),
    "column_nameless": N_("column %(place)s has values but no name"),
    "cells": N_("%(found)s cells, but the header has %(needed)s"),
    "not_csv": N_("this is no CSV that can be read: a quotation mark is open or out of place"),
    "cell_long": N_("a cell is too long; use at most %(most)s characters"),
    "level_missing": N_("the level is missing"),
    "too_long": N_("use at most %(most)s characters"),
    "control": N_("there is a character in it that cannot be printed"),
    "status": N_("“%(found)s” is not ok, failed or missing"),
    "not_number": N_("“%(found)s” is not a number"),
    "not_finite": N_(
        "“%(found)s” is not a finite number; leave it empty, and say “failed” in the column status if the run"
        " failed"
    ),
    "too_large": N_("“%(found)s” is larger than can be compared"),
    "value_of_failed": N_("a run that is %(status)s has no value; leave it empty"),
    "level_unknown": N_("grids of this kind have the levels %(levels)s"),
    "columns_unknown": N_("this grid has no columns %(columns)s; leave them out"),
    "formula": N_("a spreadsheet would take this for a formula; begin with a letter or a digit"),
    "repeated": N_("the same levels with the same seed stand in line %(first)s already"),
    "runs_many": N_("more than %(most)s runs; a page holds no more, the command line does"),
    "cells_many": N_("more than %(most)s different cells; a column that differs in every run is no factor"),
    "ordered_levels_many": N_(
        "%(factor)s has %(count)s levels, and at most %(most)s can be compared in order"
    ),
}


@dataclass(eq=False)
class Problem(Exception):
    """What cannot be used, and where. Line 0 is the file as a whole; a column may be unnamed."""

    line: int
    column: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """Where the columns stand. `others` are the columns that nobody asked for."""

    names: tuple[str, ...]
    factors: tuple[int, ...]
    metrics: tuple[int, ...]
    seed: int | None
    status: int | None
    others: tuple[int, ...]


def rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with their line numbers; empty ones left out. Raises `Problem`.

    Commas, semicolons or tabs stand between the cells, whichever the header has most of.
    """
    stream = iter(lines)
    before: list[str] = []
    for line in stream:
        before.append(line)
        if line.strip():
            break
    separator = max(",;\t", key=before[-1].count) if before else ","
    reader = csv.reader(chain(before, stream), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield reader.line_num, cells
    except csv.Error as error:
        raise Problem(reader.line_num, "", *why_not(error)) from error


def why_not(error: csv.Error) -> tuple[str, dict[str, Any]]:
    """What keeps CSV from being read, as a code with figures; the library's words are for programmers."""
    if "field larger" in str(error):
        return "cell_long", {"most": csv.field_size_limit()}
    return "not_csv", {}


def header(line: int, cells: Sequence[str], *, factors: Sequence[str], metrics: Sequence[str]) -> Header:
    """Find the columns in the first row. Capitals and spaces around a name do not matter."""
    names = [cell.strip() for cell in cells]
    keys = [name.casefold() for name in names]
    for place, name in enumerate(names):
        if not name:
            raise Problem(line, "", "column_nameless", {"place": place + 1})
        if keys[place] in keys[:place]:
            raise Problem(line, name, "column_twice")

    def find(name: str) -> int:
        if name.strip().casefold() not in keys:
            raise Problem(line, name, "column_missing", {"header": ", ".join(names)})
        return keys.index(name.strip().casefold())

    places = [find(name) for name in (*factors, *metrics)]
    extra = {name: keys.index(name) if name in keys else None for name in RESERVED}
    taken = {*places, *extra.values()}
    return Header(
        names=tuple(names),
        factors=tuple(places[: len(factors)]),
        metrics=tuple(places[len(factors) :]),
        seed=extra[SEED],
        status=extra[STATUS],
        others=tuple(place for place in range(len(names)) if place not in taken),
    )


def collect(
    found: Iterable[tuple[int, list[str]]],
    head: Header,
    into: Collector,
    *,
    refuse: Callable[[Problem], None],
    most: int | None = None,
) -> int:
    """Give every run to the collector and every problem to `refuse`; how many rows were read."""
    checked: dict[str, str] = {}
    count = 0
    for count, (line, cells) in enumerate(found, start=1):
        try:
            if most is not None and count > most:
                refuse(Problem(line, "", "runs_many", {"most": most}))
                return count
            _whole(line, cells, head)
            levels = [_level(cells[place], line, head.names[place], checked) for place in head.factors]
            seed = "" if head.seed is None else cells[head.seed].strip()
            if seed:
                _printable(seed, line, SEED, LONGEST_SEED)
            state = _state("" if head.status is None else cells[head.status], line)
            values = [number(cells[place], line, head.names[place], state) for place in head.metrics]
            if state is State.OK and all(map(isnan, values)):
                state = State.MISSING
            into.add(levels, seed, state, values, line)
        except Problem as problem:
            refuse(problem)
    return count


def _whole(line: int, cells: Sequence[str], head: Header) -> None:
    if len(cells) != len(head.names):
        raise Problem(line, "", "cells", {"found": len(cells), "needed": len(head.names)})


def _level(text: str, line: int, column: str, checked: dict[str, str]) -> str:
    level = checked.get(text)
    if level is None:
        level = text.strip()
        if not level:
            raise Problem(line, column, "level_missing")
        _printable(level, line, column, LONGEST_LEVEL)
        checked[text] = level
    return level


def _printable(text: str, line: int, column: str, longest: int) -> None:
    if len(text) > longest:
        raise Problem(line, column, "too_long", {"most": longest})
    if not text.isprintable():
        raise Problem(line, column, "control")


def _state(text: str, line: int) -> State:
    found = WORDS.get(text) or WORDS.get(text.strip().lower())
    if found is None:
        raise Problem(line, STATUS, "status", {"found": text.strip()[:40]})
    return found


def number(text: str, line: int, column: str, state: State = State.OK) -> float:
    """The value of a cell, NaN where it is empty. Raises `Problem`."""
    if state is not State.OK:
        if text.strip().lower() in ("", "nan"):  # NaN is what a program writes for a run without a result
            return nan
        raise Problem(line, column, "value_of_failed", {"status": state.value})
    try:
        value = float(text)
    except ValueError:
        if not text.strip():
            return nan
        raise Problem(line, column, "not_number", {"found": text.strip()[:40]}) from None
    if "_" in text or not text.isascii():
        raise Problem(line, column, "not_number", {"found": text.strip()[:40]})
    if not -LARGEST <= value <= LARGEST:
        code = "too_large" if isfinite(value) else "not_finite"
        raise Problem(line, column, code, {"found": text.strip()[:40]})
    return value


class Companions:
    """The numbers of columns that nobody asked for, as far as they are numbers, run by run."""

    def __init__(self, head: Header) -> None:
        self.head = head
        self.kept = {place: array("d") for place in head.others}

    def watch(self, found: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        """Pass the rows on; a column is dropped at its first cell that is no number."""
        for line, cells in found:
            for place in list(self.kept):
                try:
                    self.kept[place].append(number(cells[place], line, "") if place < len(cells) else nan)
                except Problem:
                    del self.kept[place]
            yield line, cells

    def other_kind(self, than: NDArray[np.float64]) -> tuple[str, NDArray[np.float64]] | None:
        """The first column that is a hard count where these values are a soft score, or the reverse.

        A column that never varies says nothing, and one that counts up by one is the number of the run.
        """
        hard = hard_count(than)
        for place, kept in self.kept.items():
            values = np.where(np.isnan(than), nan, np.array(kept, dtype=np.float64))
            known = values[~np.isnan(values)]
            if len(known) < 3 or known.min() == known.max() or np.all(np.diff(known) == 1):
                continue
            if hard_count(values) is not hard:
                return self.head.names[place], values + 0.0
        return None
