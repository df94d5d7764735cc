"""Databases of a test's own, for what a transaction that is rolled back cannot show."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tracker import db


@contextmanager
def empty_database(beside: Engine, folder: Path) -> Iterator[str]:
    """The URL of a new, empty database of the same kind as `beside`; dropped afterwards."""
    name = f"tracker_{secrets.token_hex(4)}"
    if beside.dialect.name == "sqlite":
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    server = beside.execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield beside.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def own_engine(beside: Engine, folder: Path) -> Iterator[Engine]:
    """An engine over such a database, without tables."""
    with empty_database(beside, folder) as url:
        made = db.make_engine(url)
        try:
            yield made
        finally:
            made.dispose()
