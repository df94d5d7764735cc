"""The whole application, the demo's pages among it, and a program where every page has something to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from tests.conftest import bound, hashing_fast
from tests.kept import Build
from tests.page import Client
from tests.sweeps.scene import Scene, World, scene
from tracker import db as database
from tracker.app import create_app
from tracker.extensions import db
from tracker.settings import Settings


@pytest.fixture(scope="session")
def whole_app(settings: Settings) -> Flask:
    return hashing_fast(create_app(replace(settings, demo=True), database.make_engine("sqlite://")))


@pytest.fixture
def visitor(whole_app: Flask, connection: Connection, session: Session) -> Iterator[Client]:
    """A client of the whole application."""
    with bound(whole_app, connection):
        yield Client(whole_app, session, db)


@pytest.fixture
def around_the_cast() -> dict[str, Build]:
    return {"world": scene}


@pytest.fixture
def world(begun: Scene) -> World:
    """Values for the parameters of every address."""
    return begun.world
