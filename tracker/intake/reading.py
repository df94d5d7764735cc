"""A file of any of the shapes we take, as a header and rows of texts. Memory stays flat."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from tracker.intake import days, texts, workbooks
from tracker.intake.problems import BadInput, Problems
from tracker.intake.sheets import DELIMITERS, Record

HEADER_LIMIT = 300
_HEADER_LINES = 50


@dataclass(frozen=True)
class About:
    """How a file is read: a text by its encoding and delimiter, a workbook by one of its sheets."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The names of the columns, and the rows below them that are not blank, in the file's order."""

    header: tuple[str, ...]
    rows: Iterator[Record]
    about: About


@contextmanager
def opened(path: Path, *, name: str | None = None, sheet: str | None = None) -> Iterator[Table]:
    """Read a file, told by its content and not by its ending. `name` is what a refusal calls it.

    Of a workbook `sheet` is the one to read, or its first one. A row may have more or fewer cells than the
    header. Raises `BadInput`, also while the rows are read.
    """
    try:
        if path.stat().st_size > texts.LIMIT:
            raise Problems(path.name).fail("too_large", limit=texts.LIMIT // texts.MEGABYTE)
        if workbooks.is_workbook(path):
            yield _workbook(path, sheet)
            return
        encoding = texts.encoding(path)
        with texts.lines(path, encoding) as lines:
            yield _text(path, encoding, lines)
    except BadInput as error:
        raise BadInput(name or path.name, error.problems, cut=error.cut) from error


def _text(path: Path, encoding: str, lines: Iterator[str]) -> Table:
    problems = Problems(path.name)
    before, first, told = _first_record(lines)
    outside = "".join("".join(first).split('"')[::2])
    delimiter = told or max(DELIMITERS, key=outside.count)
    reader = csv.reader(chain(first, lines), delimiter=delimiter, strict=True)
    rows = _numbered(reader, before, problems)
    about = About(encoding=texts.ENCODINGS[encoding], delimiter=delimiter)
    return _table(rows, about, problems)


def _first_record(lines: Iterator[str]) -> tuple[int, list[str], str | None]:
    """How many lines stand before the header, the lines of the header, the delimiter if it is told."""
    before, told = 0, None
    found: list[str] = []
    for line in lines:
        if not before and not found and line.startswith("sep=") and len(line.strip()) == 5:
            before, told = 1, line[4]
            continue
        found.append(line)
        if "".join(found).count('"') % 2 == 0 or len(found) >= _HEADER_LINES:
            break
    return before, found, told


def _numbered(reader: Any, before: int, problems: Problems) -> Iterator[Record]:
    """Rows that are not blank, with the line each begins on."""
    ended = before
    try:
        for cells in reader:
            begins, ended = ended + 1, before + reader.line_num
            if begins > workbooks.MOST_ROWS:
                raise problems.fail("too_many_lines", limit=workbooks.MOST_ROWS)
            if "".join(cells).strip():
                yield Record(begins, cells)
    except csv.Error as error:
        words = str(error)
        code = "quoting"
        if "unexpected end of data" in words:
            code = "quote_open"
        elif "field larger" in words:
            code = "cell_too_long"
        raise problems.fail(code, line=ended + 1) from error


def _workbook(path: Path, sheet: str | None) -> Table:
    problems = Problems(path.name)
    found = workbooks.sheets(path)
    chosen = sheet or next(iter(found))
    if chosen not in found:
        raise problems.fail("no_sheet", sheet=chosen, known=", ".join(found))
    scan = workbooks.scan(path, found[chosen])
    if scan.merged is not None:
        raise problems.fail("merged", sheet=chosen, cells=scan.merged)
    about = About(sheet=chosen, sheets=tuple(found))
    return _table(_cells(path, chosen, scan, problems), about, problems)


def _cells(path: Path, sheet: str, scan: workbooks.Scan, problems: Problems) -> Iterator[Record]:
    import python_calamine  # noqa: PLC0415  # the command line starts without it

    try:
        with python_calamine.load_workbook(path) as book:
            read = book.get_sheet_by_name(sheet)
            first = read.start[1] if read.start else 0
            for number, row in enumerate(read.iter_rows()):
                cells = [
                    scan.formulas[number, first + place]
                    if scan.formulas and (number, first + place) in scan.formulas
                    else _written(value)
                    for place, value in enumerate(row)
                ]
                if any(cell.strip() for cell in cells):
                    yield Record(number + 1, cells)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise problems.fail("workbook_broken") from error
    except BaseException as error:
        # Its parser is compiled; where it gives up, it raises what is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise problems.fail("workbook_broken") from error


def _written(value: Any) -> str:
    """A cell's value as text: whole numbers without a point, days in ISO form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return days.written(value) if isinstance(value, date | datetime) else str(value)


def _table(rows: Iterator[Record], about: About, problems: Problems) -> Table:
    first = next(rows, None)
    if first is None:
        raise problems.fail("empty")
    header = _header(first, problems)
    return Table(header, _trimmed(rows, len(header)), about)


def _header(record: Record, problems: Problems) -> tuple[str, ...]:
    """The columns' names on one line each; each is there once, none but the last ones blank."""
    names = [" ".join(unicodedata.normalize("NFC", cell).split()) for cell in record.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > workbooks.MOST_COLUMNS:
        raise problems.fail("many_columns", found=len(names), limit=workbooks.MOST_COLUMNS)
    for number, name in enumerate(names, start=1):
        if not name:
            problems.add("header_blank", line=record.line, number=number)
        elif names.index(name) < number - 1:
            problems.add("header_twice", line=record.line, column=name)
        elif len(name) > HEADER_LIMIT or not name.isprintable():
            problems.add("header_odd", line=record.line, number=number, limit=HEADER_LIMIT)
    problems.stop()
    return tuple(names)


def _trimmed(rows: Iterator[Record], width: int) -> Iterator[Record]:
    """The rows without blank cells beyond the header's last column."""
    for row in rows:
        cells: Sequence[str] = row.cells
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            yield Record(row.line, list(cells[:width]))
        else:
            yield row
