"""Each stage of the demo, built once for all tests on it, in a SQLite file of its own."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.demo import finders
from tests.kept import once
from tracker import clock, schema
from tracker import db as database
from tracker.demo.build import Login, build
from tracker.demo.stages import Stage
from tracker.sealed import Seal

PASSWORD_HASH = "a hash of the demo's password"
SEAL = Seal({1: b"\x01" * 32})  # as in the settings of tests

Opened = tuple[Session, list[Login]]


@dataclass(frozen=True)
class Built:
    """A copy of the demo as it was built, the moment for which it was, and what its builder said.

    A demo holds what happened before its moment: one for the next hour may have more forms.
    """

    file: Path
    moment: datetime
    logins: list[Login]
    progress: list[tuple[int, int]]

    def engine(self) -> Engine:
        return database.make_engine(f"sqlite:///{self.file}")


def _fill(folder: Path, stage: Stage) -> None:
    made = Built(folder / "demo.sqlite3", clock.now(), [], [])
    engine = made.engine()
    schema.upgrade(engine)
    with Session(engine) as session:
        made.logins.extend(
            build(
                session,
                stage=stage,
                password_hash=PASSWORD_HASH,
                seal=SEAL,
                progress=lambda done, steps: made.progress.append((done, steps)),
            )
        )
        session.commit()
    engine.dispose()  # what is in the log moves to the file
    (folder / "said").write_bytes(pickle.dumps((made.moment, made.logins, made.progress)))


@pytest.fixture(scope="session")
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Stage], Built]:
    """Copies today's demo at a stage, which one process builds for all."""

    def copied(stage: Stage) -> Built:
        with clock.fixed(clock.now()):  # the day in its name is the day for which it is built
            name = f"{stage}-{finders.today()}"
            kept = once(request, tmp_path_factory, name, lambda new: _fill(new, stage))
        copy = tmp_path_factory.mktemp("demo") / f"{stage}.sqlite3"
        shutil.copy(kept / "demo.sqlite3", copy)
        return Built(copy, *pickle.loads((kept / "said").read_bytes()))

    return copied


@pytest.fixture(scope="session")
def demo(built: Callable[[Stage], Built]) -> Iterator[Callable[[Stage], Opened]]:
    """Opens the demo at a stage. Tests read it only; it is shared."""
    with ExitStack() as stack:

        @cache
        def opened(stage: Stage, day: date) -> Opened:
            made = built(stage)
            engine = made.engine()
            stack.callback(engine.dispose)
            return stack.enter_context(Session(engine, expire_on_commit=False)), made.logins

        yield lambda stage: opened(stage, finders.today())


@pytest.fixture(params=list(Stage))
def staged(request: pytest.FixtureRequest, demo: Callable[[Stage], Opened]) -> Session:
    """The demo at every stage in turn."""
    return demo(request.param)[0]


@pytest.fixture
def closed(demo: Callable[[Stage], Opened]) -> Session:
    """The demo at the stage in which everything is over."""
    return demo(Stage.CLOSED)[0]


@pytest.fixture
def training(demo: Callable[[Stage], Opened]) -> Session:
    """The demo in the middle of training."""
    return demo(Stage.TRAINING)[0]
