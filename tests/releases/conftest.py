"""What tests of release review begin with, committed once like the cast."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.engine import Engine

from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.kept import Keep, Kept
from tests.releases.casting import Bench, a_bench


@dataclass
class Everybody:
    """The cast, and who reviews in its program."""

    cast: Cast
    bench: Bench


def everybody(make: Factory) -> Everybody:
    cast = build_cast(make)
    return Everybody(cast, a_bench(make, cast))


@pytest.fixture
def beginning(
    request: pytest.FixtureRequest, engine: Engine, keep: Keep, beginning: Kept | None
) -> Kept | None:
    """The database of the test: with the cast and its bench, for a test that takes the bench."""
    return keep(engine, everybody) if "bench" in request.fixturenames else beginning


@pytest.fixture
def gathered(make: Factory, beginning: Kept) -> Everybody:
    """The cast and its bench, of whom every fixture of a test must mean the same."""
    copied: Everybody = beginning.copy(make)
    return copied


@pytest.fixture
def cast(request: pytest.FixtureRequest, make: Factory, beginning: Kept) -> Cast:
    """The fixed cast, also where nobody reviews."""
    if "bench" in request.fixturenames:
        both: Everybody = request.getfixturevalue("gathered")
        return both.cast
    alone: Cast = beginning.copy(make)
    return alone


@pytest.fixture
def bench(gathered: Everybody) -> Bench:
    """Who reviews in the cast's program."""
    return gathered.bench
