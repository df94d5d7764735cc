"""What is built once so that no test has to build it again: the fixed cast, and whatever takes many seconds.

What a test begins with, such as the cast, is committed once for each kind of database. A test that takes it
runs in a transaction on a database that has it, and gets its own copies of the very objects that building
it left behind. It is good for the day on which it was built.
"""

from __future__ import annotations

import fcntl
import io
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL, Engine
from sqlalchemy.orm import Session

from tests.factories import Factory
from tests.sweeps.databases import migrated_engine
from tracker import clock
from tracker.db import Base

Build = Callable[[Factory], Any]  # makes a dataclass of rows, of lists and dicts with rows, and of such


@dataclass(frozen=True)
class Kept:
    """A database with what one of these built in it."""

    engine: Engine
    build: Build
    pickled: bytes
    next_number: int  # of the names that a factory makes up

    def copy(self, make: Factory) -> Any:
        """What was built, as rows of this factory's session."""
        copied = _Unpickler(self.pickled, make).load()
        make.session.add_all(_rows(copied))
        return copied


Keep = Callable[[Engine, Build], Kept]


@contextmanager
def keeping(new_folder: Callable[[str], Path]) -> Iterator[Keep]:
    """Finds the database with what is built beside an engine; makes it where there is none of today."""
    kept: dict[tuple[URL, Build, date], Kept] = {}
    with ExitStack() as stack:

        def found(beside: Engine, build: Build) -> Kept:
            key = beside.url, build, clock.today()
            if key not in kept:
                kept[key] = _keep(stack.enter_context(migrated_engine(beside, new_folder("kept"))), build)
            return kept[key]

        yield found


def _keep(engine: Engine, build: Build) -> Kept:
    with Session(engine, expire_on_commit=False) as session:
        make = Factory(session)
        built = build(make)
        session.commit()
        pickled = io.BytesIO()
        _Pickler(pickled).dump(built)
        return Kept(engine, build, pickled.getvalue(), make.next_number())


class _Pickler(pickle.Pickler):
    """Leaves out the factory; each test has its own."""

    def persistent_id(self, one: object) -> str | None:
        return "make" if isinstance(one, Factory) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, pickled: bytes, make: Factory) -> None:
        super().__init__(io.BytesIO(pickled))
        self._make = make

    def persistent_load(self, _pid: str) -> Factory:
        return self._make


def _rows(one: object) -> Iterator[Base]:
    if isinstance(one, Base):
        yield one
    elif isinstance(one, list | dict):
        for each in one.values() if isinstance(one, dict) else one:
            yield from _rows(each)
    elif is_dataclass(one):
        for field in fields(one):
            yield from _rows(getattr(one, field.name))


def once(
    request: pytest.FixtureRequest, temporary: pytest.TempPathFactory, name: str, fill: Callable[[Path], None]
) -> Path:
    """A folder that the first process to ask for it fills; the others wait for it. Copy what you change."""
    shared = temporary.getbasetemp()
    if hasattr(request.config, "workerinput"):
        shared = shared.parent  # the run's; a process alone has none of its own in it
    folder = shared / f"once-{name}"
    folder.mkdir(exist_ok=True)
    done = folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            kept = folder / "kept"
            shutil.rmtree(kept, ignore_errors=True)  # what a process left that failed half-way
            kept.mkdir()
            fill(kept)
            done.touch()
    return folder / "kept"
