"""A cohort report as a workbook: one sheet a table, and one that says what they are."""

from __future__ import annotations

import io
from typing import Any

from tracker.reports import report_words as words
from tracker.reports.editions import Edition
from tracker.reports.figures import Kind, figure
from tracker.reports.laid_out import facts, title
from tracker.reports.method_notes import method
from tracker.reports.numbers import Table, Unit, Why
from tracker.reports.spread import Column, Value, spread
from tracker.web.texts import gettext as _

# Cells that begin like a formula stay text, and nothing becomes a link by itself.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST_NAME = 31  # of a sheet


def write(edition: Edition) -> bytes:
    """The workbook; needs an application context with the reader's language."""
    import xlsxwriter  # noqa: PLC0415  # not wanted by pages

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": title(edition), "created": edition.taken_at.replace(tzinfo=None)})
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "percent": book.add_format({"num_format": "0 %"}),
            "plain": book.add_format({}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _about(book.add_worksheet(_("About")), edition, formats)
        for table in edition.report.tables:
            _table(book.add_worksheet(sheet_name(table)), edition, table, formats)
    return file.getvalue()


def sheet_name(table: Table) -> str:
    """The number and the words of a table, as far as the name of a sheet reaches."""
    forbidden = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
    return f"{table.number} {words.title(table)}".translate(forbidden)[:LONGEST_NAME].strip("' ")


def _about(page: Any, edition: Edition, formats: dict[str, Any]) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 100)
    page.write(0, 0, title(edition), formats["head"])
    lines = [*facts(edition), *((_("Method"), one) for one in method(edition))]
    for number, (name, value) in enumerate(lines, start=1):
        page.write_string(number, 0, name, formats["wrap"])
        page.write_string(number, 1, value, formats["wrap"])


def _table(page: Any, edition: Edition, table: Table, formats: dict[str, Any]) -> None:
    found = spread(table, edition.report.counts)
    shares = [
        {
            place
            for place, cell in enumerate(row.cells)
            if figure(cell, edition.report.counts).kind is Kind.SHARE
        }
        for row in table.rows
    ]
    places = {key: place for place, key in enumerate(table.columns)}
    page.set_column(0, 0, 44)
    page.set_column(1, max(1, len(found.columns)), 14)
    page.write_string(0, 0, f"{words.title(table)}. {words.lead(table)}")
    heads = [_("What is counted"), *(head(table, column) for column in found.columns)]
    for place, text in enumerate(heads):
        page.write_string(2, place, text, formats["head"])
    page.freeze_panes(3, 1)
    if table.why_empty:
        page.write_string(3, 0, str(words.WHY_EMPTY[table.why_empty]))
    for number, (row, values) in enumerate(zip(table.rows, found.rows, strict=True)):
        page.write_string(3 + number, 0, words.row(table, row) + ("*" if row.changed else ""))
        for at, (column, value) in enumerate(zip(found.columns, values, strict=True), start=1):
            is_share = places[column.key] in shares[number] and column.aspect in ("value", "low", "high")
            _cell(page, 3 + number, at, value, column, formats["percent" if is_share else "plain"])
    for number, key in enumerate(table.notes):
        page.write_string(4 + max(1, len(table.rows)) + number, 0, words.note(key))


def _cell(page: Any, row: int, place: int, value: Value, column: Column, form: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        page.write_string(row, place, _worded(column.aspect, value))
    else:
        page.write_number(row, place, value, form)


def _worded(aspect: str, value: str) -> str:
    match aspect:
        case "missing":
            return str(words.WHY[Why(value)])
        case "unit":
            return str(words.UNITS[Unit(value)])
        case "spread":
            return _("quartiles") if value == "iqr" else _("95 % interval")
        case _:
            return value


def head(table: Table, column: Column) -> str:
    """The head of a column: the table's, and which aspect of it this is."""
    name = words.column(table, column.key)
    return name if column.aspect in ("value", "text") else f"{name}: {words.ASPECTS[column.aspect]}"
