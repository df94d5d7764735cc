"""The last days of surveys that somebody can answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.outbox.calendar_entries import Entry
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.surveys import queries
from tracker.surveys.words import survey_name
from tracker.web.addresses import full_address
from tracker.web.texts import gettext as _


def entries(session: Session, person: Person, grants: Grants) -> list[Entry]:
    """One for each survey that is open to them and not answered. Whoever left finds none."""
    if not grants.anywhere(Permission.STANDING_READ):
        return []
    return [
        Entry(
            name=f"survey-{survey.id}-{one.id}",
            day=survey.closes_on,
            title=_("Survey “%(name)s”: last day to answer, if you like", name=survey_name(survey.slot)),
            text=one.cohort.name,
            link=full_address("overview.standing_in", enrolment_id=one.id),
        )
        for enrolment in cohorts.enrolments_of(session, person.id)
        for survey, one, _n in queries.unanswered(
            session, [enrolment], clock.today(enrolment.cohort.program.time_zone)
        )
    ]
