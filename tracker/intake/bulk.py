"""Many rows at once, past the unit of work: what a file of 100,000 lines needs to take seconds."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.db import Base
from tracker.intake import watching

# Few enough for SQLite's limit on the parameters of a statement, and for memory to stay flat.
PART = 2000

_TOLD = {watching.TOLD: True}

T = TypeVar("T")


def parts(values: Sequence[T], size: int = PART) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def among(session: Session, column: Any, values: Collection[Any]) -> sa.ColumnElement[bool]:
    """The condition that a column has one of these texts or numbers.

    They go as one parameter: thousands take longer to be named and bound than to be looked for.
    """
    if session.get_bind().dialect.name == "sqlite":
        listed = sa.func.json_each(json.dumps(list(values))).table_valued("value")
        return cast("sa.ColumnElement[bool]", column.in_(sa.select(listed.c.value)))
    return cast("sa.ColumnElement[bool]", column == sa.any_(sa.literal(list(values), sa.ARRAY(column.type))))


def insert(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows given as column → value; the columns' defaults are filled in."""
    table = _table(model)
    journal = watching.journal_of(session, table.name)
    for part in parts(rows):
        if journal is None:
            session.execute(sa.insert(table), list(part))
            continue
        made = session.execute(
            sa.insert(table).returning(*table.primary_key), list(part), execution_options=_TOLD
        )
        journal.added(table.name, [key[0] if len(key) == 1 else tuple(key) for key in made])


def insert_returning(
    session: Session, model: type[Base], rows: Sequence[dict[str, Any]], *, by: Sequence[str]
) -> list[int]:
    """Insert rows and return their ids in the order of the rows.

    The columns `by` tell the rows apart; rows that agree in them are taken for interchangeable. Asking
    the database for the order instead would make SQLite insert one row at a time.
    """
    table = _table(model)
    made: dict[tuple[Any, ...], list[int]] = {}
    for part in parts(rows):
        inserted = sa.insert(table).returning(table.c.id, *[table.c[name] for name in by])
        for key, *values in session.execute(inserted, list(part), execution_options=_TOLD):
            made.setdefault(tuple(values), []).append(key)
    if (journal := watching.journal_of(session, table.name)) is not None:
        journal.added(table.name, [key for keys in made.values() for key in keys])
    return [made[tuple(row[name] for name in by)].pop() for row in rows]


def _table(model: type[Base]) -> sa.Table:
    # The table itself, since inserting through the class would go row by row through the ORM.
    return cast("sa.Table", model.__table__)
