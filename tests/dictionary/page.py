"""The pages of the data dictionary, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from tests.dictionary import said
from tests.dictionary.meanings import meaning
from tests.dictionary.readers import BY_COLUMN, readers
from tests.dictionary.said import Told
from tracker.db import UTCDateTime

FILE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
HEAD = """# Data dictionary

Every table and column of the database, as the models have them. Written by `python -m tests.dictionary`; a
test fails when it is not current.

Moments are kept in UTC, days are days in the program's time zone. Where a column holds one of a few words,
they are listed under its type. “Read by” says who gets to see rows of a table in pages, exports and mails;
whoever runs the server can read all but what is sealed.
"""


def page() -> str:
    """The whole file."""
    lines = [HEAD]
    last = None
    for one in said.tables():
        if one.module is not last:
            lines.append(f"## {_room(one)}\n")
            last = one.module
        lines.extend(_table(one))
    return "\n".join(lines)


def _room(one: Told) -> str:
    text = (one.module.__doc__ or "").strip().splitlines()[0].rstrip(".")
    return text[0].upper() + text[1:]


def _table(one: Told) -> Iterator[str]:
    table = one.table
    yield f"### {table.name}\n"
    yield f"{_cell(one.text)}\n"
    yield f"Read by: {readers(table.name)}.\n"
    yield "| column | type | may be empty | meaning |"
    yield "|---|---|---|---|"
    for column in table.columns:
        name = one.model.__mapper__.get_property_by_column(column).key
        told = [one.columns.get(name) or meaning(table, column)]
        if more := BY_COLUMN.get(f"{table.name}.{column.name}"):
            told.append(f"Read by {more} alone.")
        empty = "yes" if column.nullable else "no"
        yield f"| `{column.name}` | {_type(column)} | {empty} | {_cell(' '.join(told))} |"
    yield ""
    if rules := [*_rules(table)]:
        yield "Holds always:\n"
        yield from (f"* {rule}" for rule in rules)
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _type(column: sa.Column[object]) -> str:
    """The kind of values, in words."""
    kind = column.type
    match kind:
        case sa.Enum():
            return "one of " + ", ".join(f"`{value}`" for value in kind.enums)
        case UTCDateTime():
            return "moment"
        case sa.Date():
            return "day"
        case sa.Boolean():
            return "yes or no"
        case sa.JSON():
            return "JSON"
        case sa.LargeBinary():
            return "bytes"
        case sa.Integer():
            return "whole number"
        case sa.Float():
            return "number"
        case sa.Text():
            return "text"
        case sa.String(length=int(length)):
            return f"text, at most {length}"
        case sa.String():
            return "text"
    raise TypeError(f"{column} has a type without a name: {kind!r}")


def _rules(table: sa.Table) -> Iterator[str]:
    """What the database refuses to break, in the order of the constraints' names."""
    ordered = sorted(table.constraints, key=lambda one: (type(one).__name__, str(one.name)))
    for one in ordered:
        if isinstance(one, sa.CheckConstraint) and not getattr(one, "_type_bound", False):
            yield f"`{' '.join(str(one.sqltext).split())}`"
        elif isinstance(one, sa.UniqueConstraint):
            yield "no two rows with the same " + ", ".join(f"`{column.name}`" for column in one.columns)
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        if index.unique:
            names = ", ".join(f"`{column.name}`" for column in index.columns)
            where = index.dialect_options["sqlite"]["where"]
            yield f"no two rows with the same {names}" + ("" if where is None else f" where `{where}`")
