"""The days of the forms that somebody owes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.evaluations import actions, queries, rules
from tracker.evaluations.models import Assignment
from tracker.outbox.calendar_entries import Entry
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.web.addresses import full_address
from tracker.web.texts import gettext as _


def entries(session: Session, person: Person, grants: Grants) -> list[Entry]:
    """One for each form that they are still asked for, as their own list has them. Names no scholar."""
    asked = [one for one in queries.owed(session, person.id) if _may(grants, one)]
    moments = actions.moments(session, asked)
    return [_entry(one) for one in asked if rules.may_write(moments[one.id]).code != "phase_closed"]


def _may(grants: Grants, one: Assignment) -> bool:
    cohort = one.enrolment.cohort
    return grants.allow(Permission.EVALUATION_SUBMIT, program_id=cohort.program_id, cohort_id=cohort.id)


def _entry(one: Assignment) -> Entry:
    return Entry(
        name=f"form-{one.id}",
        day=one.due_on,
        title=_("A form is due (%(cohort)s)", cohort=one.enrolment.cohort.name),
        text=_("Whom it is about stands on the page."),
        link=full_address("evaluations.edit", assignment_id=one.id),
    )
