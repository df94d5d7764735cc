"""What a funder who looks around in the demo reads: a report of each cohort that is over, and of no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.demo import finders
from tracker.cohorts.models import Cohort
from tracker.demo.people import OFFICE
from tracker.demo.stages import Stage
from tracker.people.models import Person
from tracker.reports import snapshots
from tracker.reports.numbers import View
from tracker.reports.snapshot_models import ReportSnapshot


@pytest.mark.parametrize("stage", [Stage.TRAINING, Stage.CLOSED])
def test_each_cohort_that_is_over_was_frozen_the_day_after(demo, stage):
    session = demo(stage)[0]
    rows = {one.cohort_id: one for one in session.scalars(sa.select(ReportSnapshot))}
    over = [one for one in session.scalars(sa.select(Cohort)) if one.last_day < finders.today()]
    assert rows.keys() == {one.id for one in over}
    assert len(over) == (2 if stage is Stage.CLOSED else 1)
    for cohort in over:
        assert rows[cohort.id].as_of == cohort.last_day + timedelta(days=1)


def test_the_funder_reads_how_many_scholars_there_were_and_no_small_number(closed):
    email = next(someone.email for label, _role, someone in OFFICE if label == "viewer")
    funder = closed.scalars(sa.select(Person).where(Person.email == email)).one()
    found = snapshots.for_reader(closed, funder, finders.main_cohort(closed), View.FUNDER)
    assert found.snapshot == 1
    assert found.report.counts["funnel.scholars"] == 48
    assert "funnel.withdrew" not in found.report.counts
