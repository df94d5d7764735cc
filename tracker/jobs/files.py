"""Files kept for people: whole on disk before their row is written, gone from it after their row says so."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.jobs.models import KeptFile

PART = ".part"
CHUNK = 1 << 20
# Bytes without a row are of a transaction under way or of one that was lost; after a day, of the latter.
ORPHAN_AFTER = 24 * 3600.0


class Gone(LookupError):
    """The bytes of a file are not there any more."""


def keep(
    session: Session,
    folder: Path,
    *,
    name: str,
    media_type: str,
    write: Callable[[BinaryIO], None],
    program_id: int | None,
    person_id: int | None,
    keep_until: datetime | None = None,
) -> KeptFile:
    """Keep what `write` writes: the bytes are on the disk, whole, when this returns; the row is the caller's.

    `folder` is `Settings.file_folder`. A caller that rolls back leaves bytes without a row, which a later
    day removes. Raises `OSError` (disk full) and whatever `write` raises, leaving nothing.
    """
    key = str(uuid.uuid4())
    size, sha256 = _written(folder, key, write)
    stored = KeptFile(
        key=key,
        name=_plain(name),
        media_type=media_type,
        size=size,
        sha256=sha256,
        program_id=program_id,
        person_id=person_id,
        keep_until=keep_until,
    )
    session.add(stored)
    session.flush()
    return stored


def opened(folder: Path, stored: KeptFile) -> BinaryIO:
    """The file's bytes, to be read and closed. Raises `Gone`."""
    if stored.removed_at is not None:
        raise Gone(stored.name)
    try:
        return cast("BinaryIO", (folder / stored.key).open("rb"))
    except FileNotFoundError:
        raise Gone(stored.name) from None


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes in pieces of a megabyte; the file is closed at the end."""
    with file:
        while piece := file.read(CHUNK):
            yield piece


def remove(stored: KeptFile) -> None:
    """Say that a file is gone; its bytes go when the day is cleaned up, after the commit."""
    if stored.removed_at is None:
        stored.removed_at = clock.now()


def due(session: Session) -> list[KeptFile]:
    """The files past their day whose row does not say yet that they are gone."""
    past = sa.and_(KeptFile.keep_until <= clock.now(), KeptFile.removed_at.is_(None))
    return list(session.scalars(sa.select(KeptFile).where(past).order_by(KeptFile.id)))


def clean(session: Session, folder: Path) -> int:
    """Take the bytes off the disk that no row stands for any more; returns how many files went."""
    kept = set(session.scalars(sa.select(KeptFile.key).where(KeptFile.removed_at.is_(None))))
    known = set(session.scalars(sa.select(KeptFile.key)))
    gone = 0
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name in kept or not path.is_file() or not _ours(path.name):
            continue
        with suppress(FileNotFoundError):
            if path.name in known or clock.now().timestamp() - path.stat().st_mtime > ORPHAN_AFTER:
                path.unlink()
                gone += 1
    return gone


def _written(folder: Path, key: str, write: Callable[[BinaryIO], None]) -> tuple[int, str]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{key}{PART}"
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            write(cast("BinaryIO", file))
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.seek(0, os.SEEK_END)
        part.rename(folder / key)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(folder)
    return size, sha256


def _sync(folder: Path) -> None:
    """Have the folder's new entry outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _plain(name: str) -> str:
    """A name without a path or anything that a header or a shell could take amiss."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>:|?*;').strip(" .")
    return shown[-200:] or "file"


def _ours(name: str) -> bool:
    """Whether a file in the folder was put there by `keep`; others are not ours to remove."""
    try:
        return str(uuid.UUID(name.removesuffix(PART))) == name.removesuffix(PART)
    except ValueError:
        return False
