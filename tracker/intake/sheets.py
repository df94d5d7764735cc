"""A CSV file as a header and records, each record with the line it begins on."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from tracker.intake.problems import Problems

DELIMITERS = ",;\t"


class Record(NamedTuple):
    """One row of a file: the line it begins on, counted from 1, and its cells as they stand there."""

    line: int
    cells: list[str]


def records(lines: Iterator[str], problems: Problems) -> Iterator[Record]:
    """The header and then the rows that are not blank. Wrong counts of cells are noted and left out.

    Comma, semicolon or tab: whichever the header has most of outside quotes.
    """
    first = next(lines, None)
    if first is None:
        raise problems.fail("empty")
    reader = _reader(first, lines)
    width = 0
    for record in _numbered(reader, problems):
        if not width:
            width = len(record.cells)
        elif len(record.cells) != width:
            problems.add("cells", line=record.line, found=len(record.cells), expected=width)
            continue
        yield record
    if not width:
        raise problems.fail("empty")


def header(record: Record, problems: Problems) -> list[str]:
    """The names of the columns, without blanks at their ends. Each must be there once."""
    names = [unicodedata.normalize("NFC", cell).strip() for cell in record.cells]
    for number, name in enumerate(names, start=1):
        if not name:
            problems.add("header_blank", line=record.line, number=number)
        elif names.index(name) < number - 1:
            problems.add("header_twice", line=record.line, column=name)
    problems.stop()
    return names


def _reader(first: str, rest: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they end on. A quote that is wrong raises `csv.Error` there."""

    def every() -> Iterator[str]:
        yield first
        yield from rest

    outside = "".join(first.split('"')[::2])
    delimiter = max(DELIMITERS, key=outside.count)
    reader = csv.reader(every(), delimiter=delimiter, strict=True)
    return ((reader.line_num, cells) for cells in reader)


def _numbered(rows: Iterator[tuple[int, list[str]]], problems: Problems) -> Iterator[Record]:
    ended = 0
    while True:
        try:
            last, cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            code = "quote_open" if "unexpected end of data" in str(error) else "quoting"
            raise problems.fail(code, line=ended + 1) from error
        begins, ended = ended + 1, last
        if any(cell.strip() for cell in cells):
            yield Record(begins, cells)
