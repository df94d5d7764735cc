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
def beginning(
    request: pytest.FixtureRequest, engine: Engine, keep: Keep, beginning: Kept | None
) -> Kept | None:
    """The database of the test: with the cast, or the first of these beginnings that it takes, or neither."""
    taken = [build for name, build in BEGINNINGS.items() if name in request.fixturenames]
    return keep(engine, taken[0]) if taken and beginning is None else beginning


def begin(name: str, make: Factory, beginning: Kept | None):
    """What is committed already, or made anew in a test that takes the cast as well."""
    build = BEGINNINGS[name]
    return beginning.copy(make) if beginning and beginning.build is build else build(make)


@pytest.fixture
def gathered(make: Factory, beginning: Kept | None) -> Gathering:
    """People, works and a scholar at a gate that nobody has done anything about."""
    return begin("gathered", make, beginning)


@pytest.fixture
def whole(make: Factory, beginning: Kept | None) -> Gathering:
    """Everything that a stop on day 70 needs."""
    return begin("whole", make, beginning)


@pytest.fixture
def stopped(make: Factory, beginning: Kept | None) -> Stopped:
    """A stop and its letter."""
    return begin("stopped", make, beginning)
