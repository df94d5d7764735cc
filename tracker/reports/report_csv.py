"""A cohort report as CSV: one file a table, and one that says what they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from tracker.reports import report_words as words
from tracker.reports.archive import zipped
from tracker.reports.editions import Edition
from tracker.reports.formulas import neutral
from tracker.reports.laid_out import facts, title
from tracker.reports.method_notes import method
from tracker.reports.numbers import Table
from tracker.reports.spread import Value, spread

ABOUT = "00-about.csv"


def write(edition: Edition) -> bytes:
    """The zip of the files; needs an application context with the reader's language."""
    tables = [(name(table), _csv(_table(edition, table))) for table in edition.report.tables]
    return zipped([(ABOUT, _csv(about(edition))), *tables])


def name(table: Table) -> str:
    """A file's name, in the order of the tables."""
    return f"{table.number:02}-{table.key.replace('_', '-')}.csv"


def about(edition: Edition) -> Iterator[Sequence[Value]]:
    """What stands in the head of the report, how it was worked out, what each table says and notes."""
    yield "what", "text"
    yield "title", title(edition)
    yield from facts(edition)
    yield from (("method", sentence) for sentence in method(edition))
    for table in edition.report.tables:
        yield name(table), f"{words.title(table)}. {words.lead(table)}"
        if table.why_empty:
            yield name(table), str(words.WHY_EMPTY[table.why_empty])
        yield from ((name(table), words.note(key)) for key in table.notes)


def _table(edition: Edition, table: Table) -> Iterator[Sequence[Value]]:
    found = spread(table, edition.report.counts)
    yield "row", "name", "changed", *(column.name for column in found.columns)
    for row, values in zip(table.rows, found.rows, strict=True):
        yield row.key, words.row(table, row), "yes" if row.changed else "", *values


def _csv(rows: Iterable[Sequence[Value]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([neutral(one) for one in row] for row in rows)
    return text.getvalue().encode()
