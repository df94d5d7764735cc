"""Which figures of a report funders do not read, or not as they are now, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracker.reports.known_counts import REST, named
from tracker.reports.numbers import Absent, Cell, Report, Row, Share, Table, Why
from tracker.reports.suppression import Reason

# Which of several reasons is said of one figure.
_ORDER = (Reason.SEALED, Reason.SMALL, Reason.BESIDE, Reason.MOVED)


@dataclass(frozen=True)
class Figure:
    """One cell: where it stands, why it is not told anew, and whether it is told at all."""

    table: Table
    row: Row
    column: str
    reason: Reason
    told: bool


def figures(report: Report, funder: Report, reasons: Mapping[str, Reason]) -> Iterator[Figure]:
    """The figures of a report that funders do not read as they are now, in the report's order."""
    for table, shown in zip(report.tables, funder.tables, strict=True):
        rows = {row.key: row.cells for row in shown.rows}
        for row in table.rows:
            printed = rows.get(row.key) or (Absent(Why.SUPPRESSED),) * len(row.cells)
            for column, cell, told in zip(table.columns, row.cells, printed, strict=True):
                reason, gone = _reason(cell, reasons), isinstance(told, Absent)
                # A figure that is told is one that stands as it was before, or as it is.
                if reason is Reason.MOVED or (gone and reason is not None):
                    yield Figure(table, row, column, reason, not gone)


def _reason(cell: Cell, reasons: Mapping[str, Reason]) -> Reason | None:
    keys = list(named(cell))
    if isinstance(cell, Share):
        keys.append(f"{cell.whole}{REST}{cell.part}")
    found = {reasons[key] for key in keys if key in reasons}
    return next((one for one in _ORDER if one in found), None)
