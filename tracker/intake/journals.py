"""What an import added and replaced, kept so that it can be taken back, with how it left each row."""

from __future__ import annotations

import base64
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.db import Base
from tracker.intake.kinds import Key
from tracker.intake.models import Change, ImportChange
from tracker.intake.spans import Keys, Spans, as_keys

PART = 1000
LETTERS = 16

T = TypeVar("T")


class Journal:
    """Collects changes while an import writes; `finish` keeps them with the import.

    Only the balance is kept: of a row that was changed twice what stood there first, of a row that was
    added and removed again nothing.
    """

    def __init__(self) -> None:
        self._added: dict[str, Spans] = {}
        self._changed: dict[str, dict[Keys, dict[str, Any]]] = {}
        self._removed: dict[str, dict[Keys, dict[str, Any]]] = {}

    def added(self, table: str, keys: Sequence[Key]) -> None:
        self._added.setdefault(table, Spans()).add(keys)

    def changed(self, table: str, key: Key, before: Mapping[str, Any]) -> None:
        keys = as_keys(key)
        if keys in self._added.get(table, ()):
            return
        known = self._changed.setdefault(table, {}).setdefault(keys, {})
        for name, value in before.items():
            known.setdefault(name, value)

    def removed(self, table: str, row: Mapping[str, Any]) -> None:
        keys = tuple(row[column.name] for column in table_of(table).primary_key)
        if keys in self._added.get(table, ()):
            self._added[table].discard(keys)
            return
        before = self._changed.get(table, {}).pop(keys, {})
        self._removed.setdefault(table, {})[keys] = {**row, **before}

    def finish(self, session: Session, run_id: int) -> None:
        """Write everything down, with a digest of how each row that is still there was left."""
        session.flush()
        for name, added in self._added.items():
            for piece in added.pieces(PART):
                keys = list(zip(piece)) if isinstance(piece, range) else piece
                _keep(session, run_id, name, Change.ADDED, _as_kept(piece), _left(session, name, keys))
        for name, changed in self._changed.items():
            for part in parts(changed):
                before = [[list(keys), encoded(changed[keys])] for keys in part]
                left = _left(session, name, part, {keys: changed[keys] for keys in part})
                _keep(session, run_id, name, Change.CHANGED, before, left)
        for name, removed in self._removed.items():
            for part in parts(removed):
                rows_before = [[list(keys), encoded(removed[keys])] for keys in part]
                _keep(session, run_id, name, Change.REMOVED, rows_before, "")
        session.flush()


def digests(
    session: Session, name: str, rows: Sequence[Keys], only: Mapping[Keys, Iterable[str]] | None = None
) -> dict[Keys, str]:
    """16 letters for each of these rows that is there: of all its columns, or of `only` these of it."""
    table = table_of(name)
    names = [column.name for column in table.columns]
    own = [names.index(column.name) for column in table.primary_key]
    stored = [_stored(column, session.get_bind().dialect.name) for column in table.columns]
    found = list(map(tuple, session.execute(sa.select(*stored).where(among(table, rows))).all()))
    keys = list(zip(*[[values[place] for values in found] for place in own], strict=True))
    if only is not None:
        places = {key: [names.index(column) for column in sorted(only[key])] for key in keys}
        found = [
            tuple([values[place] for place in places[key]]) for key, values in zip(keys, found, strict=True)
        ]
    letters = [blake2b(text.encode(), digest_size=LETTERS // 2).hexdigest() for text in map(repr, found)]
    return dict(zip(keys, letters, strict=True))


def keys_of(change: ImportChange) -> list[Keys]:
    """The keys of rows that an import added, as `Journal.finish` or an older version kept them."""
    if change.rows and isinstance(change.rows[0], dict):
        return [(key,) for span in change.rows for key in range(span["first"], span["last"] + 1)]
    return [tuple(keys) for keys in change.rows]


def _stored(column: sa.Column[Any], dialect: str) -> sa.ColumnElement[Any]:
    """A column as it is stored: to tell whether it changed nobody needs an enum or a moment made of it.

    PostgreSQL says moments in the zone of the connection, so there only enums stay texts.
    """
    if dialect == "sqlite":
        return sa.type_coerce(column, sa.types.NullType())
    return sa.type_coerce(column, sa.String()) if isinstance(column.type, sa.Enum) else column


def among(table: sa.Table, rows: Iterable[Keys]) -> sa.ColumnElement[bool]:
    """The condition that a row of a table has one of these keys."""
    columns = list(table.primary_key)
    if len(columns) > 1:
        return sa.tuple_(*columns).in_(list(rows))
    ids = [keys[0] for keys in rows]
    # Rows that were added one after the other, as most are: a range takes a tenth of the time of a list.
    if ids and max(ids) - min(ids) + 1 == len(set(ids)):
        return columns[0].between(min(ids), max(ids))
    return columns[0].in_(ids)


def table_of(name: str) -> sa.Table:
    return Base.metadata.tables[name]


def parts(rows: Iterable[T], size: int = PART) -> Iterator[list[T]]:
    left = iter(rows)
    while part := list(islice(left, size)):
        yield part


def encoded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Column values as JSON that `decoded` reads back as they were."""
    return {name: _encoded(value) for name, value in values.items()}


def decoded(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was `encoded`, for its columns again; the value of an enum stands for it."""
    return {name: _decoded(value) for name, value in values.items()}


def _encoded(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, dict | list | tuple):
        return {"json": value}
    return value


def _decoded(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    [(kind, content)] = value.items()
    if kind == "moment":
        return datetime.fromisoformat(content)
    if kind == "day":
        return date.fromisoformat(content)
    return base64.b64decode(content) if kind == "bytes" else content


def _left(
    session: Session, name: str, rows: Sequence[Keys], only: Mapping[Keys, Iterable[str]] | None = None
) -> str:
    found = digests(session, name, rows, only)
    return "".join(found[keys] for keys in rows)


def _as_kept(piece: range | list[Keys]) -> list[Any]:
    if isinstance(piece, range):
        return [{"first": piece[0], "last": piece[-1]}]
    return [list(keys) for keys in piece]


def _keep(session: Session, run_id: int, name: str, what: Change, rows: list[Any], left: str) -> None:
    values = {"run_id": run_id, "table": name, "what": what, "rows": rows, "digests": left}
    # Past the unit of work, so that the parts need not stay in memory until the commit.
    session.execute(sa.insert(table_of(ImportChange.__tablename__)), [values])
