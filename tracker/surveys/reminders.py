"""Whom to remind of surveys that they can still answer, once each."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts import calendar
from tracker.cohorts.models import Cohort, Enrolment, Program
from tracker.outbox import reminders
from tracker.outbox.reminders import Entry
from tracker.permissions import Permission
from tracker.surveys import queries
from tracker.surveys.models import Survey
from tracker.surveys.words import survey_name
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _

# Days from the last one. Links to answer by are mailed by themselves.
STEPS = (-3,)


def due(session: Session, program: Program, today: date) -> list[Entry]:
    """The lines for scholars who have not answered what closes soon; nobody on leave is reminded."""
    found = (
        sa.select(Enrolment)
        .join(Enrolment.cohort)
        .where(Cohort.program_id == program.id, Enrolment.left_on.is_(None))
        .options(joinedload(Enrolment.person), joinedload(Enrolment.cohort))
    )
    away = calendar.everybody_away(session, today)
    asked = [one for one in session.scalars(found) if one.id not in away]
    return [
        _entry(survey, who, today)
        for survey, who, _n in queries.unanswered(session, asked, today)
        if not survey.slot.by_link
        and reminders.due(survey.closes_on, today, STEPS) is not None
        and who.person.grants_on(today).anywhere(Permission.STANDING_READ)
    ]


def _entry(survey: Survey, who: Enrolment, today: date) -> Entry:
    step = reminders.due(survey.closes_on, today, STEPS)
    assert step is not None
    key = reminders.key("survey", survey.id, survey.closes_on, step)
    return Entry(who.person_id, (key,), lambda: line(survey, today))


def line(survey: Survey, today: date) -> str:
    """What can still be answered, and until when. It says that nobody has to."""
    if survey.closes_on == today:
        return _(
            "Survey “%(name)s”: today is the last day to answer, if you like.", name=survey_name(survey.slot)
        )
    return _(
        "Survey “%(name)s”: you can answer until %(on)s, in %(left)s, if you like.",
        name=survey_name(survey.slot),
        on=day(survey.closes_on),
        left=days(survey.closes_on - today),
    )
