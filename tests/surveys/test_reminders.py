"""Reminders of surveys: once each, to those who have not answered, in a mail that names nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_babel import force_locale

from tests.surveys.asking import INTAKE, answered, asked, on, said
from tracker import clock
from tracker.advancement import dates
from tracker.cohorts import actions as cohorts
from tracker.outbox.models import Message
from tracker.overview import reminder_mail
from tracker.surveys import reminders, setup
from tracker.surveys.questions import Slot


@pytest.fixture(autouse=True)
def words(app):
    with app.app_context():
        yield


def written(session, cast, day):
    """The addresses of the mails of that day that speak of a survey."""
    before = session.query(Message.id).count()
    with on(day):
        reminder_mail.write(session, cast.program, day)
    found = session.query(Message).order_by(Message.id).offset(before)
    return sorted(one.address for one in found if "Survey" in one.body)


ADA, BEN = "ada.adeyemi@example.org", "ben.okafor@example.org"


def test_a_survey_is_reminded_of_once_three_days_before_it_closes(session, cast):
    survey = asked(session, cast.cohort, Slot.INTAKE, opens=0, closes=6)
    days = [survey.closes_on + timedelta(days=step) for step in range(-6, 3)]
    assert [written(session, cast, day) for day in days] == [[], [], [], [ADA, BEN], [], [], [], [], []]


def test_who_has_answered_or_left_or_is_on_leave_is_not_reminded(session, cast, make):
    survey = asked(session, cast.cohort, Slot.INTAKE, closes=2)
    left, away = make.enrolment(cast.cohort), make.enrolment(cast.cohort)
    answered(session, survey, cast.ada, INTAKE)
    cohorts.withdraw(session, cast.sam, enrolment=left, on=left.enrolled_on)
    dates.begin_leave(
        session,
        cast.sam,
        enrolment=away,
        from_on=clock.today(),
        expected_until=clock.today() + timedelta(days=9),
    )
    assert written(session, cast, clock.today()) == [BEN]


def test_of_a_confidential_survey_those_are_reminded_who_have_not_answered(session, cast):
    survey = asked(session, cast.cohort, Slot.EXPERIENCE, closes=2)
    said(session, survey, cast.ben)
    assert written(session, cast, clock.today()) == [ADA]


def test_nobody_is_reminded_of_what_is_switched_off_or_mailed_by_link(session, cast):
    setup.switch_off(session, cast.sam, survey=asked(session, cast.cohort, Slot.INTAKE, closes=2))
    asked(session, cast.cohort, Slot.CAREERS_0, closes=2)
    assert written(session, cast, clock.today()) == []


def test_the_line_names_the_survey_and_nobody_and_says_that_nobody_has_to(session, cast):
    survey = asked(session, cast.cohort, Slot.SELF_START, closes=2)
    with force_locale("en"):
        line = reminders.line(survey, clock.today())
        last = reminders.line(survey, survey.closes_on)
    assert "Self-assessment" in line and "in 2 days" in line and "if you like" in line
    assert "today is the last day" in last
