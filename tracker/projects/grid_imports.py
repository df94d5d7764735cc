"""Runs of a result grid out of a CSV text: what is new, what corrects a run, what cannot be used. Pure."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isnan

import numpy as np

from tracker.evidence.grid_files import Problem, collect, header, rows
from tracker.evidence.grid_runs import STATES, Collector, TooMany
from tracker.projects.grid_models import GridFactor, GridMetric, RunState
from tracker.projects.grid_rules import MOST_CELLS, MOST_RUNS

SHOWN_PROBLEMS = 50
_PLAIN_NUMBER = re.compile(r"[+-]?[\d.]+([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class ReadRun:
    """One run as it stands in a file."""

    line: int
    levels: tuple[str, ...]
    seed: str
    state: RunState
    results: tuple[float | None, ...] | None

    @property
    def cell(self) -> str:
        return cell_key(self.levels)

    @property
    def content(self) -> tuple[RunState, tuple[float | None, ...] | None]:
        return self.state, self.results


@dataclass(frozen=True)
class KeptRun:
    """One run as it is kept already."""

    id: int
    cell: str
    seed: str
    state: RunState
    results: tuple[float | None, ...] | None

    @property
    def content(self) -> tuple[RunState, tuple[float | None, ...] | None]:
        return self.state, self.results


@dataclass(frozen=True)
class Plan:
    """What taking in a file would do. Nothing is ever deleted: runs that it leaves out stay as they are."""

    problems: tuple[Problem, ...]
    new: tuple[ReadRun, ...]
    corrected: tuple[tuple[KeptRun, ReadRun], ...]
    unchanged: int

    @property
    def changes(self) -> bool:
        return bool(self.new or self.corrected)


def cell_key(levels: Iterable[str]) -> str:
    """The same text for the same levels, however numbers among them are written."""
    return json.dumps([_plain(level) for level in levels], ensure_ascii=False)


def _plain(level: str) -> str:
    try:
        value = float(level)
    except ValueError:
        return level
    return repr(value + 0.0) if isfinite(value) and level.isascii() and "_" not in level else level


def plan(
    text: str,
    factors: Sequence[GridFactor],
    metrics: Sequence[GridMetric],
    *,
    levels: Mapping[str, Sequence[str]],
    kept: Sequence[KeptRun],
) -> Plan:
    """Read a file against what is kept. With any problem nothing of it can be taken in."""
    problems: list[Problem] = []
    found = _read(text, factors, metrics, problems)
    problems += _foreign(found, factors, levels)
    problems += _formulas(found, factors)
    problems += _repeated(found)
    new, corrected, unchanged = _sorted(found, kept)
    if len(kept) + len(new) > MOST_RUNS:
        problems.append(Problem(0, "", "runs_many", {"most": MOST_RUNS}))
    if len({run.cell for run in found} | {run.cell for run in kept}) > MOST_CELLS:
        problems.append(Problem(0, "", "cells_many", {"most": MOST_CELLS}))
    problems.sort(key=lambda one: one.line)
    if problems:
        return Plan(tuple(problems[:SHOWN_PROBLEMS]), (), (), 0)
    return Plan((), tuple(new), tuple(corrected), unchanged)


def _read(
    text: str, factors: Sequence[GridFactor], metrics: Sequence[GridMetric], problems: list[Problem]
) -> list[ReadRun]:
    names = [one.name for one in factors]
    measured = [one.name for one in metrics]
    taken = Collector(names, [one.name for one in factors if one.ordered], measured)
    try:
        stream = rows(io.StringIO(text, newline=""))
        line, cells = next(stream, (0, []))
        if not cells:
            raise Problem(0, "", "empty_file")  # noqa: TRY301  # kept like the others
        head = header(line, cells, factors=names, metrics=measured)
        kept: list[Problem] = []
        count = collect(stream, head, taken, refuse=kept.append, most=MOST_RUNS)
        problems += kept
        if not count:
            raise Problem(0, "", "no_runs")  # noqa: TRY301
        if head.others:
            unknown = ", ".join(head.names[place] for place in head.others)
            raise Problem(line, "", "columns_unknown", {"columns": unknown})  # noqa: TRY301
        taken.runs()
    except Problem as problem:
        problems.append(problem)
    except TooMany as error:
        problems.append(Problem(0, "", error.code, error.params))
    return _runs(taken)


def _runs(taken: Collector) -> list[ReadRun]:
    """The runs of a collector, with levels and seeds as they were typed."""
    found = []
    for line, levels, seed, state, values in taken.rows():
        known = STATES[state].value
        results = tuple(None if isnan(value) else value + 0.0 for value in values)
        found.append(ReadRun(line, levels, seed, RunState(known), results if known == "ok" else None))
    return found


def _foreign(
    found: Iterable[ReadRun], factors: Sequence[GridFactor], levels: Mapping[str, Sequence[str]]
) -> list[Problem]:
    """The runs with a level that a ready-made kind does not have."""
    held = {place: levels[one.name] for place, one in enumerate(factors) if one.name in levels}
    return [
        Problem(run.line, factors[place].name, "level_unknown", {"levels": ", ".join(known)})
        for run in found
        for place, known in held.items()
        if run.levels[place] not in known
    ]


def _formulas(found: Iterable[ReadRun], factors: Sequence[GridFactor]) -> list[Problem]:
    """The runs with a level or seed that a spreadsheet would take for a formula when it opens the export."""
    return [
        Problem(run.line, column, "formula")
        for run in found
        for column, text in zip(
            [*(one.name for one in factors), "seed"], [*run.levels, run.seed], strict=True
        )
        if text[:1] in ("=", "+", "-", "@") and not _PLAIN_NUMBER.fullmatch(text)
    ]


def _repeated(found: Iterable[ReadRun]) -> list[Problem]:
    first: dict[tuple[str, str], int] = {}
    problems = []
    for run in found:
        if run.seed and first.setdefault((run.cell, run.seed), run.line) != run.line:
            where = {"first": first[run.cell, run.seed]}
            problems.append(Problem(run.line, "seed", "repeated", where))
    return problems


def _sorted(
    found: Iterable[ReadRun], kept: Sequence[KeptRun]
) -> tuple[list[ReadRun], list[tuple[KeptRun, ReadRun]], int]:
    """Runs that are new, that correct a kept one, and how many stand there already.

    A run with a seed is the kept one with its levels and seed. Without seeds, equal runs of one cell are
    matched one to one, so that the same file taken in twice adds nothing.
    """
    seeded = {(run.cell, run.seed): run for run in kept if run.seed}
    loose = Counter((run.cell, run.content) for run in kept if not run.seed)
    new, corrected, unchanged = [], [], 0
    for run in found:
        before = seeded.get((run.cell, run.seed))
        if before is None and loose[run.cell, run.content] > 0 and not run.seed:
            loose[run.cell, run.content] -= 1
            unchanged += 1
        elif before is None:
            new.append(run)
        elif before.content == run.content:
            unchanged += 1
        else:
            corrected.append((before, run))
    return new, corrected, unchanged


def as_runs(
    factors: Sequence[GridFactor],
    metrics: Sequence[GridMetric],
    found: Iterable[tuple[Sequence[str], str, RunState, Sequence[float | None] | None]],
    orders: Mapping[str, Sequence[str]],
) -> Collector:
    """Kept runs as the evidence kit takes them."""
    taken = Collector(
        [one.name for one in factors],
        [one.name for one in factors if one.ordered],
        [one.name for one in metrics],
        orders,
    )
    for levels, seed, state, results in found:
        values = [np.nan if value is None else value for value in results or [None] * len(metrics)]
        taken.add(levels, seed, STATES[[one.value for one in STATES].index(state.value)], values)
    return taken
