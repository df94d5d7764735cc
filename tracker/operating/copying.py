"""Copies an installation while people write: database, kept files, manifest, sums. Never its keys."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from tracker import clock
from tracker.operating import copy_facts, postgres_programs
from tracker.operating.copy_facts import DATABASE, FILES, MANIFEST, SUMS, Facts, Manifest, Stored
from tracker.settings import Settings

PIECE = 1 << 20
PART = ".part"
# What a killed copy left is taken away by one that comes so many seconds later; a long one may be under way.
LEFT_AFTER = 24 * 3600.0
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Tell = Callable[[int, int | None], object]


class CannotCopy(RuntimeError):
    """A copy that cannot be made; nothing was left of it."""


@dataclass(frozen=True)
class Made:
    """A copy that is whole on the disk. `sha256` is of its sums, and so stands for all of it."""

    place: Path
    manifest: Manifest
    size: int
    sha256: str


def make(settings: Settings, engine: Engine, out: Path, tell: Tell) -> Made:
    """Copy the installation: `out` is a folder in which it gets a name of its time, or its own new name.

    What is read is one moment of the database; nobody who writes waits for it. The copy is a folder that
    only its owner reads, in place whole or not at all. `tell` hears of the kept files (done, of all).
    Raises `CannotCopy`.
    """
    made_at = clock.now()
    place = out / made_at.strftime("tracker-%Y%m%dT%H%M%SZ") if out.is_dir() else out
    if place.exists():
        raise CannotCopy(f"{place} is there already, and a copy is never written over another")
    if not place.parent.is_dir():
        raise CannotCopy(f"there is no folder {place.parent}")
    with _whole_or_not(place) as part:
        facts, files = (_sqlite if engine.dialect.name == "sqlite" else _postgresql)(settings, engine, part)
        sums = {DATABASE[engine.dialect.name]: copy_facts.sum_of(part / DATABASE[engine.dialect.name])}
        lost = _files(settings.file_folder, files, part, sums, tell)
        manifest = Manifest(made_at, engine.dialect.name, facts, tuple(lost))
        sums[MANIFEST] = _write(part / MANIFEST, manifest.text())
        sha256 = _write(part / SUMS, copy_facts.sums_text(sums))
        size = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
        for path in [*part.rglob("*"), part]:
            _sync(path)
    return Made(place, manifest, size, sha256)


@contextmanager
def _whole_or_not(place: Path) -> Iterator[Path]:
    """A folder to fill, which gets its name when all is in it, and goes where anything fails."""
    _clear_left(place.parent)
    part = place.parent / f".{place.name}.{secrets.token_hex(4)}{PART}"
    part.mkdir(mode=0o700)
    try:
        yield part
        part.rename(place)
        _sync(place.parent)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        if is_full(error):
            raise CannotCopy(
                f"there is no room left at {place.parent}; nothing of the copy was left there"
            ) from error
        if isinstance(error, OSError):
            raise CannotCopy(
                f"{error.filename or place}: {error.strerror}; nothing was left of the copy"
            ) from error
        if isinstance(error, postgres_programs.ProgramFailed | sqlite3.Error):
            raise CannotCopy(f"{error}; nothing was left of the copy") from error
        raise


def is_full(error: BaseException) -> bool:
    """Whether this is the disk's end, as the system, SQLite or PostgreSQL's programs say it."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    if isinstance(error, sqlite3.Error):
        return "full" in str(error)
    return isinstance(error, postgres_programs.ProgramFailed) and "No space left" in str(error)


def _sqlite(_settings: Settings, engine: Engine, part: Path) -> tuple[Facts, list[Stored]]:
    target = part / DATABASE["sqlite"]
    _reserve(target)
    source = Path(engine.url.database or "").absolute()
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=15)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        # In one go: in several, each write of somebody else in between would begin it anew.
        reading.backup(writing)
        # Without the log beside it, which a copy that is read would else make.
        writing.execute("PRAGMA journal_mode=DELETE")
    copied = sa.create_engine(f"sqlite:///file:{target}?mode=ro&immutable=1&uri=true")
    try:
        with copied.connect() as connection:
            return copy_facts.facts(connection), list(copy_facts.stored(connection))
    finally:
        copied.dispose()


def _postgresql(settings: Settings, engine: Engine, part: Path) -> tuple[Facts, list[Stored]]:
    target = part / DATABASE["postgresql"]
    _reserve(target)
    one_moment = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with one_moment.connect() as connection:
        program = postgres_programs.found(
            "pg_dump", postgres_programs.version_of(connection), settings.postgres_programs
        )
        moment = connection.execute(sa.select(sa.func.pg_export_snapshot())).scalar_one()
        found = copy_facts.facts(connection), list(copy_facts.stored(connection))
        _dump(program, connection, target, moment)
    return found


def _dump(program: Path, connection: Connection, target: Path, moment: str) -> None:
    postgres_programs.run(
        program,
        connection.engine.url,
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        # The steps of jobs under way, which begin again without them.
        "--exclude-schema=dbos",
        f"--snapshot={moment}",
        f"--file={target}",
    )


def _files(folder: Path, files: list[Stored], part: Path, sums: dict[str, str], tell: Tell) -> list[str]:
    """Copy the kept files; the keys of those that are gone, or hold other bytes than were kept."""
    (part / FILES).mkdir(mode=0o700)
    lost = []
    for done, one in enumerate(files):
        tell(done, len(files))
        try:
            sha256 = copy_file(folder / one.key, part / FILES / one.key)
        except FileNotFoundError:
            lost.append(one.key)
            continue
        if sha256 != one.sha256:
            (part / FILES / one.key).unlink()
            lost.append(one.key)
        else:
            sums[f"{FILES}/{one.key}"] = sha256
    return lost


def copy_file(source: Path, target: Path) -> str:
    """Copy bytes into a new file that only its owner reads; the SHA-256 of what was read, in hex."""
    digest = hashlib.sha256()
    with source.open("rb") as reading, _new(target) as writing:
        while piece := reading.read(PIECE):
            digest.update(piece)
            writing.write(piece)
    return digest.hexdigest()


def _write(path: Path, text: str) -> str:
    with _new(path) as file:
        file.write(text.encode())
    return hashlib.sha256(text.encode()).hexdigest()


def _reserve(path: Path) -> None:
    """Make the file, so that what then fills it finds its mode as it is to be."""
    _new(path).close()


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear_left(folder: Path) -> None:
    for left in folder.glob(f".*{PART}"):
        with suppress(OSError):
            if left.is_dir() and clock.now().timestamp() - left.stat().st_mtime > LEFT_AFTER:
                shutil.rmtree(left)
