"""The forecasts of the demo: one date that holds, one that slips, and a series that a new pull changed."""

from __future__ import annotations

import pytest

from tests.demo.finders import enrolment, main_cohort
from tracker.cohorts import forecast_queries, series_queries
from tracker.cohorts.forecast_words import change_sentences
from tracker.demo.forecasts import SLIPPING
from tracker.demo.people import SCHOLAR
from tracker.demo.stages import Stage
from tracker.evidence.trends_meeting import Sureness


def heard(session):
    found = forecast_queries.open_voices(session, [main_cohort(session).id])
    return {(one.enrolment.person.email, one.milestone.title, one.own): one for one in found}


def test_in_research_the_demo_scholars_date_holds_with_an_interval(demo):
    session = demo(Stage.RESEARCH)[0]
    mine = heard(session)[SCHOLAR.email, "Final report", True]
    assert not mine.slips
    assert mine.found.sureness is Sureness.BOUNDED
    assert abs((mine.last.predicted_for - mine.milestone.due_on).days) < 8


def test_in_research_another_date_slips_by_the_scholars_word_and_the_mentors(demo):
    session = demo(Stage.RESEARCH)[0]
    found = heard(session)
    own, mentors = (found[SLIPPING, "Final report", by] for by in (True, False))
    assert own.slips
    assert mentors.slips
    assert len(own.said) >= 12
    assert len(mentors.said) < 12


def test_in_training_a_date_slips_already(demo):
    session = demo(Stage.TRAINING)[0]
    assert heard(session)[SLIPPING, "Sprint write-up", True].slips
    assert not heard(session)[SCHOLAR.email, "Sprint write-up", True].slips


def test_once_everything_is_done_nobody_forecasts_any_more(demo):
    session = demo(Stage.CLOSED)[0]
    scholar = enrolment(session, SCHOLAR.email)
    assert not any(one.enrolment.id == scholar.id for one in heard(session).values())


def test_the_example_series_has_two_versions_near_the_lines_it_was_made_from(demo, shared_app):
    session = demo(Stage.RESEARCH)[0]
    (row,) = series_queries.of_program(session, main_cohort(session).program_id)
    before, after = (series_queries.fitted(session, version) for version in row.versions)
    assert before.found.line.slope == pytest.approx(-5.5, abs=0.3)
    assert after.found.line.slope == pytest.approx(-6.5, abs=0.3)
    assert before.found.low < 2025.77 < before.found.high
    assert after.found.low < 2025.44 < after.found.high
    with shared_app.test_request_context():
        assert "years sooner" in change_sentences(before, after)[2]
