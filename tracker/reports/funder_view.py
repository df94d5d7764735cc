"""A cohort's report as funders read it: every cell told, carried over from before, or gone. Pure.

Shares, measures and amounts go with the counts that they rest on. A measure is told anew only when what it
rests on is: else the little that was added to a group could be worked out from its old and its new mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.evidence.suppression import LEAST
from tracker.reports import borrowed
from tracker.reports.known_counts import REST, SEALED, named
from tracker.reports.numbers import (
    TYPED,
    Absent,
    Amount,
    Cell,
    Count,
    Measure,
    Relation,
    Report,
    Row,
    Share,
    Table,
    Why,
    Words,
)
from tracker.reports.suppression import Choice, Reason, Snapshot, choose

# Keys of the sentences under a table in which something is left out, or stands as it was told before.
LEFT_OUT_NOTE, CARRIED_NOTE = "suppressed", "carried"

# Of the settings: what changes with a single form, and tells so.
_MOVING = frozenset({"input_hash", "stale"})

Place = tuple[int, str, str, str]


@dataclass(frozen=True)
class Frozen:
    """What is kept of a report: all of it, and what of it funders read."""

    staff: Report
    funder: Report

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot(borrowed.without(self.staff), borrowed.without(self.funder).counts)


@dataclass(frozen=True)
class Shown:
    """What funders read of a report, and why counts of it are not told, or not anew."""

    report: Report
    reasons: Mapping[str, Reason]


def chosen(report: Report, earlier: Sequence[Frozen], tell: Callable[[int], None]) -> Choice:
    """What may be told of the cohort's own counts; takes seconds. `tell` and errors as in `choose`."""
    return choose(borrowed.without(report), [one.snapshot for one in earlier], tell)


def for_funder(
    report: Report,
    earlier: Sequence[Frozen] = (),
    others: Mapping[str, Report] | None = None,
    choice: Choice | None = None,
) -> Shown:
    """What funders may read of a report after what they read before, in the order of the snapshots.

    `others` are what they read of other cohorts, by slug; nothing more is told of those here. `choice` is
    what `chosen` gave for the same report and snapshots, which is then not worked out again. Raises
    ValueError where the report contradicts itself.
    """
    others = others or {}
    choice = choice or chosen(report, earlier, lambda _looked_at: None)
    lent = borrowed.counts(report, others)
    page = _Page(
        choice, earlier[-1].funder if earlier else None, lambda cell: borrowed.told(cell, lent, others)
    )
    counts = lent | {key: number for key, number in choice.printed.items() if REST not in key}
    reduced = replace(
        report,
        tables=tuple(page.table(table) for table in report.tables),
        counts=dict(sorted(counts.items())),
        relations=tuple(one for one in report.relations if _holds(one, counts)),
        public=report.public & counts.keys(),
        settings={key: value for key, value in report.settings.items() if key not in _MOVING},
    )
    return Shown(reduced, choice.reasons)


def _holds(relation: Relation, counts: Mapping[str, int]) -> bool:
    """Whether the counts add up as they are told: one of them may stand as it was before."""
    told = {relation.total, *relation.parts} <= counts.keys()
    return told and counts[relation.total] == sum(counts[part] for part in relation.parts)


class _Page:
    def __init__(self, choice: Choice, before: Report | None, lent: Callable[[Cell], Cell]) -> None:
        self._choice, self._lent = choice, lent
        self._before = _places(before) if before else {}
        counts: Mapping[str, int] = before.counts if before else {}
        by = {
            key: abs(number - counts[key]) if key in counts else LEAST
            for key, number in choice.printed.items()
        }
        # Told with the same value as before, whether it moved or not; and not told before, or moved by many.
        self._still = frozenset(key for key in by if by[key] == 0)
        self._moved = frozenset(key for key in by if by[key] >= LEAST)
        self._left_out = self._carried = False

    def table(self, table: Table) -> Table:
        """The table, with a note where something is left out or carried over."""
        self._left_out = self._carried = False
        rows = tuple(self._row(table, row) for row in table.rows)
        # That enough people typed the same words is not told by their row where their number is not.
        rows = tuple(row for row in rows if not (TYPED in row.key and _is_gone(row)))
        why = Why.SUPPRESSED if table.why_empty is Why.NONE else table.why_empty
        notes = [*table.notes]
        notes += [LEFT_OUT_NOTE] if self._left_out or why is Why.SUPPRESSED else []
        notes += [CARRIED_NOTE] if self._carried else []
        return replace(table, rows=rows, notes=tuple(notes), why_empty=why)

    def _row(self, table: Table, row: Row) -> Row:
        places = zip(table.columns, row.cells, strict=True)
        found = tuple(
            self._gone()
            if borrowed.waits(table, column, cell)
            else self._cell(cell, self._before.get(_place(table, row, column)))
            for column, cell in places
        )
        return replace(row, cells=found)

    def _cell(self, cell: Cell, before: Cell | None) -> Cell:
        if isinstance(cell, Words):
            return cell if cell.public else Absent(Why.STAFF)
        if isinstance(cell, Absent):
            # That there is nothing to count says that the count is zero.
            return self._gone() if cell.why is Why.NONE else cell
        if any(key.startswith(SEALED) for key in named(cell)):
            return Absent(Why.SEALED)
        if borrowed.is_borrowed(cell):
            found = self._lent(cell)
            return self._gone() if isinstance(found, Absent) else found
        if any(key not in self._choice.printed for key in named(cell)):
            return self._gone()
        self._carried |= not self._choice.fresh.issuperset(named(cell))
        match cell:
            case Count():
                return cell
            case Share(part, whole):
                # One of the two may stand as it was before the other moved.
                printed = self._choice.printed
                return cell if printed[part] <= printed[whole] else self._gone()
            case Measure() | Amount():
                return self._figure(cell, before)

    def _figure(self, cell: Measure | Amount, before: Cell | None) -> Cell:
        keys = named(cell)
        # Everybody may know how many forms there are, but not what stands on a few of them.
        if isinstance(cell, Measure) and self._choice.printed[cell.n] < LEAST:
            return self._gone()
        # Who is told that nobody came or went could still work out whose answer changed a mean.
        fresh = self._choice.fresh & self._moved if isinstance(cell, Measure) else self._choice.fresh
        if fresh.issuperset(keys):
            return cell
        # Nothing of what it rests on was told anew: it stands as it was, if it was told.
        if isinstance(before, type(cell)) and named(before) == keys and self._still.issuperset(keys):
            return before
        return self._gone()

    def _gone(self) -> Absent:
        self._left_out = True
        return Absent(Why.SUPPRESSED)


def _is_gone(row: Row) -> bool:
    return all(isinstance(cell, Absent) for cell in row.cells)


def _places(report: Report) -> dict[Place, Cell]:
    return {
        _place(table, row, column): cell
        for table in report.tables
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def _place(table: Table, row: Row, column: str) -> Place:
    return table.number, table.key, row.key, column
