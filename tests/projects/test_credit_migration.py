"""Works of before come through the migration with mentors, what forms said, and who settled what."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.orm import Session

from tests.factories import Factory
from tests.sweeps.databases import own_engine
from tracker import clock, schema
from tracker.permissions import Role
from tracker.projects import actions
from tracker.projects.credit_models import ShareClaim
from tracker.projects.models import Reached, Work, WorkMentor
from tracker.projects.parts import Share, Side
from tracker.projects.rules import PRESETS


def test_mentors_answers_and_settlements_of_before_are_told_from_what_was_kept(engine, tmp_path):
    with own_engine(engine, tmp_path) as made:
        schema.upgrade(made)
        with Session(made) as session:
            make = Factory(session)
            cohort = make.cohort()
            mara, milo, sam = (make.role(make.person(), Role.MENTOR, cohort) for _ in range(3))
            work = make.work(make.enrolment(cohort), make.enrolment(cohort))
            [one, other] = [each.enrolment for each in work.members]
            due = clock.today() + timedelta(days=3)
            make.form(make.assignment(one, mara, work, due_on=due), share=Share.LEAD)
            make.form(make.assignment(other, milo, work, relation="blind_reviewer"), share=Share.LEAD)
            wanted = {"work": work, "rates": PRESETS["hard"], "steepest": 9}
            actions.record_reached(session, sam, work=work, reached=Reached.NO)
            actions.state_rates(session, sam, **wanted, late=True)
            actions.set_shares(session, mara, work=work, shares={one.id: 0.6, other.id: 0.4})
            session.commit()
            people = mara.id, sam.id, work.id, one.id, other.id
        for way, revision in ((command.downgrade, "0016_appeals"), (command.upgrade, "head")):
            with schema.migrating(made) as connection:
                way(schema.config(connection), revision)
        mara_id, sam_id, work_id, one_id, _other_id = people
        with Session(made) as session:
            work = session.get(Work, work_id)
            assert (work.reached_by_id, work.rates_by_id, work.shares_by_id) == (sam_id, sam_id, mara_id)
            assert work.rates_late and work.reached_at and work.rates_at and work.shares_at
            assert session.scalars(sa.select(WorkMentor.person_id)).all() == [mara_id]
            [claim] = session.scalars(sa.select(ShareClaim)).all()
            assert (claim.enrolment_id, claim.author_id, claim.side) == (one_id, mara_id, Side.MENTOR)
            assert (claim.part, claim.share) == (Share.LEAD, pytest.approx(2 / 3))
            assert claim.open_on == due + timedelta(days=5)
