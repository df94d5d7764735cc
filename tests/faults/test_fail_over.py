"""The first database server dies while people work, and its standby takes its place: nothing told is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import mayhem
from tests.operating.house import programs
from tests.server.pairs import following
from tracker import db


def test_a_promoted_standby_has_all_that_anybody_was_told(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if request.config.getoption("--database") == "sqlite" or programs() is None:
        pytest.skip("needs the PostgreSQL of the tests, from which a standby is made")
    with following() as pair:
        pair.wait_for_both()
        people = mayhem.seeded(pair.first, tmp_path, mentors=3, forms=12)
        either = db.make_engine(pair.either())
        try:
            with mayhem.town(either, tmp_path) as town:
                ledger, clerk = mayhem.broken_under_load(town, people, pair.fail_over)
                mayhem.assert_nothing_lost_or_doubled(town, ledger, clerk)
                assert ledger.away  # people were told to wait, by pages that say so
        finally:
            either.dispose()
