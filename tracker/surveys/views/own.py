"""What a scholar reads of surveys on their home and on the page on which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker import clock
from tracker.cohorts.models import Enrolment
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import queries as projects
from tracker.surveys import queries, self_ratings
from tracker.surveys.models import Survey, SurveyAnswer
from tracker.surveys.self_ratings import Row
from tracker.surveys.views.blueprint import bp
from tracker.web.access import grants


@dataclass(frozen=True)
class Waiting:
    """A survey that waits for somebody's answer; `works` are those to be stated about, by id and title."""

    survey: Survey
    cohort: str
    today: date
    works: tuple[tuple[int, str], ...] = ()


@bp.app_template_global("surveys_waiting")
def surveys_waiting(enrolments: list[Enrolment]) -> list[Waiting]:
    """What the reader can answer today as one of these scholars; nothing on other people's pages."""
    mine = [one for one in enrolments if one.person_id == actor().id]
    if not mine:
        return []
    found = []
    days = {one.id: clock.today(one.cohort.program.time_zone) for one in mine}
    for one in mine:
        for survey, enrolment, _n in queries.unanswered(db.session, [one], days[one.id]):
            works = _missing(survey, enrolment) if survey.slot.per_work else ()
            found.append(Waiting(survey, enrolment.cohort.name, days[one.id], works))
    return found


def _missing(survey: Survey, enrolment: Enrolment) -> tuple[tuple[int, str], ...]:
    said = queries.stated_works(db.session, survey.id, enrolment.id)
    works = projects.of_enrolment(db.session, enrolment.id)
    return tuple((one.id, one.title) for one in works if one.id not in said)


@bp.app_template_global("surveys_answered")
def surveys_answered(enrolment: Enrolment) -> list[SurveyAnswer]:
    """What a scholar answered under their name, which they may read again or correct."""
    return queries.answered_by(db.session, enrolment.id) if enrolment.person_id == actor().id else []


@bp.app_template_global("self_ratings_of")
def self_ratings_of(enrolment: Enrolment) -> list[Row]:
    """How a scholar sees themself, for the scholar and for staff; mentors find nothing."""
    cohort = enrolment.cohort
    staff = grants().allow(Permission.COHORT_MANAGE, program_id=cohort.program_id, cohort_id=cohort.id)
    if not staff and enrolment.person_id != actor().id:
        return []
    return self_ratings.of_scholar(db.session, enrolment)
