"""What tests of release review begin with, committed once like the cast."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from tests.cast import Cast, build_cast
from tests.conftest import bound
from tests.factories import Factory
from tests.kept import Build
from tests.page import Client
from tests.releases import authoring
from tests.releases.casting import Bench, a_bench
from tracker.extensions import db


@dataclass
class Everybody:
    """The cast, and who reviews in its program."""

    cast: Cast
    bench: Bench


def everybody(make: Factory) -> Everybody:
    cast = build_cast(make)
    return Everybody(cast, a_bench(make, cast))


@dataclass
class HandedIn:
    """Everybody, and the address of a release that Ada handed in."""

    cast: Cast
    bench: Bench
    case: str


@pytest.fixture(scope="session")
def hand_in(shared_app: Flask) -> Build:
    """Brings Ada's harmless post into screening, as she does it on the pages."""

    def build(make: Factory) -> HandedIn:
        begun = everybody(make)
        cast, bench = begun.cast, begun.bench
        with bound(shared_app, make.session.connection()):
            case = authoring.handed_in(Client(shared_app, make.session, db), cast.ada.person, cast.sprint)
        return HandedIn(cast, bench, case)

    return build


@pytest.fixture
def around_the_cast(hand_in: Build) -> dict[str, Build]:
    return {"handed_in": hand_in, "bench": everybody}


@pytest.fixture
def handed_in(begun: HandedIn, client: Client) -> str:
    """The address of Ada's harmless post, in screening; she is signed in."""
    client.sign_in(begun.cast.ada.person)
    return begun.case


@pytest.fixture
def bench(begun: Everybody | HandedIn) -> Bench:
    """Who reviews in the cast's program."""
    return begun.bench
