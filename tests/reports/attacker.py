"""Somebody who reads what funders read, and tries every world that agrees with it; not by the rule's code.

A world says how many people are in each of a few disjoint cells. Every number of a report is a sum of cells,
so what two numbers say of each other needs no telling: whatever holds of sums of cells, the attacker knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from tracker.reports.numbers import Cell, Count, Relation, Report, Row, Share, Table

# In one cell of a world that the attacker tries, by how many cells there are.
MOST = {2: 60, 3: 24, 4: 14}
World = Mapping[str, int]
Groups = Mapping[str, frozenset[str]]  # name of a count → the cells whose people it counts


@dataclass(frozen=True)
class Shape:
    """What a report counts: its groups, each printed by itself unless `unseen`, and shares of two of them."""

    groups: Groups
    unseen: frozenset[str] = frozenset()
    shares: Sequence[tuple[str, str]] = ()
    public: frozenset[str] = frozenset()

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(sorted(frozenset().union(*self.groups.values())))

    def counts(self, world: World) -> dict[str, int]:
        return {name: sum(world[cell] for cell in cells) for name, cells in self.groups.items()}

    def report(self, world: World) -> Report:
        """The report of a world, with every sum of named groups declared that comes to another one."""
        rows = [Row(name, (Count(name),)) for name in self.groups if name not in self.unseen]
        rows += [Row(f"{part} of {whole}", (Share(part, whole),)) for part, whole in self.shares]
        return report(self.counts(world), tuple(rows), tuple(self._relations()), self.public)

    def _relations(self) -> Iterator[Relation]:
        single = {cells: name for name, cells in self.groups.items() if len(cells) == 1}
        for name, cells in self.groups.items():
            if len(cells) > 1:
                yield Relation(name, tuple(single[frozenset({cell})] for cell in sorted(cells)))


def report(
    counts: Mapping[str, int],
    rows: Sequence[Row],
    relations: Sequence[Relation] = (),
    public: frozenset[str] = frozenset(),
    columns: Sequence[str] = ("count",),
) -> Report:
    """A report of one table."""
    return Report(
        program="north",
        cohort="winter",
        cohort_name="Winter",
        as_of=date(2026, 6, 1),
        made_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
        tables=(Table(2, "funnel", tuple(columns), tuple(rows)),),
        counts=counts,
        relations=tuple(relations),
        public=public,
        settings={},
    )


def printed(shown: Report) -> dict[str, int]:
    """What a reader finds in the cells, and in the list of counts that JSON prints."""
    found = dict(shown.counts)
    for cell in (cell for table in shown.tables for row in table.rows for cell in row.cells):
        for key in _told(cell):
            found[key] = shown.counts[key]
    return found


def _told(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, Count):
        return (cell.key,)
    return (cell.part, cell.whole) if isinstance(cell, Share) else ()


def worlds(shape: Shape, told: Mapping[str, int], slack: Mapping[str, int] | None = None) -> np.ndarray:
    """Every world, a row each, that agrees with what was told; up to `slack` where it may have moved."""
    cells, slack = shape.cells, slack or {}
    grid = np.indices((MOST[len(cells)] + 1,) * len(cells), dtype=np.int16).reshape(len(cells), -1).T
    for name, number in sorted(told.items(), key=lambda one: len(shape.groups[one[0]])):
        sums = grid[:, [cells.index(cell) for cell in sorted(shape.groups[name])]].sum(axis=1)
        grid = grid[abs(sums - number) <= slack.get(name, 0)]
    return grid


def values(shape: Shape, grid: np.ndarray, of: frozenset[str]) -> set[int]:
    """What a sum of cells can be in these worlds."""
    return set(grid[:, [shape.cells.index(cell) for cell in sorted(of)]].sum(axis=1).tolist())
