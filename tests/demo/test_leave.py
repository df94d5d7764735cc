"""One scholar of the demo is away in week 6, and back at the gate with dates of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.demo import finders
from tracker.cohorts import calendar
from tracker.cohorts.calendar_models import Leave, Shift
from tracker.demo.running import AWAY_FROM, BACK_ON, ON_LEAVE
from tracker.demo.stages import Stage


def test_in_training_one_scholar_is_on_leave(training):
    cohort = finders.main_cohort(training)
    who = finders.enrolment(training, ON_LEAVE)
    assert calendar.on_leave(training, cohort.id, finders.today()) == {who.id}


@pytest.mark.parametrize("stage", [Stage.GATE, Stage.RESEARCH, Stage.CLOSED])
def test_afterwards_they_are_back_and_theirs_are_the_only_dates_that_moved(demo, stage):
    session = demo(stage)[0]
    cohort, who = finders.main_cohort(session), finders.enrolment(session, ON_LEAVE)
    assert calendar.on_leave(session, cohort.id, finders.today()) == frozenset()
    assert calendar.days_later(session, cohort.id, finders.today()) == {who.id: BACK_ON - AWAY_FROM}
    training = calendar.phases_of(session, who)[0]
    assert training.ends_on == training.phase.ends_on + timedelta(days=BACK_ON - AWAY_FROM)


def test_before_training_nobody_is_away(demo):
    session = demo(Stage.SETUP)[0]
    counts = [session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (Leave, Shift)]
    assert counts == [0, 0]
