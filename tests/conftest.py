"""What every test stands on: a migrated database, a transaction per test, a page-reading client."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from flask import Flask
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from tests import postgres
from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.kept import Build, Keep, Kept, keeping
from tests.page import Client
from tests.sweeps.databases import first_engine
from tracker import db as database
from tracker.app import create_app
from tracker.extensions import db
from tracker.settings import Settings

KEY = "a key for tests only, long enough to be taken"
SERVER = "tracker_postgres_url"
_server = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("both", "sqlite", "postgresql"),
        default="both",
        help="run the tests that need a database on this one only",
    )


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A process for each processor; one alone for what was asked for by name, which is soon done."""
    given = os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS")
    if given or config.args_source != config.ArgsSource.ARGS:
        return int(given or len(os.sched_getaffinity(0)))
    return 0


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Keep what tests write in memory, unless somebody said where it goes: a commit waits for its disk."""
    if memory := postgres.in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process that takes part where the PostgreSQL of the run is; two would race to start theirs."""
    if node.config.getoption("--database") == "sqlite":
        return
    if not hasattr(node.config, SERVER):
        setattr(node.config, SERVER, _server.enter_context(postgres.running()))
    node.workerinput[SERVER] = getattr(node.config, SERVER)


def pytest_collection_finish() -> None:
    """What was collected stays to the end; looking through it for garbage again and again takes time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)  # a page leaves thousands of objects, and almost none in a circle


def pytest_unconfigure() -> None:
    _server.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        names = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
        if metafunc.definition.get_closest_marker("any_database"):
            # By its name, so that each database gets its part and every run the same.
            names = [names[crc32(metafunc.function.__name__.encode()) % len(names)]]
        metafunc.parametrize("engine", names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def engines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Engine]]:
    """The engine over the migrated database of a kind, made when it is first asked for."""
    shared = getattr(request.config, "workerinput", {}).get(SERVER)
    with ExitStack() as stack:

        @cache
        def opened(kind: str) -> Engine:
            folder = tmp_path_factory.mktemp("db")
            if kind == "sqlite":
                url = f"sqlite:///{folder}"
            else:
                url = shared or stack.enter_context(postgres.running())
            beside = database.make_engine(url)
            stack.callback(beside.dispose)
            return stack.enter_context(first_engine(beside, folder))

        yield opened


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, engines: Callable[[str], Engine]) -> Engine:
    """An engine over a freshly migrated database."""
    return engines(request.param)


@pytest.fixture(scope="session")
def keep(engines: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keep]:
    """The databases with what tests begin with in them; gone before the server is."""
    with keeping(tmp_path_factory.mktemp) as found:
        yield found


@pytest.fixture
def around_the_cast() -> dict[str, Build]:
    """What a folder's tests begin with beyond the cast: the fixture that asks for it, and what builds both.

    It builds a dataclass whose `cast` is the cast.
    """
    return {}


@pytest.fixture
def beginning(
    request: pytest.FixtureRequest, engine: Engine, keep: Keep, around_the_cast: dict[str, Build]
) -> Kept | None:
    """The database with the cast in it, for a test that takes the cast; none, for one that begins empty."""
    for name, build in around_the_cast.items():
        if name in request.fixturenames:
            return keep(engine, build)
    return keep(engine, build_cast) if "cast" in request.fixturenames else None


@pytest.fixture
def begun(make: Factory, beginning: Kept) -> Any:
    """What the test begins with, of which all its fixtures must mean the same rows."""
    return beginning.copy(make)


@pytest.fixture
def connection(engine: Engine, beginning: Kept | None) -> Iterator[Connection]:
    """A connection whose outer transaction is rolled back after the test."""
    with (beginning.engine if beginning else engine).connect() as held:
        outer = held.begin()
        yield held
        outer.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """A session inside the test's transaction; its commits release savepoints only."""
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as made:
        yield made


@pytest.fixture
def make(session: Session, beginning: Kept | None) -> Factory:
    return Factory(session, beginning.next_number if beginning else 1)


@pytest.fixture
def cast(begun: Any) -> Cast:
    """The fixed cast in one cohort of one program; see tests/cast.py for who is who."""
    found: Cast = begun if isinstance(begun, Cast) else begun.cast
    return found


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("installation")
    return Settings(
        directory=folder,
        database_url="sqlite://",
        secret_key=KEY,
        testing=True,
        seal_keys=((1, b"\x01" * 32),),
    )


@pytest.fixture(scope="session")
def shared_app(settings: Settings) -> Flask:
    """One application for all tests; building it for each would take most of their time."""
    return hashing_fast(create_app(settings, database.make_engine("sqlite://")))


def hashing_fast(app: Flask) -> Flask:
    """Passwords of tests are nobody's: the same scheme, without the work that makes guessing slow."""
    app.extensions["security"].pwd_context.update(
        argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1
    )
    return app


@contextmanager
def bound(app: Flask, connection: Connection) -> Iterator[Flask]:
    """The application with its requests inside a connection's transaction."""

    def open_session() -> Session:
        return Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)

    before = app.extensions["tracker_sessions"]
    app.extensions["tracker_sessions"] = {"read": open_session, "write": open_session}
    try:
        yield app
    finally:
        app.extensions["tracker_sessions"] = before


@pytest.fixture
def app(shared_app: Flask, connection: Connection) -> Iterator[Flask]:
    """The application, bound to the test's transaction."""
    with bound(shared_app, connection):
        yield shared_app


@pytest.fixture
def client(app: Flask, session: Session) -> Client:
    """A browser without scripts that audits every page it gets and every request's commit."""
    return Client(app, session, db)
