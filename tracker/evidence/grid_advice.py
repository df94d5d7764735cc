"""What a result grid leaves open, as codes with figures; the sentences stand in `grid_words`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from tracker.evidence.grid_best import Best
from tracker.evidence.grid_cells import Cell
from tracker.evidence.grid_reversals import Sweep, Verdict
from tracker.evidence.grid_runs import Runs
from tracker.evidence.grid_words import cell_names, cell_words

# So many cells are named; the others are counted.
NAMED = 5


@dataclass(frozen=True)
class Advice:
    """One thing to know or to do; `code` is a key of `grid_words.SENTENCES`."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def advice(
    runs: Runs, cells: Sequence[Cell], best: Best | None, sweeps: Sequence[Sweep]
) -> tuple[Advice, ...]:
    """What a reader is to know beside the figures, the most important first."""
    if best is None:
        many = len(runs.codes) > 1
        return (Advice("none_succeeded", {"runs": len(runs.codes)}) if many else Advice("only_run_failed"),)
    return (*_of_cells(runs, cells), *_of_best(cells, best), *_of_sweeps(runs, cells, sweeps))


def _of_cells(runs: Runs, cells: Sequence[Cell]) -> Iterator[Advice]:
    if len(cells) == 1:
        yield Advice("one_cell")
    holes = runs.combinations - len(cells)
    if holes:
        yield Advice(
            "holes",
            {
                "count": holes,
                "among": runs.combinations,
                "cells": _some([cell_words(runs.factors, levels) for levels in _holes(runs, cells)], holes),
            },
        )
    if empty := [cell for cell in cells if not cell.n]:
        yield Advice("empty_cells", {"cells": _named(runs, empty)})
    failed, missing = sum(cell.failed for cell in cells), sum(cell.missing for cell in cells)
    if failed or missing:
        yield Advice("not_counted", {"failed": failed, "missing": missing, "runs": len(runs.codes)})
    if single := [cell for cell in cells if cell.n == 1]:
        yield Advice("one_run", {"count": len(single), "cells": _named(runs, single)})
    if alike := [cell for cell in cells if cell.alike]:
        yield Advice("alike", {"count": len(alike), "cells": _named(runs, alike)})


def _of_best(cells: Sequence[Cell], best: Best) -> Iterator[Advice]:
    if cells[best.cell].n == 1:
        yield Advice("best_one_run")


def _of_sweeps(runs: Runs, cells: Sequence[Cell], sweeps: Sequence[Sweep]) -> Iterator[Advice]:
    varied = [factor for factor in runs.factors if len(factor.levels) > 1]
    if len(varied) == 1:
        yield Advice("sweep_both", {"factor": varied[0].name})
    for made in sweeps:
        factor = runs.factors[made.factor]
        if len(factor.levels) > 1 and not factor.by_number:
            yield Advice("order_as_met", {"factor": factor.name, "levels": ", ".join(factor.levels)})
        if made.assumed and made.reversals:
            ends = {"factor": factor.name, "first": factor.levels[0], "last": factor.levels[-1]}
            yield Advice("two_levels" if len(factor.levels) == 2 else "direction_split", ends)
        for one in made.reversals:
            if one.here == 1 and one.among > 1 and one.verdict is not Verdict.WITHIN:
                ahead, behind = (one.low, one.high) if one.low_ahead else (one.high, one.low)
                others = [place for place in range(len(runs.factors)) if place != made.factor]
                yield Advice(
                    "reversal_once",
                    {
                        "factor": factor.name,
                        "ahead": cells[ahead].levels[made.factor],
                        "behind": cells[behind].levels[made.factor],
                        "at": cell_words(
                            [runs.factors[place] for place in others],
                            [cells[ahead].levels[place] for place in others],
                        ),
                        "among": one.among,
                    },
                )


def _holes(runs: Runs, cells: Sequence[Cell]) -> list[tuple[str, ...]]:
    """The first combinations of levels without a run."""
    met = {cell.places for cell in cells}
    sizes = [range(len(factor.levels)) for factor in runs.factors]
    found = islice((places for places in product(*sizes) if places not in met), NAMED)
    return [
        tuple(factor.levels[at] for factor, at in zip(runs.factors, places, strict=True)) for places in found
    ]


def _named(runs: Runs, cells: Sequence[Cell]) -> str:
    return _some(cell_names(runs.factors, [cell.levels for cell in cells[:NAMED]]), len(cells))


def _some(names: Sequence[str], count: int) -> str:
    """The names, and three dots where there are more."""
    return "; ".join(names) + (" …" if count > len(names) else "")
