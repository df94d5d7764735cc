"""The rows of a file of past forms, as values. Looks at no database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tracker.evaluations.answers import Confidence
from tracker.intake import cells, columns, files, sheets
from tracker.intake.cells import BadCell
from tracker.intake.columns import CRITERION, Columns
from tracker.intake.problems import Problems

STEP = 5000
Progress = Callable[[int, int | None], None]


def silent(_done: int, _total: int | None) -> None:
    """Shows no progress."""


class Row(NamedTuple):
    """One past form. Blank cells are None or ""; `levels` holds the criteria that were given."""

    line: int
    form_id: str
    scholar: str
    mentor: str
    work: str
    filed_on: date | None
    overall: int | None
    confidence: Confidence | None
    keep: str
    change: str
    levels: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Sheet:
    """A file that reads well: its name, its SHA-256, its rows, the columns it has besides."""

    name: str
    digest: str
    rows: list[Row]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """What a cell's meaning depends on: the rubric's criteria, the program's zone and day."""

    criteria: frozenset[str]
    zone: ZoneInfo
    today: date


def read(
    path: Path,
    mapping: Mapping[str, str],
    terms: Terms,
    progress: Progress = silent,
) -> Sheet:
    """Read a whole file. Raises `BadInput` with everything found wrong in its lines and cells."""
    problems = Problems(path.name)
    with files.lines(path) as lines:
        records = sheets.records(lines, problems)
        header = sheets.header(next(records), problems)
        found = columns.find(header, mapping, terms.criteria, problems)
        rows = []
        for row in _rows(records, found, terms, problems):
            rows.append(row)
            if len(rows) % STEP == 0:
                progress(len(rows), None)
    problems.stop()
    if not rows:
        raise problems.fail("no_rows")
    return Sheet(path.name, files.digest(path), rows, found.ignored)


def _rows(
    records: Iterator[sheets.Record], found: Columns, terms: Terms, problems: Problems
) -> Iterator[Row]:
    for record in records:
        reader = _Reader(record, found, problems)
        yield Row(
            line=record.line,
            form_id=reader.text("form_id", cells.NAME_LIMIT),
            scholar=reader.text("scholar", cells.NAME_LIMIT, needed=True),
            mentor=reader.text("mentor", cells.NAME_LIMIT, needed=True),
            work=reader.text("work", cells.TITLE_LIMIT),
            filed_on=reader.take("filed_on", lambda c: cells.day(c, zone=terms.zone, today=terms.today)),
            overall=reader.overall(),
            confidence=reader.take("confidence", cells.confidence),
            keep=reader.text("keep", cells.TEXT_LIMIT, multiline=True),
            change=reader.text("change", cells.TEXT_LIMIT, multiline=True),
            levels=reader.levels(),
        )


class _Reader:
    """Takes the values out of one record, noting each cell that cannot be taken."""

    def __init__(self, record: sheets.Record, found: Columns, problems: Problems) -> None:
        self.record, self.found, self.problems = record, found, problems

    def take(self, name: str, parse: Callable[[str], Any]) -> Any:
        """The parsed cell of a field; None where the file has no such column, or the cell is bad."""
        position = self.found.fields.get(name)
        return None if position is None else self._parsed(position, name, parse)

    def text(self, name: str, limit: int, *, needed: bool = False, multiline: bool = False) -> str:
        # The same few ids and words come again and again; one object for each keeps a long file small.
        value = sys.intern(self.take(name, lambda cell: cells.text(cell, limit, multiline=multiline)) or "")
        if needed and not value and not self.record.cells[self.found.fields[name]].strip():
            self.problems.add("blank", line=self.record.line, field=name)
        return value

    def overall(self) -> int | None:
        said = self.take("cannot_say", cells.yes)
        blank = not self.record.cells[self.found.fields["overall"]].strip()
        result: int | None = None if said and blank else self.take("overall", cells.overall)
        return result

    def levels(self) -> tuple[tuple[str, int | None], ...]:
        given = (
            (slug, self._parsed(position, CRITERION + slug, cells.criterion))
            for slug, position in self.found.criteria.items()
        )
        return tuple((slug, None if level == cells.NOT_SEEN else level) for slug, level in given if level)

    def _parsed(self, position: int, name: str, parse: Callable[[str], Any]) -> Any:
        try:
            return parse(self.record.cells[position])
        except BadCell as bad:
            self.problems.add(bad.code, line=self.record.line, field=name, **bad.params)
            return None
