"""Whom to remind of forms they owe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from tracker.cohorts import calendar
from tracker.cohorts.models import Cohort, Enrolment, Phase, Program
from tracker.evaluations.models import Assignment, Form
from tracker.evaluations.queries import STILL_OWED
from tracker.outbox import reminders
from tracker.outbox.reminders import Entry
from tracker.permissions import Permission
from tracker.projects.models import Work
from tracker.web.filters import day, days
from tracker.web.texts import ngettext

# experience.md 6: days from a form's due day.
STEPS = (-3, 0, 2)


def due(session: Session, program: Program, today: date) -> list[Entry]:
    """The lines for those who owe forms in a program: one for each of their due days."""
    together: dict[tuple[int, date], list[Assignment]] = defaultdict(list)
    for one in _owed(session, program, today):
        place = {"program_id": program.id, "cohort_id": one.enrolment.cohort_id}
        if one.mentor.grants_on(today).allow(Permission.EVALUATION_SUBMIT, **place):
            together[one.mentor_id, one.due_on].append(one)
    return [_entry(*whose, owed, today) for whose, owed in together.items()]


def _owed(session: Session, program: Program, today: date) -> Sequence[Assignment]:
    """The open forms near or past their day, earliest first."""
    found = (
        sa.select(Assignment)
        .join(Assignment.enrolment)
        .join(Enrolment.cohort)
        .join(Assignment.work)
        .join(Work.phase)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(
            Cohort.program_id == program.id,
            Phase.starts_on <= today,
            Enrolment.id.not_in(calendar.away_on(today)),
            Assignment.due_on <= today - timedelta(days=min(STEPS)),
            *STILL_OWED,
        )
        .options(
            contains_eager(Assignment.enrolment),
            contains_eager(Assignment.work).contains_eager(Work.phase),
            joinedload(Assignment.mentor),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    longer = calendar.open_forms(session, today)
    return [
        one
        for one in session.scalars(found).unique()
        if today <= one.work.phase.forms_close_on or (one.enrolment_id, one.work.phase_id) in longer
    ]


def _entry(person_id: int, on: date, owed: Sequence[Assignment], today: date) -> Entry:
    step = reminders.due(on, today, STEPS)
    assert step is not None
    keys = tuple(reminders.key("form", one.id, on, step) for one in owed)
    return Entry(person_id, keys, lambda: line(len(owed), on, today))


def line(count: int, on: date, today: date) -> str:
    """How many forms are due on a day, as it stands today. No names: mails are read by others too."""
    if today < on:
        return ngettext(
            "%(num)d form is due on %(on)s, in %(left)s.",
            "%(num)d forms are due on %(on)s, in %(left)s.",
            count,
            on=day(on),
            left=days(on - today),
        )
    if today == on:
        return ngettext("%(num)d form is due today.", "%(num)d forms are due today.", count)
    return ngettext(
        "%(num)d form was due on %(on)s, %(late)s ago.",
        "%(num)d forms were due on %(on)s, %(late)s ago.",
        count,
        on=day(on),
        late=days(today - on),
    )
