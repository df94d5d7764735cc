"""Brings a copy back: proven in a scratch place first, put in place at once, what was there before kept.

Killed at any moment, it leaves the database that was there as it was, or has put the new one in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tracker import audit, schema
from tracker import db as database
from tracker.operating import copy_facts, proving
from tracker.operating.copy_facts import FILES, Manifest
from tracker.operating.copying import copy_file
from tracker.operating.proving import NotProven, Parts
from tracker.outbox.models import Message, MessageState
from tracker.sealed import Seal
from tracker.settings import Settings

HELD = "from a restored copy: it may have left after the copy was made"


class CannotRestore(RuntimeError):
    """What stands in the way; nothing was changed."""


class Place(Protocol):
    """Where a database comes to lie: in a scratch place first."""

    kind: str

    def fill(self, part: Path, sha256: str | None) -> list[str]:
        """Put the database of a copy, with this sum in hex, into the scratch place; what is wrong with it."""

    def engine(self) -> Engine:
        """Over the scratch place."""

    def swap(self) -> str | None:
        """Put it where it belongs, at once; the name under which the one before is kept, if there was one."""

    def clear(self) -> None:
        """Leave nothing of the scratch place."""


@dataclass(frozen=True)
class Proven:
    """What was found of a copy that is whole. `closed` counts sealed texts whose master key was not given."""

    manifest: Manifest
    files: int
    opened: int
    closed: int
    held: int = 0
    before: str | None = None


def check(copy: Path, settings: Settings, place: Place) -> Proven:
    """Prove a copy and leave everything as it is. Raises `NotProven` and `CannotRestore`."""
    with _proven(copy, settings, place) as (proven, _parts):
        return proven


def restore(copy: Path, settings: Settings, place: Place, tell: Callable[[str], object]) -> Proven:
    """Prove a copy, settle what time has passed over, and put it in place.

    Mails that waited are held as “not sure”: they may have left after the copy was made. `tell` hears what
    is being done. Raises `NotProven` and `CannotRestore`, and changes nothing then.
    """
    with _proven(copy, settings, place) as (proven, parts):
        engine = place.engine()
        try:
            with database.make_sessions(engine).begin() as session:
                held = _settle(session, proven.manifest)
        finally:
            engine.dispose()
        tell("The copy is proven; its files and its database are put in place.")
        _put_files(copy, parts, settings.file_folder)
        before = place.swap()
    return Proven(proven.manifest, proven.files, proven.opened, proven.closed, held, before)


@contextmanager
def _proven(copy: Path, settings: Settings, place: Place) -> Iterator[tuple[Proven, Parts]]:
    parts = proving.parts(copy)
    told = _told(copy, parts, place)
    try:
        problems = list(parts.problems)
        if told.database not in parts.sums or not (copy / told.database).is_file():
            raise NotProven(problems or [f"{told.database}: not in the copy"])
        known = any(problem.startswith(f"{told.database}:") for problem in problems)
        if unfit := place.fill(copy / told.database, None if known else parts.sums[told.database]):
            problems += unfit
            if place.kind == "postgresql":
                raise NotProven(problems)  # then nothing came into the scratch place
        engine = place.engine()
        try:
            # Where the file is damaged already, what follows says where: in which table, at which row.
            proven, found = _look(engine, told, parts, Seal.from_settings(settings))
        finally:
            engine.dispose()
        if problems := problems + found:
            raise NotProven(list(dict.fromkeys(problems)))
        yield proven, parts
    finally:
        place.clear()


def _told(copy: Path, parts: Parts, place: Place) -> Manifest:
    try:
        told = proving.manifest(copy)
    except NotProven as error:
        raise NotProven(parts.problems + error.problems) from error
    if told.kind != place.kind:
        raise CannotRestore(f"the copy is of {told.kind}, and the installation is on {place.kind}")
    if problems := list(proving.revision(told)):
        raise NotProven(parts.problems + problems)
    return told


def _look(engine: Engine, told: Manifest, parts: Parts, seal: Seal) -> tuple[Proven, list[str]]:
    """What a database in its scratch place holds, and what is wrong with it; it is brought to this schema."""
    reading = database.make_sessions(database.read_only(engine))

    def look(check: Callable[[Session], Iterable[str]]) -> list[str]:
        def looked() -> Iterator[str]:
            with reading() as session:
                yield from check(session)

        return proving.said(looked())

    problems = look(lambda session: proving.structure(session.connection()))
    problems += look(lambda session: proving.facts(copy_facts.facts(session.connection()), told.facts))
    if told.facts.revision != schema.head():
        if problems:  # what is broken is not migrated
            raise NotProven(parts.problems + problems)
        schema.upgrade(engine)
    problems += look(proving.chain)
    problems += look(lambda session: proving.files(session.connection(), parts, told.lost))
    counts = proving.Opened()
    problems += look(lambda session: proving.texts(session, seal, counts))
    files = sum(name.startswith(f"{FILES}/") for name in parts.sums)
    return Proven(told, files, counts.opened, counts.closed), problems


def _settle(session: Session, told: Manifest) -> int:
    """Hold the mails that waited, and note in the audit trail what was restored; how many were held."""
    waiting = sa.select(Message.id).where(Message.state.in_((MessageState.WAITING, MessageState.SENDING)))
    ids = list(session.scalars(waiting))
    audit.hold(session, None)
    changed = {
        "state": MessageState.UNSURE,
        "claimed_at": told.made_at,
        "handed_at": told.made_at,
        "error": HELD,
    }
    session.execute(sa.update(Message).where(Message.id.in_(waiting)).values(changed))
    audit.record(
        session,
        None,
        "copy.restore",
        program_id=None,
        object_type="installation",
        object_id=None,
        change={"made_at": told.made_at.isoformat(), "held": len(ids)},
    )
    return len(ids)


def _put_files(copy: Path, parts: Parts, folder: Path) -> None:
    """Add the kept files to the folder; their names are their own, so nothing of the old one changes."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, sha256 in parts.sums.items():
        if not name.startswith(f"{FILES}/"):
            continue
        target = folder / name.removeprefix(f"{FILES}/")
        if target.exists() and copy_facts.sum_of(target) == sha256:
            continue
        part = target.with_name(f"{target.name}.part")
        part.unlink(missing_ok=True)
        if copy_file(copy / name, part) != sha256:
            part.unlink()
            raise NotProven([f"{name}: read twice, it had other bytes the second time"])
        part.replace(target)
