"""Forecasts are kept one after another, by whom they were made, and end with the milestone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cohorts.forecasting import said, slipping
from tests.page import count_rows
from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts import actions, forecast_actions, forecast_queries
from tracker.cohorts.forecast_models import Forecast
from tracker.reasons import Refused


@pytest.fixture
def plan(cast, make):
    return make.milestone(cast.cohort, "Plan")


def day(days):
    return clock.today() + timedelta(days=days)


def test_what_is_refused_leaves_nothing(session, cast, plan):
    with pytest.raises(Refused) as refused:
        forecast_actions.say(
            session, cast.ada.person, milestone=plan, enrolment=cast.ada, predicted_for=day(-1)
        )
    assert (refused.value.decision.code, refused.value.field) == ("forecast_past", "predicted_for")
    assert count_rows(session, Forecast) == 0


def test_a_milestone_of_another_cohort_is_refused(session, cast, make):
    other = make.milestone(make.cohort(cast.program), "Theirs")
    with pytest.raises(Refused):
        said(session, cast.ada.person, other, cast.ada, 5)


def test_nothing_overwrites_and_the_last_word_of_a_day_counts(session, cast, plan):
    said(session, cast.ada.person, plan, cast.ada, 20, 25)
    said(session, cast.ada.person, plan, cast.ada, 30)
    (voice,) = forecast_queries.voices(session, plan, cast.ada)
    assert [row.predicted_for for row in voice.every] == [day(13), day(25), day(30)]
    assert [one.predicted_for for one in voice.said] == [day(13), day(30)]
    assert [voice.counts(row) for row in voice.every] == [True, False, True]
    assert voice.own


def test_what_scholar_and_mentor_say_is_never_mixed(session, cast, plan):
    said(session, cast.mara, plan, cast.ada, 60)
    said(session, cast.ada.person, plan, cast.ada, 20)
    assert [(one.by.id, one.own) for one in forecast_queries.voices(session, plan, cast.ada)] == [
        (cast.ada.person_id, True),
        (cast.mara.id, False),
    ]


def test_the_series_ends_on_the_day_it_is_done(session, cast, plan):
    slipping(session, cast.ada.person, plan, cast.ada)
    assert len(forecast_queries.open_voices(session, [cast.cohort.id])) == 1
    actions.mark_milestone(session, cast.sam, milestone=plan, enrolment=cast.ada, done_on=clock.today())
    assert forecast_queries.open_voices(session, [cast.cohort.id]) == []
    with pytest.raises(Refused) as refused:
        said(session, cast.ada.person, plan, cast.ada, 5)
    assert refused.value.decision.code == "forecast_done"
    assert len(forecast_queries.voices(session, plan, cast.ada)[0].every) == 5


def test_who_left_is_not_listed_and_says_no_more(session, cast, plan):
    slipping(session, cast.ada.person, plan, cast.ada)
    actions.withdraw(session, cast.sam, enrolment=cast.ada, on=clock.today())
    assert forecast_queries.open_voices(session, [cast.cohort.id]) == []
    with pytest.raises(Refused) as refused:
        said(session, cast.ada.person, plan, cast.ada, 5)
    assert refused.value.decision.code == "forecast_left"


def test_the_database_keeps_no_forecast_of_the_past(session, cast, plan):
    session.add(
        Forecast(
            milestone=plan,
            enrolment=cast.ada,
            by=cast.mara,
            made_on=clock.today(),
            predicted_for=clock.today() - timedelta(days=1),
        )
    )
    with pytest.raises(sa.exc.IntegrityError, match="looks_ahead"):
        session.flush()


def test_the_day_is_that_of_the_program(session, cast, plan):
    cast.program.time_zone = "Pacific/Kiritimati"
    with clock.fixed(clock.now().replace(hour=12)):
        (row,) = said(session, cast.ada.person, plan, cast.ada, 20)
        assert row.made_on == clock.today() + timedelta(days=1)


def test_the_trail_says_that_a_forecast_was_made_and_not_what_it_names(session, cast, plan):
    said(session, cast.ada.person, plan, cast.ada, 20)
    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.actor_id) == ("forecast.say", cast.ada.person_id)
    assert entry.change == {"made_on": clock.today().isoformat()}
