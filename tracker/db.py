"""Base class of the models, the column types they share, engines and sessions. Knows no web framework."""

from __future__ import annotations

import enum
import errno
import logging
import sqlite3
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker

log = logging.getLogger(__name__)

READ_ONLY = "tracker_read_only"
# Seconds until a server of PostgreSQL that does not answer counts as gone.
CONNECT = 10
# Seconds that a reader waits for a copy to have what was written.
CATCH_UP = 1.0
FULL = (errno.ENOSPC, errno.EDQUOT)
SAID_FULL = ("disk is full", "No space left")
# Nothing where it is no copy (any more), so that nobody reads from a server that goes a way of its own.
CAUGHT_UP = sa.text("SELECT coalesce(pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn), false)")


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """Aware datetimes only; SQLite drops the zone, so UTC is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored time needs its zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime(), str: sa.Text(), dict[str, Any]: sa.JSON()}


Key = Annotated[int, mapped_column(primary_key=True)]


def choice(values: type[enum.StrEnum], name: str) -> sa.Enum:
    """A column type that stores the value of a StrEnum as text, with a check constraint."""
    return sa.Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL whose transactions cannot lose updates.

    On SQLite the driver's own transaction handling is switched off: a writing transaction takes the
    write lock at its start (BEGIN IMMEDIATE), so a read followed by a write never overwrites what
    somebody else wrote in between. `synchronous=FULL` keeps an acknowledged write through a power cut.
    """
    # A connection that the server dropped (a restart, a fail-over) is replaced, not handed out.
    sqlite = url.startswith("sqlite")
    patience = {} if sqlite or "connect_timeout" in make_url(url).query else {"connect_timeout": CONNECT}
    # What a failed statement was given may be what somebody typed: it stays out of the log.
    engine = sa.create_engine(url, pool_pre_ping=not sqlite, connect_args=patience, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_away(error: BaseException) -> bool:
    """Whether the database did not answer, so that the same may well succeed in a moment.

    It restarts, another server takes its place, or (SQLite) somebody else writes for long. What was being
    committed may be there or not.
    """
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OperationalError) and isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    return isinstance(error, (OperationalError, InterfaceError)) and not is_full(error)


def is_full(error: BaseException) -> bool:
    """Whether there is no room on the disk, of the files or of the database."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return isinstance(error, DBAPIError) and any(words in str(error.orig) for words in SAID_FULL)


def read_only(engine: Engine) -> Engine:
    """The same pool, for transactions that may only read."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(postgresql_readonly=True)
    return engine.execution_options(**{READ_ONLY: True})


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


class Standby:
    """A copy of the database that follows it: a second server of PostgreSQL, to read long things from."""

    def __init__(self, url: str) -> None:
        self._engine = read_only(make_engine(url))
        self._sessions = make_sessions(self._engine)

    def sessions(self, first: Session) -> sessionmaker[Session] | None:
        """Sessions that see all that was committed on the first server by now; None where there are none.

        It is waited for as long as a page may take. A copy that is gone, far behind, or follows no more is no
        error: whoever asks reads from the first server then.
        """
        until = time.monotonic() + CATCH_UP
        try:
            written = first.scalar(sa.text("SELECT pg_current_wal_lsn()::text"))
            with self._engine.connect() as connection:
                while not connection.scalar(CAUGHT_UP, {"written": written}):
                    if time.monotonic() > until:
                        log.warning("the copy of the database is behind; the first one is read")
                        return None
                    time.sleep(0.02)
        except SQLAlchemyError as error:
            log.warning("the copy of the database cannot be read, and the first one is: %s", error)
            return None
        return self._sessions

    def dispose(self) -> None:
        self._engine.dispose()


def wait_at_most(session: Session, time: str) -> None:
    """Until the transaction ends, wait for locks so long and no longer. SQLite has its own limit for all."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text(f"SET LOCAL lock_timeout = '{time}'"))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only={int(reading)}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
