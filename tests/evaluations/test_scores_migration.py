"""Works and teams from before there were scores come through the migration, and back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from sqlalchemy.orm import Session

from tests.factories import Factory
from tests.sweeps.databases import own_engine
from tracker import schema

WORK = sa.text("SELECT id, title, kind, phase_id FROM work ORDER BY id")
TEAM = sa.text("SELECT work_id, enrolment_id FROM membership ORDER BY work_id, enrolment_id")


def test_earlier_works_keep_their_rows_and_have_no_result_yet(engine, tmp_path):
    with own_engine(engine, tmp_path) as made:
        schema.upgrade(made)
        with Session(made) as session:
            make = Factory(session)
            cohort = make.cohort()
            one, other = make.enrolment(cohort), make.enrolment(cohort)
            make.work(one, other)
            make.work(other)
            session.commit()
        with made.connect() as connection:
            before = [list(connection.execute(found)) for found in (WORK, TEAM)]
        step(made, "down")
        with made.connect() as connection:
            assert [list(connection.execute(found)) for found in (WORK, TEAM)] == before
            assert "reached" not in {c["name"] for c in sa.inspect(connection).get_columns("work")}
        step(made, "up")
        with made.connect() as connection:
            assert [list(connection.execute(found)) for found in (WORK, TEAM)] == before
            rows = connection.execute(sa.text("SELECT reached, pass_able, pass_other FROM work")).all()
            shares = connection.execute(sa.text("SELECT share FROM membership")).scalars().all()
        assert rows == [("not_yet", None, None)] * 2
        assert shares == [None] * 3


def step(engine, way):
    with schema.migrating(engine) as connection:
        if way == "down":
            command.downgrade(schema.config(connection), "0006_outbox_audit")
        else:
            command.upgrade(schema.config(connection), "0007_scores")
