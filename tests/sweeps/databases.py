"""Databases of a test's own, for what a transaction that is rolled back cannot show."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url

from tracker import db, schema

# What a migrated database is copied from, by the database it stands beside: migrating takes a second.
_patterns: dict[URL, str] = {}


@contextmanager
def empty_database(beside: Engine, folder: Path, pattern: str | None = None) -> Iterator[str]:
    """The URL of a new database of the same kind as `beside`, empty or a copy; dropped afterwards."""
    name = f"tracker_{secrets.token_hex(4)}"
    if beside.dialect.name == "sqlite":
        path = folder / f"{name}.sqlite3"
        if pattern is not None:
            shutil.copy(str(make_url(pattern).database), path)
        yield f"sqlite:///{path}"
        return
    # As files: written through the log, page by page, it takes three times as long.
    copied = "" if pattern is None else f" TEMPLATE {make_url(pattern).database} STRATEGY FILE_COPY"
    server = beside.execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}{copied}"))
    try:
        yield beside.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def own_engine(beside: Engine, folder: Path, pattern: str | None = None) -> Iterator[Engine]:
    """An engine over such a database; without a pattern it has no tables."""
    with empty_database(beside, folder, pattern) as url:
        made = db.make_engine(url)
        try:
            yield made
        finally:
            made.dispose()


@contextmanager
def first_engine(beside: Engine, folder: Path) -> Iterator[Engine]:
    """A migrated database, and a pattern of it that `migrated_engine` copies from then on."""
    with empty_database(beside, folder) as pattern:
        maker = db.make_engine(pattern)
        schema.upgrade(maker)
        maker.dispose()  # SQLite: what is in the log moves to the file; PostgreSQL: nobody is connected
        with own_engine(beside, folder, pattern) as made:
            _patterns[made.url] = pattern
            yield made
            del _patterns[made.url]


@contextmanager
def migrated_engine(beside: Engine, folder: Path) -> Iterator[Engine]:
    """An engine over a database of the test's own with all tables, in which commits are real."""
    with own_engine(beside, folder, _patterns[beside.url]) as made:
        yield made
