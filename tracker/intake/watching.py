"""Tells a journal every row that a room's own action writes, so that nothing of it is missed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, object_session

from tracker.audit import AuditEntry, AuditHead
from tracker.db import Base
from tracker.intake.kinds import Journal, Key

# The trail stays whatever is taken back.
_KEPT = (AuditEntry.__tablename__, AuditHead.__tablename__)
# Execution option of a statement whose rows the journal was told of by whoever wrote them.
TOLD = "told_to_journal"
_JOURNAL, _ONLY, _BEFORE = "intake_journal", "intake_only", "intake_before"


@contextmanager
def watched(session: Session, journal: Journal, *, only: Collection[str] | None = None) -> Iterator[None]:
    """Until the end, tell `journal` of every row that the session adds, changes and removes.

    With `only`, of rows of these tables alone: what another room lets follow from them stays when they
    are taken back. What goes past the unit of work cannot be seen, so it is a defect: `RuntimeError`.
    """
    session.flush()
    session.info |= {_JOURNAL: journal, _ONLY: only, _BEFORE: {}}
    event.listen(session, "do_orm_execute", _refuse)
    try:
        yield
        session.flush()
    finally:
        event.remove(session, "do_orm_execute", _refuse)
        for name in (_JOURNAL, _ONLY, _BEFORE):
            del session.info[name]


def journal_of(session: Session, table: str) -> Journal | None:
    """The journal that is to be told of rows of this table, while somebody watches."""
    found: Journal | None = session.info.get(_JOURNAL)
    if found is None or session.info[_ONLY] is None or table in session.info[_ONLY]:
        return found
    return None


def _refuse(state: ORMExecuteState) -> None:
    if state.execution_options.get(TOLD) or not (state.is_insert or state.is_update or state.is_delete):
        return
    table, only = getattr(state.statement, "table", None), state.session.info[_ONLY]
    if only is None or getattr(table, "name", None) in only:
        raise RuntimeError(f"written past the journal: {state.statement}")


def _journal(target: Base) -> Journal | None:
    session = object_session(target)
    if session is None or target.__tablename__ in _KEPT:
        return None
    return journal_of(session, target.__tablename__)


@event.listens_for(Base, "after_insert", propagate=True)
def _added(mapper: Mapper[Any], _connection: Connection, target: Base) -> None:
    if (journal := _journal(target)) is not None:
        journal.added(target.__tablename__, [_key(mapper, target)])


# A row that goes and comes again in one flush begins as an insert and ends as an update. So the database
# is asked what stood there, not the object.
@event.listens_for(Base, "before_insert", propagate=True)
@event.listens_for(Base, "before_update", propagate=True)
def _before(mapper: Mapper[Any], connection: Connection, target: Base) -> None:
    if _journal(target) is None or None in mapper.primary_key_from_instance(target):
        return
    if (stored := _stored(mapper, connection, target)) is not None:
        _before_of(target)[target.__tablename__, _key(mapper, target)] = stored


@event.listens_for(Base, "after_update", propagate=True)
def _changed(mapper: Mapper[Any], connection: Connection, target: Base) -> None:
    if (journal := _journal(target)) is not None:
        table, key = target.__tablename__, _key(mapper, target)
        before, now = _before_of(target).pop((table, key)), _stored(mapper, connection, target)
        assert now is not None  # it was just written
        if changed := {name: value for name, value in before.items() if now[name] != value}:
            journal.changed(table, key, changed)


@event.listens_for(Base, "before_delete", propagate=True)
def _removed(mapper: Mapper[Any], connection: Connection, target: Base) -> None:
    if (journal := _journal(target)) is not None:
        stored = _stored(mapper, connection, target)
        assert stored is not None  # it is about to go
        journal.removed(target.__tablename__, stored)


def _before_of(target: Base) -> dict[tuple[str, Key], dict[str, Any]]:
    session = object_session(target)
    assert session is not None
    found: dict[tuple[str, Key], dict[str, Any]] = session.info[_BEFORE]
    return found


def _stored(mapper: Mapper[Any], connection: Connection, target: Base) -> dict[str, Any] | None:
    """The columns of a row as they stand in the database; None where it is not there."""
    keys = zip(mapper.primary_key, mapper.primary_key_from_instance(target), strict=True)
    here = sa.select(mapper.local_table).where(*(column == value for column, value in keys))
    found = connection.execute(here).mappings().one_or_none()
    return None if found is None else dict(found)


def _key(mapper: Mapper[Any], target: Base) -> Key:
    values = tuple(mapper.primary_key_from_instance(target))
    return values[0] if len(values) == 1 else values
