"""Surveys of the cast's cohort: switched on around today, answered by its scholars."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

from tracker import clock
from tracker.surveys import actions, setup, voices
from tracker.surveys.questions import Slot

COHORT = "/programs/north/cohorts/winter"
INTAKE = {"education": "master", "plans": ["doctorate", "own"], "track": "Evals"}
EXPERIENCE = {"recommend": 9, "mentorship": 4, "management": 3, "better": "More time."}
CAREER = {"status": "phd"}
PART = {"part": "lead", "percent": 60, "words": "I wrote the loader.", "roles": ["software"]}


def asked(session, cohort, slot, *, opens=-3, closes=4):
    """A survey of the cohort, open from some days before today to some days after."""
    today = clock.today(cohort.program.time_zone)
    opens_on, closes_on = today + timedelta(days=opens), today + timedelta(days=closes)
    with on(min(today, closes_on)):
        return setup.switch_on(
            session, None, cohort=cohort, slot=slot, opens_on=opens_on, closes_on=closes_on
        )


def answered(session, survey, enrolment, answers, *, work=None, form_version=0, **options):
    return actions.send(
        session,
        enrolment.person,
        survey=survey,
        enrolment=enrolment,
        work=work,
        answers=answers,
        form_version=form_version,
        **options,
    )


def said(session, survey, enrolment, answers=EXPERIENCE):
    """An answer to the confidential survey."""
    voices.speak(session, enrolment.person, survey=survey, enrolment=enrolment, answers=answers)


def scholars(make, cohort, count):
    return [make.enrolment(cohort) for _ in range(count)]


@contextmanager
def on(day, hour=9):
    with clock.fixed(datetime.combine(day, time(hour), UTC)):
        yield


def after(survey, days=1):
    """The day after it closed, or some days later."""
    return on(survey.closes_on + timedelta(days=days))


def levels(**values):
    """A self-assessment: criterion → level."""
    return {f"criterion-{name.replace('_', '-')}": level for name, level in values.items()}


SELF = (Slot.SELF_START, Slot.SELF_END)
# One by link and one about works, for those who open every page.
OPENED = (Slot.CAREERS_0, Slot.CONTRIBUTION)
# What the browser looks at.
SHOWN = (Slot.INTAKE, Slot.SELF_START, Slot.CONTRIBUTION, Slot.EXPERIENCE)
