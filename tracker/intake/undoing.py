"""Takes an import back, as long as nothing builds on it: rows go, and what was replaced comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.db import Base
from tracker.intake import journals
from tracker.intake.journals import LETTERS
from tracker.intake.models import Change, ImportChange, ImportRun, RunState
from tracker.intake.spans import Keys, Spans
from tracker.people.models import Person

MOST = 50
# So many spans go into a statement; the rows of others are left out here.
FEW = 50


@dataclass(frozen=True)
class Obstacle:
    """Why an import cannot be taken back: a row it wrote was changed or removed, or another row needs it.

    `table` and `key` name the row that the import wrote; `by` the table of the row that needs it.
    """

    why: str  # "changed", "gone" or "needed"
    table: str
    key: Keys
    by: str | None = None
    by_key: Keys | None = None


class Built(Exception):
    """Something builds on what an import wrote. Nothing was taken back."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(f"{len(obstacles)} rows stand in the way")
        self.obstacles = obstacles


def obstacles(session: Session, run: ImportRun, *, most: int = MOST) -> list[Obstacle]:
    """The first rows that stand in the way of taking an import back; none if it can be."""
    found: list[Obstacle] = []
    for one in _all_obstacles(session, run.id):
        found.append(one)
        if len(found) >= most:
            break
    return found


def undo(session: Session, actor: Person | None, *, run: ImportRun) -> None:
    """Take an import back; never commits. Raises `Built`."""
    audit.hold(session, run.program_id)
    audit.hold(session, None)
    in_the_way = obstacles(session, run)
    if in_the_way:
        raise Built(in_the_way)
    order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    _restore(session, run.id)
    for name in sorted(_names(session, run.id, Change.ADDED), key=order.__getitem__, reverse=True):
        table = journals.table_of(name)
        for change in _changes(session, run.id, Change.ADDED, name):
            session.execute(sa.delete(table).where(journals.among(table, journals.keys_of(change))))
    for name in sorted(_names(session, run.id, Change.REMOVED), key=order.__getitem__):
        for change in _changes(session, run.id, Change.REMOVED, name):
            rows = [journals.decoded(before) for _key, before in change.rows]
            session.execute(sa.insert(journals.table_of(name)), rows)
    run.state, run.undone_at, run.undone_by_id = RunState.UNDONE, clock.now(), actor.id if actor else None
    session.execute(sa.delete(ImportChange).where(ImportChange.run_id == run.id))
    session.flush()
    session.expire_all()
    audit.note(
        session,
        actor,
        "import.undo",
        run,
        program_id=run.program_id,
        kind=run.kind,
        file=run.file_name,
        sha256=run.sha256,
    )


def _restore(session: Session, run_id: int) -> None:
    """Put back what was changed, column by column."""
    for change in _changes(session, run_id, Change.CHANGED):
        table = journals.table_of(change.table)
        for key, before in change.rows:
            here = journals.among(table, [tuple(key)])
            session.execute(sa.update(table).where(here).values(**journals.decoded(before)))


def _all_obstacles(session: Session, run_id: int) -> Iterator[Obstacle]:
    added: dict[str, Spans] = {}
    for change in _changes(session, run_id, Change.ADDED):
        keys = journals.keys_of(change)
        added.setdefault(change.table, Spans()).add([key[0] if len(key) == 1 else key for key in keys])
        yield from _touched(session, change, keys, None)
    written: dict[tuple[str, Keys], frozenset[str]] = {}
    for change in _changes(session, run_id, Change.CHANGED):
        only = {tuple(key): frozenset(before) for key, before in change.rows}
        written |= {(change.table, key): names for key, names in only.items()}
        yield from _touched(session, change, list(only), only)
    for name in added:
        yield from _needed(session, name, added, written)


def _touched(
    session: Session, change: ImportChange, rows: list[Keys], only: dict[Keys, frozenset[str]] | None
) -> Iterator[Obstacle]:
    """Rows that are not as the import left them."""
    found = journals.digests(session, change.table, rows, only)
    for place, key in enumerate(rows):
        left = change.digests[place * LETTERS : (place + 1) * LETTERS]
        now = found.get(key)
        if now != left:
            yield Obstacle("gone" if now is None else "changed", change.table, key)


def _needed(
    session: Session,
    name: str,
    added: dict[str, Spans],
    written: dict[tuple[str, Keys], frozenset[str]],
) -> Iterator[Obstacle]:
    """Rows of others that point to rows which the import added."""
    target, keys = journals.table_of(name), added[name]
    bounds = keys.bounds()
    if bounds is None or len(target.primary_key) > 1:
        return
    for column in _pointing(target):
        table = column.table
        own, theirs = list(table.primary_key), added.get(table.name, Spans())
        pointing = sa.select(column, *own).where(column.between(*bounds))
        if len(own) == 1:  # most that point to it were added with it: the database leaves them out faster
            pointing = pointing.where(
                *[sa.not_(own[0].between(span[0], span[-1])) for span in theirs.spans[:FEW]]
            )
        for value, *key in session.execute(pointing.execution_options(yield_per=1000)):
            place = (table.name, tuple(key))
            if (value,) not in keys or tuple(key) in theirs:
                continue
            if column.name not in written.get(place, ()):
                yield Obstacle("needed", name, (value,), table.name, tuple(key))


def _pointing(target: sa.Table) -> Iterable[sa.Column[Any]]:
    """The columns of all tables that hold a key of this one."""
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table is target:
                yield from constraint.columns


def _names(session: Session, run_id: int, what: Change) -> list[str]:
    found = sa.select(ImportChange.table).where(ImportChange.run_id == run_id, ImportChange.what == what)
    return list(session.scalars(found.distinct()))


def _changes(session: Session, run_id: int, what: Change, table: str | None = None) -> Iterator[ImportChange]:
    """The kept parts one after the other, so that memory stays flat."""
    found = sa.select(ImportChange.id).where(ImportChange.run_id == run_id, ImportChange.what == what)
    if table is not None:
        found = found.where(ImportChange.table == table)
    for key in session.scalars(found.order_by(ImportChange.id)).all():
        one = session.get_one(ImportChange, key)
        yield one
        session.expunge(one)
