"""Figures of other cohorts in a report: for funders only what those cohorts’ own snapshots tell. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tracker.reports.known_counts import cells, named
from tracker.reports.numbers import Absent, Amount, Cell, Count, Measure, Report, Share, Table, Why

COMPARISON = 14  # the table in which this cohort is the first column
# How the names of counts begin that are those of an earlier cohort: its slug, then the name there.
_EARLIER = re.compile(r"earlier\.([^.]+)\.(.+)")


def is_borrowed(cell: Cell) -> bool:
    """Whether a cell rests on counts of another cohort."""
    return any(_EARLIER.fullmatch(key) for key in named(cell))


def waits(table: Table, column: str, cell: Cell) -> bool:
    """Whether a cell says that another cohort still waits for something, as it is known today.

    It rests on no count, and that cohort's own snapshot may not say so.
    """
    return table.number == COMPARISON and column != table.columns[0] and cell == Absent(Why.NOT_YET)


def without(report: Report) -> Report:
    """The report as if other cohorts were not in it."""
    own = {key: number for key, number in report.counts.items() if not _EARLIER.fullmatch(key)}
    tables = tuple(
        replace(
            table,
            rows=tuple(
                replace(row, cells=tuple(_gone() if is_borrowed(cell) else cell for cell in row.cells))
                for row in table.rows
            ),
        )
        for table in report.tables
    )
    return replace(
        report,
        tables=tables,
        counts=own,
        relations=tuple(one for one in report.relations if {one.total, *one.parts} <= own.keys()),
        public=frozenset(key for key in report.public if key in own),
    )


def counts(report: Report, others: Mapping[str, Report]) -> dict[str, int]:
    """The borrowed counts that may be told, as the other cohorts' newest snapshots tell them."""
    found = {}
    for key in report.counts:
        match = _EARLIER.fullmatch(key)
        if match and match[1] in others and match[2] in others[match[1]].counts:
            found[key] = others[match[1]].counts[match[2]]
    return found


def told(cell: Cell, told_counts: Mapping[str, int], others: Mapping[str, Report]) -> Cell:
    """A borrowed cell as it may be told, with counts that `counts` gave."""
    if not told_counts.keys() >= set(named(cell)):
        return _gone()
    match cell:
        case Count():
            return cell
        case Share(part, whole):
            return cell if told_counts[part] <= told_counts[whole] else _gone()
        case Measure() | Amount():
            return _figure(cell, others)
    raise AssertionError(f"{cell} rests on no counts")


def _figure(cell: Measure | Amount, others: Mapping[str, Report]) -> Cell:
    """The same figure in the other cohort's snapshot, with the value it has there."""
    places = [match for key in named(cell) if (match := _EARLIER.fullmatch(key))]
    keys, slugs = tuple(match[2] for match in places), {match[1] for match in places}
    if len(slugs) != 1 or len(places) != len(named(cell)):
        return _gone()
    there = [one for one in cells(others[slugs.pop()]) if named(one) == keys and type(one) is type(cell)]
    same = {_valued(cell, one) for one in there if isinstance(one, Measure | Amount)}
    return same.pop() if len(same) == 1 else _gone()


def _valued(cell: Measure | Amount, one: Measure | Amount) -> Measure | Amount:
    """`cell` with the figures of `one`, which is of the same type."""
    if isinstance(cell, Measure) and isinstance(one, Measure):
        return replace(cell, value=one.value, sd=one.sd, low=one.low, high=one.high)
    return replace(cell, value=one.value)


def _gone() -> Absent:
    return Absent(Why.SUPPRESSED)
