"""kill -9 of web and worker while people work: what they were told is there, once, and the trail is whole.

Some kills here; `python -m tests.bench.faults` makes hundreds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from tests.faults import mayhem
from tests.sweeps.databases import migrated_engine


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path) as made:
        yield made


def test_nothing_that_somebody_was_told_is_lost_or_there_twice(house: Engine, tmp_path: Path) -> None:
    people = mayhem.seeded(house, tmp_path, mentors=3, forms=12)
    with mayhem.town(house, tmp_path) as town:
        ledger, clerk = mayhem.killed_under_load(town, people, kills=6, seed=8)
        mayhem.assert_nothing_lost_or_doubled(town, ledger, clerk)
        assert town.kills.total() == 6
        assert {one.kind for one in ledger.done} >= {"draft", "form", "outcome", "person"}
