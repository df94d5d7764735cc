"""Gates from before there were versions come through the migration as their first version, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa
from alembic import command
from sqlalchemy.orm import Session

from tests.factories import Factory
from tests.sweeps.databases import own_engine
from tracker import clock, schema
from tracker.cohorts.models import GateDefault
from tracker.cohorts.rules import Gate

GATES = sa.text("SELECT id, version, gate_default, places, notice_by, decision_on FROM phase ORDER BY id")
POLICIES = sa.text(
    "SELECT phase_id, version, gate_default, places, notice_by, decision_on, notice_days, panel"
    " FROM gate_policy ORDER BY phase_id"
)


def test_each_gate_becomes_its_first_version_and_goes_back_as_it_was(engine, tmp_path):
    with own_engine(engine, tmp_path) as made:
        schema.upgrade(made)
        with Session(made) as session:
            make = Factory(session)
            training, research = make.phases(clock.today() + timedelta(days=30))
            limited = Gate(GateDefault.CAPACITY_LIMITED, None, training.ends_on, places=8)
            make.cohort(phases=[replace(training, gate=limited), research])
            session.commit()
        with made.connect() as connection:
            before = connection.execute(POLICIES).all()
        step(made, "down", "0007_scores")
        with made.connect() as connection:
            gates = connection.execute(GATES).all()
            assert [tuple(row)[2:] for row in gates] == [tuple(row)[2:6] for row in before]
            assert [row.version for row in gates] == [2, 2], "the pages that are open keep their version"
            assert "gate_policy" not in sa.inspect(connection).get_table_names()
        step(made, "up", "0008_gate_policies")
        with made.connect() as connection:
            assert connection.execute(POLICIES).all() == before
            rows = connection.execute(sa.text("SELECT policy_version, version FROM phase")).all()
            texts = (
                connection.execute(sa.text("SELECT text FROM gate_policy ORDER BY phase_id")).scalars().all()
            )
            shown = connection.execute(sa.text("SELECT shows_transition FROM program")).scalars().all()
        assert [tuple(row) for row in rows] == [(1, 2), (1, 2)]
        assert texts[0].startswith("Places after this phase are limited.")
        assert texts[1].startswith("You move on unless we tell you otherwise in time.")
        assert [bool(one) for one in shown] == [False]
        with Session(made) as session:
            found = session.execute(sa.text("SELECT published_at FROM gate_policy")).scalars().all()
            assert {date.fromisoformat(str(one)[:10]) for one in found} <= {
                clock.today(),
                clock.today() - timedelta(days=1),
            }


def step(engine, way, revision):
    with schema.migrating(engine) as connection:
        config = schema.config(connection)
        command.downgrade(config, revision) if way == "down" else command.upgrade(config, revision)
