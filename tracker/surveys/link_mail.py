"""The mails with links to answer by: one when a survey opens, one more before it closes."""

from __future__ import annotations

from datetime import date

from flask_babel import force_locale
from sqlalchemy.orm import Session

from tracker import audit
from tracker.cohorts.models import Program
from tracker.outbox import actions as outbox
from tracker.outbox import texts
from tracker.surveys import links
from tracker.surveys.links import Mail
from tracker.surveys.words import survey_name
from tracker.web.addresses import full_address
from tracker.web.filters import day
from tracker.web.texts import gettext as _


def write(session: Session, program: Program, today: date) -> int:
    """Write the mails that nobody has written yet; returns how many. Under the program's lock."""
    audit.hold(session, program.id)
    mails = links.due(session, program, today)
    for mail in mails:
        _write_one(session, program, mail)
    return len(mails)


def _write_one(session: Session, program: Program, mail: Mail) -> None:
    person, survey = mail.enrolment.person, mail.survey
    assert person.email is not None
    token = links.make(session, survey, mail.enrolment)
    with force_locale(person.locale):
        values = {
            "name": person.name,
            "cohort": survey.cohort.name,
            "program": program.name,
            "survey": str(survey_name(survey.slot)),
            "again": _("once more") if mail.again else "",
            "day": day(survey.closes_on),
            "link": full_address("surveys.by_link", token=token),
        }
        written = texts.compose(session, "survey_link", values, program_id=program.id)
    outbox.write(
        session,
        person_id=person.id,
        address=person.email,
        kind="survey_link",
        subject=written.subject,
        body=written.body,
        program_id=program.id,
        # Whoever has the link answers in this person's name, so nobody else reads it.
        opens_account=True,
        once_key=mail.once_key,
    )
