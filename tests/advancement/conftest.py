"""What tests of gates begin with, committed once like the cast."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from tests.advancement import appealing, deciding
from tests.advancement.appealing import Stopped
from tests.advancement.deciding import Gathering
from tests.factories import Factory
from tests.kept import Keep, Kept

BEGINNINGS = {
    "stopped": appealing.stopped,
    "whole": deciding.whole,
    "gathered": deciding.gathering,
}


@pytest.fixture
def kept(request: pytest.FixtureRequest, engine: Engine, keep: Keep, kept: Kept | None) -> Kept | None:
    """The database of the test: with the cast, or the first of these beginnings that it takes, or neither."""
    taken = [build for name, build in BEGINNINGS.items() if name in request.fixturenames]
    return keep(engine, taken[0]) if taken and kept is None else kept


def begin(name: str, make: Factory, kept: Kept | None):
    """The beginning that is committed already, or made anew in a test that takes the cast as well."""
    build = BEGINNINGS[name]
    return kept.copy(make) if kept and kept.build is build else build(make)


@pytest.fixture
def gathered(make: Factory, kept: Kept | None) -> Gathering:
    """People, works and a scholar at a gate that nobody has done anything about."""
    return begin("gathered", make, kept)


@pytest.fixture
def whole(make: Factory, kept: Kept | None) -> Gathering:
    """Everything that a stop on day 70 needs."""
    return begin("whole", make, kept)


@pytest.fixture
def stopped(make: Factory, kept: Kept | None) -> Stopped:
    """A stop and its letter."""
    return begin("stopped", make, kept)
