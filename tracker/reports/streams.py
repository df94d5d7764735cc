"""Tables written as files, line by line: CSV, XLSX and JSON lines. Memory does not grow with the lines.

Text that a spreadsheet would take for a formula is kept from becoming one: in CSV an apostrophe goes
before it (and an import takes it off again), in XLSX the cell is written as text. Numbers stay numbers,
at full precision. Equal tables made at equal times give equal bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from tracker.reasons import no, require
from tracker.reports import cells
from tracker.reports.cells import Line
from tracker.reports.lines import Kind

# Lines between two looks at whether to go on.
BATCH = 1000
# What a sheet and a cell of a workbook hold.
SHEET_LINES, CELL_SIGNS = 1_048_575, 32_767
Tell = Callable[[int], object]


@dataclass(frozen=True)
class Sheet:
    """A table to be written: its columns, how many lines it has, and the lines, which are read once."""

    name: str
    columns: Sequence[str]
    count: int
    lines: Iterable[Line]


def write(out: BinaryIO, sheet: Sheet, kind: Kind, *, created: datetime, tell: Tell | None = None) -> int:
    """Write the whole table; returns how many lines it had. `tell` gets the lines done, now and then.

    `created` stands in workbooks. Refused, before or while it is written, is what a workbook cannot hold;
    raises whatever `tell` and the disk do. The caller takes away what was written till then.
    """
    return _WRITE[kind](out, sheet, created, tell or (lambda _done: None))


def _csv(out: BinaryIO, sheet: Sheet, _created: datetime, tell: Tell) -> int:
    out.write(cells.as_csv(sheet.columns, [sheet.columns]))
    return _text(out, sheet, cells.as_csv, tell)


def _jsonl(out: BinaryIO, sheet: Sheet, _created: datetime, tell: Tell) -> int:
    return _text(out, sheet, cells.as_json, tell)


def _text(
    out: BinaryIO, sheet: Sheet, made: Callable[[Sequence[str], Sequence[Line]], bytes], tell: Tell
) -> int:
    done = 0
    for batch in _batches(sheet.lines):
        out.write(made(sheet.columns, batch))
        done += len(batch)
        tell(done)
    return done


def _xlsx(out: BinaryIO, sheet: Sheet, created: datetime, tell: Tell) -> int:
    import xlsxwriter  # noqa: PLC0415  # the server starts without it

    require_workbook(sheet.count)
    # A folder of its own, so that nothing of a workbook stays that is not finished.
    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(
            out, {**options, "default_date_format": "yyyy-mm-dd", "tmpdir": folder, "use_zip64": True}
        )
        book.set_properties({"created": created.replace(tzinfo=None)})
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 1)
        page.write_row(0, 0, sheet.columns)
        done = 0
        try:
            for batch in _batches(sheet.lines):
                for number, line in enumerate(batch, start=done + 1):
                    _row(page, number, line, sheet.columns)
                done += len(batch)
                require_workbook(done)
                tell(done)
        except BaseException:
            page.row_data_fh.close()
            raise
        book.close()
    return done


def _row(page: Any, number: int, line: Line, columns: Sequence[str]) -> None:
    for place, value in enumerate(line):
        if value is not None and page.write(number, place, value):
            require(no("export_cell_too_long", line=number, column=columns[place]))


def require_workbook(count: int) -> None:
    """Refuse more lines than a sheet of a workbook holds."""
    if count > SHEET_LINES:
        require(no("export_too_long_for_xlsx", rows=count, most=SHEET_LINES))


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    each = iter(lines)
    while batch := list(islice(each, BATCH)):
        yield batch


_WRITE: dict[Kind, Callable[[BinaryIO, Sheet, datetime, Tell], int]] = {
    Kind.CSV: _csv,
    Kind.XLSX: _xlsx,
    Kind.JSONL: _jsonl,
}
