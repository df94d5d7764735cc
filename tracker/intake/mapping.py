"""Which column gives which field, and what a row then says. Looks at no database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from typing import Any

from tracker.intake import days
from tracker.intake.cells import BadCell, shown
from tracker.intake.days import Order
from tracker.intake.kinds import Field, Judged, Line, Problem, Verdict
from tracker.intake.sheets import Record

# Shorter words would be found in too many questions.
LEAST_CONTAINED = 4
_BLANK = object()


@dataclass(frozen=True)
class Columns:
    """Field → column, and for columns of days that can be read in two ways their order."""

    mapping: Mapping[str, str]
    orders: Mapping[str, Order] = filled(default_factory=dict)


def guess(fields: Sequence[Field], header: Sequence[str], *, contained: bool = True) -> dict[str, str]:
    """Field → column by the columns' names; each field and each column at most once.

    A column named as the field, or as other systems name it, wins over a question that has such a name in
    it (`contained`). Of two questions the one with the longer name in it is taken.
    """
    found: dict[str, str] = {}
    free = {column: _plain(column) for column in header}
    exact = ([[_plain(one.name), _plain(one.label())] for one in fields], [_guesses(one) for one in fields])
    for names in exact:
        for one, known in zip(fields, names, strict=True):
            if one.name not in found:
                column = next((column for name in known for column in free if free[column] == name), None)
                if column is not None:
                    found[one.name] = column
                    del free[column]
    if contained:
        _guess_questions(fields, free, found)
    return found


def _guess_questions(fields: Sequence[Field], free: dict[str, str], found: dict[str, str]) -> None:
    fits = [
        (-len(name), place, column, one.name)
        for place, one in enumerate(fields)
        for name in (_plain(one.name), _plain(one.label()), *_guesses(one))
        if len(name) >= LEAST_CONTAINED
        for column, words in free.items()
        if f" {name} " in f" {words} "
    ]
    for _length, _place, column, name in sorted(fits):
        if name not in found and column not in found.values():
            found[name] = column


def recalled(
    fields: Sequence[Field], header: Sequence[str], remembered: Mapping[str, str], guessed: Mapping[str, str]
) -> dict[str, str]:
    """What was chosen for these columns last time, and guesses for the fields and columns left."""
    known = {one.name for one in fields}
    kept = {name: column for name, column in remembered.items() if name in known and column in header}
    more = {name: column for name, column in guessed.items() if column not in kept.values()}
    return {**more, **kept}


def faults(fields: Sequence[Field], header: Sequence[str], columns: Columns) -> list[Problem]:
    """What is wrong with a choice of columns: codes of `messages`."""
    known = {one.name: one for one in fields}
    listed = ", ".join(header)
    found = []
    for name, column in columns.mapping.items():
        if name not in known:
            found.append(
                Problem("map_field_unknown", params={"name": shown(name), "known": ", ".join(known)})
            )
        elif column not in header:
            found.append(Problem("map_column", name, {"column": shown(column), "known": listed}))
    missing = (one.name for one in fields if one.required and one.name not in columns.mapping)
    return found + [Problem("field_missing", name, {"name": name, "known": listed}) for name in missing]


def open_orders(
    fields: Sequence[Field], possible: Mapping[str, Sequence[Order]], columns: Columns
) -> list[str]:
    """The columns of days whose order has to be asked: not exactly one is possible, and none was said."""
    known = {one.name: one for one in fields}
    return [
        column
        for name, column in columns.mapping.items()
        if name in known
        and known[name].day
        and column not in columns.orders
        and column in possible
        and len(possible[column]) != 1
    ]


class Reader:
    """Makes lines of rows, a column at a time."""

    def __init__(
        self, fields: Sequence[Field], header: Sequence[str], columns: Columns, *, serials: bool
    ) -> None:
        place = {name: number for number, name in enumerate(header)}
        self.width = len(header)
        self.serials = serials
        self.taken = [
            (one, place[column], columns.orders.get(column))
            for one in fields
            if (column := columns.mapping.get(one.name)) is not None
        ]

    def lines(self, records: Sequence[Record]) -> list[Line | Judged]:
        """The values of each row, or its refusal if a cell cannot be taken."""
        whole = [one for one in records if len(one.cells) == self.width]
        read = iter(self._lines(whole))
        return [next(read) if len(one.cells) == self.width else self._cut(one) for one in records]

    def _cut(self, record: Record) -> Judged:
        wrong = Problem("cells", params={"found": len(record.cells), "expected": self.width})
        return Judged(Line(record.line, {}), Verdict.REFUSED, (wrong,))

    def _lines(self, whole: Sequence[Record]) -> list[Line | Judged]:
        columns = []
        odd: list[tuple[Field, int, Any]] = []  # what is no value: the field, the row's place, and why
        for one, place, order in self.taken:
            cells = [row.cells[place] for row in whole]
            said = {cell: self._value(one, order, cell) for cell in set(cells)}
            column = [said[cell] for cell in cells]
            columns.append(column)
            if any(map(_is_odd, said.values())):
                odd += [(one, at, value) for at, value in enumerate(column) if _is_odd(value)]
        names = [one.name for one, _place, _order in self.taken]
        rows: list[dict[str, Any]] = [{} for _row in whole]
        if columns:
            rows = [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
        problems: dict[int, list[Problem]] = {}
        for one, at, value in odd:
            del rows[at][one.name]
            if isinstance(value, BadCell):
                problems.setdefault(at, []).append(Problem(value.code, one.name, value.params))
            elif one.required:
                problems.setdefault(at, []).append(Problem("blank", one.name))
        lines: list[Line | Judged] = [Line(row.line, values) for row, values in zip(whole, rows, strict=True)]
        for at, found in problems.items():
            lines[at] = Judged(Line(whole[at].line, rows[at]), Verdict.REFUSED, tuple(found))
        return lines

    def _value(self, one: Field, order: Order | None, cell: str) -> Any:
        """What a cell says; `_BLANK`, or the `BadCell` that says why it cannot be taken."""
        if not cell or cell.isspace():
            return _BLANK
        try:
            return one.parse(days.iso(cell, order, serials=self.serials) if one.day else cell)
        except BadCell as bad:
            return bad


def _is_odd(value: Any) -> bool:
    return value is _BLANK or isinstance(value, BadCell)


def _guesses(one: Field) -> list[str]:
    return [_plain(name) for name in one.guesses]


def _plain(name: str) -> str:
    """A name as it is compared: small letters, words with one blank between them."""
    return " ".join(re.findall(r"\w+", name.casefold().replace("_", " ")))
