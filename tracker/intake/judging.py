"""A kind's way through a file, part after part: the same for a preview and for the import itself."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count, islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tracker.intake import reading
from tracker.intake.kinds import PART, Importer, Judged, Kind, Line, Scope, Verdict
from tracker.intake.mapping import Columns, Reader
from tracker.intake.problems import Problems
from tracker.intake.sheets import Record

LETTERS = {
    Verdict.NEW: "n",
    Verdict.CHANGED: "c",
    Verdict.UNCHANGED: "u",
    Verdict.REFUSED: "r",
}


@dataclass(frozen=True)
class Source:
    """A file with what its columns mean. `name` is what refusals call it."""

    path: Path
    name: str
    columns: Columns
    sheet: str | None = None


@dataclass(frozen=True)
class Part:
    """Some lines in the file's order. `good` are those the kind saw; `cells` are of the refused ones."""

    number: int
    judged: list[Judged]
    good: list[Judged]
    cells: Mapping[int, Sequence[str]]

    @cached_property
    def verdicts(self) -> str:
        """A letter for each line."""
        return "".join(LETTERS[one.verdict] for one in self.judged)

    @cached_property
    def digest(self) -> str:
        """A hash of all that is said of these lines but the notices, which refuse nothing."""
        said = [
            (
                one.line.number,
                letter,
                one.problems
                and [
                    (problem.code, problem.field, sorted(problem.params.items())) for problem in one.problems
                ],
                texts(one.before),
                texts(one.after),
            )
            for letter, one in zip(self.verdicts, self.judged, strict=True)
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


class Course:
    """One way through a file. `importer` may write the good lines of a part before the next is asked for."""

    def __init__(self, session: Session, kind: Kind, scope: Scope, source: Source) -> None:
        self.session, self.kind, self.scope, self.source = session, kind, scope, source
        self.fields = list(kind.fields(session, scope))
        self.importer: Importer = kind.begin(session, scope)

    def parts(self) -> Iterator[Part]:
        """All lines of the file. Raises `BadInput` where it cannot be read on."""
        source = self.source
        with reading.opened(source.path, name=source.name, sheet=source.sheet) as table:
            serials = table.about.sheet is not None
            reader = Reader(self.fields, table.header, source.columns, serials=serials)
            for number in count(1):
                rows = list(islice(table.rows, self._size()))
                if not rows:
                    break
                yield self._judged(number, reader, rows)
            if number == 1:
                raise Problems(source.name).fail("no_rows")

    def _size(self) -> int:
        return PART if self.kind.whole is None else self.kind.whole + 1

    def _judged(self, number: int, reader: Reader, rows: Sequence[Record]) -> Part:
        if self.kind.whole is not None and len(rows) > self.kind.whole:
            raise Problems(self.source.name).fail("whole_too_long", limit=self.kind.whole)
        read = reader.lines(rows)
        lines = [one for one in read if isinstance(one, Line)]
        good = self.importer.judge(self.session, lines)
        given = iter(good)
        judged = [next(given) if isinstance(one, Line) else one for one in read]
        cells = {
            row.line: row.cells
            for row, one in zip(rows, judged, strict=True)
            if one.verdict is Verdict.REFUSED
        }
        return Part(number, judged, good, cells)


def texts(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Values as the preview shows them and as they are kept."""
    if {*map(type, values.values())} <= {str}:
        return values
    return {name: value if type(value) is str else _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_text(one) for one in value)
    return str(value)
