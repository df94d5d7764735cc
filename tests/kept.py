"""What is built once so that no test has to build it again: the fixed cast, and whatever takes many seconds.

The cast is committed once for each kind of database. A test that takes `cast` runs in a transaction on a
database that has it, and gets its own copies of the very objects that building it left behind. A cast is
good for the day on which it was built.
"""

from __future__ import annotations

import fcntl
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, Engine
from sqlalchemy.orm import Session

from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.sweeps.databases import migrated_engine
from tracker import clock
from tracker.db import Base


@dataclass(frozen=True)
class Kept:
    """A database with the cast in it."""

    engine: Engine
    pickled: bytes
    next_number: int  # of the names that a factory makes up

    def cast(self, session: Session) -> Cast:
        """The cast as rows of this session."""
        cast: Cast = pickle.loads(self.pickled)
        session.add_all(row for field in fields(cast) if isinstance(row := getattr(cast, field.name), Base))
        return cast


@contextmanager
def keeping(new_folder: Callable[[str], Path]) -> Iterator[Callable[[Engine], Kept]]:
    """Finds the database with the cast beside an engine; makes it where there is none of today."""
    kept: dict[tuple[URL, date], Kept] = {}
    with ExitStack() as stack:

        def found(beside: Engine) -> Kept:
            key = beside.url, clock.today()
            if key not in kept:
                kept[key] = _keep(stack.enter_context(migrated_engine(beside, new_folder("cast"))))
            return kept[key]

        yield found


def _keep(engine: Engine) -> Kept:
    with Session(engine, expire_on_commit=False) as session:
        make = Factory(session)
        cast = build_cast(make)
        session.commit()
        return Kept(engine, pickle.dumps(cast), make.next_number())


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
