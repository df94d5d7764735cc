"""Each stage of the demo, built once for all tests on it, in a SQLite file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tracker import db as database
from tracker import schema
from tracker.demo.build import Login, build
from tracker.demo.stages import Stage

PASSWORD_HASH = "a hash of the demo's password"

Opened = tuple[Session, list[Login]]


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Stage], Opened]]:
    """Opens the demo at a stage. Tests read it only; it is shared."""
    engines: list[Engine] = []
    sessions: list[Session] = []

    @cache
    def opened(stage: Stage) -> Opened:
        engine = database.make_engine(f"sqlite:///{tmp_path_factory.mktemp('demo') / stage}.sqlite3")
        engines.append(engine)
        schema.upgrade(engine)
        session = Session(engine, expire_on_commit=False)
        sessions.append(session)
        return session, build(session, stage=stage, password_hash=PASSWORD_HASH)

    yield opened
    for session in sessions:
        session.close()
    for engine in engines:
        engine.dispose()


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
