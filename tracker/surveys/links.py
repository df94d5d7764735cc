"""Links by which former scholars answer without an account: made, mailed, found."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker import clock
from tracker.cohorts.models import Cohort, Enrolment, Program
from tracker.outbox import queries as messages
from tracker.outbox import reminders
from tracker.people.models import Person
from tracker.people.queries import hash_token
from tracker.surveys import queries, rules
from tracker.surveys.models import Survey, SurveyLink
from tracker.surveys.questions import Slot

# A mail when the survey opens, and one more a week before it closes to whoever has not answered.
REMIND_BEFORE = 7
BY_LINK = tuple(slot for slot in Slot if slot.by_link)


@dataclass(frozen=True)
class Mail:
    """A mail with a link that is due to somebody."""

    survey: Survey
    enrolment: Enrolment
    again: bool

    @property
    def once_key(self) -> str:
        kind = "again" if self.again else "first"
        return f"survey-link:{self.survey.id}:{self.enrolment.id}:{kind}:{self.survey.opens_on.isoformat()}"


def make(session: Session, survey: Survey, enrolment: Enrolment) -> str:
    """A new link's token. It opens the survey for this person until the survey closes."""
    token = secrets.token_urlsafe(32)
    session.add(
        SurveyLink(
            survey_id=survey.id, enrolment_id=enrolment.id, token_hash=hash_token(token), made_at=clock.now()
        )
    )
    session.flush()
    return token


def opened_by(session: Session, token: str) -> SurveyLink | None:
    """The link, if it opens something today. Guessed, worn out or switched off, all look the same."""
    link = queries.link(session, token)
    if link is None or not link.survey.slot.by_link:
        return None
    today = clock.today(link.survey.cohort.program.time_zone)
    moment = queries.moment(session, link.survey, link.enrolment, today)
    return link if link.enrolment.person.active and rules.may_answer(moment) else None


def due(session: Session, program: Program, today: date) -> list[Mail]:
    """The mails with links that nobody has written yet, of those who have an address and not answered."""
    found = (
        sa.select(Survey)
        .join(Survey.cohort)
        .where(
            Cohort.program_id == program.id,
            Survey.slot.in_(BY_LINK),
            Survey.is_on,
            Survey.opens_on <= today,
            Survey.closes_on >= today,
        )
        .options(joinedload(Survey.cohort))
        .order_by(Survey.id)
    )
    surveys = session.scalars(found).all()
    people = _reachable(session, [one.cohort_id for one in surveys])
    missing = {(one.id, who.id) for one, who, _n in queries.unanswered(session, people, today)}
    mails = []
    for survey in surveys:
        step = reminders.due(
            survey.closes_on, today, [(survey.opens_on - survey.closes_on).days, -REMIND_BEFORE]
        )
        again = step == -REMIND_BEFORE and (survey.closes_on - survey.opens_on).days > REMIND_BEFORE
        for person in people:
            mail = Mail(survey, person, again)
            if (survey.id, person.id) in missing and messages.once(session, mail.once_key) is None:
                mails.append(mail)
    return mails


def _reachable(session: Session, cohort_ids: Sequence[int]) -> list[Enrolment]:
    found = (
        sa.select(Enrolment)
        .join(Enrolment.person)
        .where(Enrolment.cohort_id.in_(cohort_ids), Person.active, Person.email.is_not(None))
        .options(joinedload(Enrolment.person))
        .order_by(Enrolment.id)
    )
    return list(session.scalars(found))
