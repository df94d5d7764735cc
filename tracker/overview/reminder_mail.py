"""The mail of the day: what every feature reminds of, one message a person and day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.orm import Session

from tracker import audit
from tracker.advancement import reminders as gates
from tracker.cohorts.models import Program
from tracker.evaluations import reminders as forms
from tracker.outbox import actions as outbox
from tracker.outbox import queries as messages
from tracker.outbox import texts
from tracker.outbox.reminders import Entry
from tracker.people.models import Person
from tracker.projects import follow_up_reminders as follow_ups
from tracker.surveys import reminders as surveys
from tracker.web.addresses import full_address

# Each offers `due(session, program, today)`. Gates come first in a mail: they cost the most.
FEATURES = (gates.due, forms.due, surveys.due, follow_ups.due)


def waiting(session: Session, program: Program, today: date) -> dict[int, list[Entry]]:
    """Person id → the lines that are due and were not sent, of those whose mail of the day is not out yet."""
    entries: dict[int, list[Entry]] = defaultdict(list)
    for due in FEATURES:
        for entry in due(session, program, today):
            entries[entry.person_id].append(entry)
    keys = {key for found in entries.values() for entry in found for key in entry.keys}
    sent = messages.reminded(session, entries, keys)
    unsent = {
        person_id: [one for one in found if any((person_id, key) not in sent for key in one.keys)]
        for person_id, found in entries.items()
    }
    return {
        person_id: lines
        for person_id, lines in unsent.items()
        if lines and messages.once(session, _once(program, person_id, today)) is None
    }


def write(session: Session, program: Program, today: date) -> int:
    """Write the mails of the day that are not written yet; returns how many.

    Under the program's lock, so that two processes never write the same line twice.
    """
    audit.hold(session, program.id)
    lines = waiting(session, program, today)
    found = sa.select(Person).where(Person.id.in_(lines), Person.active, Person.email.is_not(None))
    people = session.scalars(found.order_by(Person.id)).all()
    for person in people:
        _write_one(session, program, person, lines[person.id], today)
    return len(people)


def _write_one(session: Session, program: Program, person: Person, lines: list[Entry], today: date) -> None:
    assert person.email is not None
    with force_locale(person.locale):
        values = {
            "name": person.name,
            "program": program.name,
            "lines": "\n".join(f"- {entry.say()}" for entry in lines),
            "link": full_address("overview.home"),
        }
        mail = texts.compose(session, "reminder", values, program_id=program.id)
    message = outbox.write(
        session,
        person_id=person.id,
        address=person.email,
        kind="reminder",
        subject=mail.subject,
        body=mail.body,
        program_id=program.id,
        once_key=_once(program, person.id, today),
    )
    outbox.note_reminders(session, message, (key for entry in lines for key in entry.keys))


def _once(program: Program, person_id: int, today: date) -> str:
    return f"reminders:{program.id}:{person_id}:{today.isoformat()}"
