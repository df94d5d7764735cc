"""What tests of release review begin with, committed once like the cast."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.kept import Build
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
def around_the_cast() -> dict[str, Build]:
    return {"bench": everybody}


@pytest.fixture
def bench(begun: Everybody) -> Bench:
    """Who reviews in the cast's program."""
    return begun.bench
