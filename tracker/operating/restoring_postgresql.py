"""The place of a PostgreSQL database: the scratch place lies beside it; one transaction renames both."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from tracker import clock, schema
from tracker import db as database
from tracker.operating import postgres_programs
from tracker.operating.restoring import CannotRestore
from tracker.operating.words import plain

SCRATCH, BEFORE = "_restoring", "_before_%Y%m%d%H%M%S"
# The one that is always there, to stand in while databases are renamed.
BESIDE = "postgres"
# Tries, a second apart: whoever was disconnected comes back at once where nobody stopped it.
TRIES = 5


class PostgresqlPlace:
    """Over the database that the address names; it may be missing, or empty."""

    kind = "postgresql"

    def __init__(self, url: URL, programs: Path | None, *, disconnect: bool) -> None:
        self._url, self._programs, self._disconnect = url, programs, disconnect
        self._name = url.database or ""
        self._scratch = f"{self._name}{SCRATCH}"
        self._server = sa.create_engine(url.set(database=BESIDE), isolation_level="AUTOCOMMIT")

    @contextmanager
    def held(self) -> Iterator[PostgresqlPlace]:
        """Alone with it: of two that restore at once, the second is refused."""
        try:
            with self._server.connect() as connection:
                key = sa.func.hashtext(f"tracker restore {self._name}")
                if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(schema.MIGRATION_LOCK, key))):
                    raise CannotRestore(f"another restore of {self._name} is at work")
                self._drop(connection, self._scratch)  # what a killed one left
                yield self
        except (OperationalError, ProgrammingError) as error:
            raise CannotRestore(f"the server declines: {plain(error)}") from error
        finally:
            self._server.dispose()

    def is_there(self) -> bool:
        """Whether there is a database with anything in it."""
        with self._server.connect() as connection:
            if not self._exists(connection, self._name):
                return False
        engine = database.make_engine(self._url.render_as_string(hide_password=False))
        try:
            return not schema.is_empty(engine)
        finally:
            engine.dispose()

    def refuse_in_use(self) -> None:
        """Raises `CannotRestore` where anybody is connected and was not told to be cut off."""
        with self._server.connect() as connection:
            others = self._connected(connection)
        if others and not self._disconnect:
            raise CannotRestore(
                f"{self._name} is in use by {others} connections: stop the servers and the workers,"
                " or cut them off with --disconnect"
            )

    def fill(self, part: Path, _sha256: str | None) -> list[str]:
        with self._server.connect() as connection:
            program = postgres_programs.found(
                "pg_restore", postgres_programs.version_of(connection), self._programs
            )
            connection.execute(sa.text(f"CREATE DATABASE {_quoted(self._scratch)} TEMPLATE template0"))
        try:
            postgres_programs.run(
                program,
                self._url,
                "--exit-on-error",
                "--single-transaction",
                "--no-owner",
                "--no-privileges",
                str(part),
                database=self._scratch,
            )
        except postgres_programs.ProgramFailed as failed:
            return [f"{part.name}: {failed}"]
        return []

    def engine(self) -> Engine:
        return database.make_engine(
            self._url.set(database=self._scratch).render_as_string(hide_password=False)
        )

    def swap(self) -> str | None:
        before = f"{self._name}{clock.now().strftime(BEFORE)}"
        with self._server.connect() as connection:
            was_there = self._exists(connection, self._name)
            for left in reversed(range(TRIES)):
                if self._disconnect:
                    self._cut_off(connection)
                try:
                    self._rename(before if was_there else None)
                except DBAPIError as error:
                    if not left or "being accessed" not in str(error):
                        raise CannotRestore(f"{self._name} could not be put aside: {plain(error)}") from error
                    time.sleep(1)
                else:
                    return before if was_there else None
        raise AssertionError("the last try returns or raises")

    def clear(self) -> None:
        with self._server.connect() as connection:
            self._drop(connection, self._scratch)

    def _rename(self, before: str | None) -> None:
        """Both in one transaction: at no moment is there no database of this name."""
        renames = [(self._scratch, self._name)]
        if before is not None:
            renames.insert(0, (self._name, before))
        with self._server.execution_options(isolation_level="READ COMMITTED").begin() as together:
            for old, new in renames:
                together.execute(sa.text(f"ALTER DATABASE {_quoted(old)} RENAME TO {_quoted(new)}"))

    def _cut_off(self, connection: Connection) -> None:
        connection.execute(
            sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": self._name},
        )

    def _connected(self, connection: Connection) -> int:
        asked = sa.text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name")
        found: int = connection.execute(asked, {"name": self._name}).scalar_one()
        return found

    @staticmethod
    def _exists(connection: Connection, name: str) -> bool:
        asked = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
        return connection.execute(asked, {"name": name}).first() is not None

    @staticmethod
    def _drop(connection: Connection, name: str) -> None:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)"))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
