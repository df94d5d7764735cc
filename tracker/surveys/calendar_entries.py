"""The last days of surveys that somebody can answer, and of those that are mailed to them later."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Enrolment
from tracker.outbox.calendar_entries import Entry
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.surveys import queries
from tracker.surveys.models import Survey
from tracker.surveys.words import survey_name
from tracker.web.addresses import full_address
from tracker.web.filters import day
from tracker.web.texts import gettext as _


def entries(session: Session, person: Person, grants: Grants) -> list[Entry]:
    """One for each survey that is open to them and not answered, or that they will be asked by a link.

    Whoever left finds none.
    """
    if not grants.anywhere(Permission.STANDING_READ):
        return []
    return [
        _entry(survey, enrolment)
        for enrolment in cohorts.enrolments_of(session, person.id)
        for survey in _asked(session, enrolment, clock.today(enrolment.cohort.program.time_zone))
    ]


def _asked(session: Session, enrolment: Enrolment, today: date) -> list[Survey]:
    return [
        *(survey for survey, _who, _n in queries.unanswered(session, [enrolment], today)),
        *queries.to_come_by_link(session, enrolment, today),
    ]


def _entry(survey: Survey, enrolment: Enrolment) -> Entry:
    cohort = enrolment.cohort.name
    if survey.slot.by_link:
        # The same before it opens and after, so that the entry does not change on that day.
        text = _(
            "%(cohort)s. A link to answer by is mailed on %(day)s.", cohort=cohort, day=day(survey.opens_on)
        )
    else:
        text = cohort
    return Entry(
        name=f"survey-{survey.id}-{enrolment.id}",
        day=survey.closes_on,
        title=_("Survey “%(name)s”: last day to answer, if you like", name=survey_name(survey.slot)),
        text=text,
        link=full_address("overview.standing_in", enrolment_id=enrolment.id),
    )
