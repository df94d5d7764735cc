"""The place of a SQLite file: the scratch place lies beside it, and takes its name in one step."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import Engine

from tracker import clock
from tracker import db as database
from tracker.operating.copy_facts import SUMS
from tracker.operating.copying import copy_file
from tracker.operating.restoring import CannotRestore

SCRATCH, LOCK, BEFORE = ".restoring", ".restore.lock", ".before-%Y%m%dT%H%M%SZ"
BESIDE = ("-wal", "-shm", "-journal")


class SqlitePlace:
    """Over the file that the settings name; it may be missing."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._scratch = self._path.with_name(f"{self._path.name}{SCRATCH}")

    @contextmanager
    def held(self) -> Iterator[SqlitePlace]:
        """Alone with it: of two that restore at once, the second is refused."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._path.parent / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotRestore(f"another restore is at work in {self._path.parent}") from None
            self.clear()  # what a killed one left
            yield self

    def is_there(self) -> bool:
        return self._path.exists()

    def refuse_in_use(self) -> None:
        """Raises `CannotRestore` where any process has the file open, even one that only waits."""
        if self._path.exists():
            with self._alone():
                pass

    def fill(self, part: Path, sha256: str | None) -> list[str]:
        if copy_file(part, self._scratch) != sha256 and sha256 is not None:
            return [f"{part.name}: what was read of it has another SHA-256 than {SUMS} says"]
        return []

    def engine(self) -> Engine:
        return database.make_engine(f"sqlite:///{self._scratch}")

    def swap(self) -> str | None:
        with closing(sqlite3.connect(self._scratch)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
        _sync(self._scratch)
        if not self._path.exists():
            self._scratch.replace(self._path)
            _sync(self._path.parent)
            return None
        before = self._path.with_name(f"{self._path.name}{clock.now().strftime(BEFORE)}")
        with self._alone():
            os.link(self._path, before)
            for ending in BESIDE:  # only beside a damaged one; over another file they would be its ruin
                beside = self._path.with_name(f"{self._path.name}{ending}")
                if beside.exists():
                    beside.rename(f"{before}{ending}")
            self._scratch.replace(self._path)
        _sync(self._path.parent)
        return str(before)

    def clear(self) -> None:
        for ending in ("", *BESIDE):
            self._scratch.with_name(f"{self._scratch.name}{ending}").unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """With what stood in the log moved into the file, and with nobody else who has it open."""
        with closing(sqlite3.connect(self._path, timeout=0, isolation_level=None)) as connection:
            try:
                # Refused to whoever is not the only one that has the file open.
                connection.execute("PRAGMA journal_mode=DELETE")
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise CannotRestore(f"{self._path}: {error}") from error
                raise CannotRestore(
                    f"{self._path} is in use: stop the server and the worker, and then restore"
                ) from None
            except sqlite3.DatabaseError:
                pass  # damaged, which may be why a copy is brought back
            yield
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
