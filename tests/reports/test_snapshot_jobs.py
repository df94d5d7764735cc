"""The job that works out the preview of a snapshot: whose it is, when it is, and that it can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.jobs import inline
from tests.sweeps.databases import migrated_engine
from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job, JobState
from tracker.people.models import Person, RoleGrant
from tracker.reports import snapshot_drafts, snapshots
from tracker.reports.jobs import KINDS
from tracker.reports.snapshot_models import ReportSnapshot

_EXPORT, KIND = KINDS


@pytest.fixture
def house(engine, tmp_path) -> Iterator[tuple[sa.Engine, Cast]]:
    with migrated_engine(engine, tmp_path) as made, Session(made, expire_on_commit=False) as session:
        cast = build_cast(Factory(session))
        session.commit()
        yield made, cast


@contextmanager
def after_training(cast):
    with clock.fixed(datetime.combine(cast.cohort.phases[0].ends_on + timedelta(days=1), time(12), UTC)):
        yield


def asked(engine, cast) -> int:
    with Session(engine) as session:
        sam, cohort = session.get_one(Person, cast.sam.id), session.get_one(Cohort, cast.cohort.id)
        job = snapshot_drafts.ask(session, sam, cohort=cohort, title="Preview", page="/here")
        session.commit()
        return job.id


def test_who_is_no_longer_staff_when_the_job_begins_gets_no_preview(house, settings):
    engine, cast = house
    with after_training(cast):
        job_id = asked(engine, cast)
        with Session(engine) as session:
            session.execute(sa.delete(RoleGrant).where(RoleGrant.person_id == cast.sam.id))
            session.commit()
        job = inline.do(engine, settings, job_id, KIND)
    assert (job.state, job.error["code"], job.result) == (JobState.FAILED, "snapshot_not_yours", None)


def test_a_job_that_is_stopped_while_it_looks_keeps_no_choice(house, settings):
    engine, cast = house

    def stopping(context):
        tell = context.progress

        def progress(done, total=None, doing=""):
            with Session(engine) as session:
                if done == 1:
                    jobs.cancel(session, None, session.get_one(Job, context.job_id))
                    session.commit()
            context._looked = 0.0  # as if half a second had passed
            tell(done, total, doing)

        context.progress = progress
        return KIND.run(context)

    with after_training(cast):
        job = inline.do(engine, settings, asked(engine, cast), stopping)
    assert (job.state, job.result, job.done) == (JobState.CANCELLED, None, 1)


def test_what_a_job_chose_is_frozen_as_it_would_be_at_once(house, settings):
    engine, cast = house
    with after_training(cast):
        job = inline.do(engine, settings, asked(engine, cast), KIND)
        assert (job.state, job.page) == (JobState.DONE, f"/here?draft={job.id}")
        with Session(engine) as session:
            sam, cohort = session.get_one(Person, cast.sam.id), session.get_one(Cohort, cast.cohort.id)
            expected = snapshots.draft(session, cohort)
            assert snapshots.seal(snapshot_drafts.draft(session, cohort, job)) == snapshots.seal(expected)
            snapshot_drafts.freeze(session, sam, cohort=cohort, job=job)
            session.commit()
        with Session(engine) as session:
            assert session.scalars(sa.select(ReportSnapshot.number)).all() == [1]
