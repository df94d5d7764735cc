"""A reminder by hand: to who owes a form, once a day, with the text that was shown."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts import calendar
from tracker.evaluations import chaser_rules, queries
from tracker.evaluations.chaser_rules import Owing
from tracker.evaluations.models import Assignment
from tracker.outbox import actions as outbox
from tracker.outbox import queries as messages
from tracker.outbox.models import Message
from tracker.people.models import Person
from tracker.reasons import require


def owing(session: Session, assignment: Assignment) -> Owing:
    """The facts that decide whether the mentor may be reminded today."""
    enrolment = assignment.enrolment
    today = clock.today(enrolment.cohort.program.time_zone)
    phases = calendar.phases_of(session, enrolment, today)
    phase_id = assignment.work.phase_id
    return Owing(
        today=today,
        open_until=next(one.forms_close_on for one in phases if one.id == phase_id),
        address=assignment.mentor.email is not None and assignment.mentor.active,
        filed=queries.is_filed(session, assignment.id),
        excused=assignment.excused_at is not None,
        left=enrolment.left_on is not None,
        away=enrolment.id in calendar.on_leave(session, enrolment.cohort_id, today),
        chased_today=messages.once(session, _once(assignment)) is not None,
    )


def chase(session: Session, actor: Person, *, assignment: Assignment, subject: str, body: str) -> Message:
    """Write to who owes a form. A second click on the same day finds the first mail and writes none."""
    program_id = assignment.enrolment.cohort.program_id
    audit.hold(session, program_id)
    written = messages.once(session, _once(assignment))
    if written is not None:
        return written
    session.refresh(assignment, ["excused_at"])
    require(chaser_rules.may_chase(owing(session, assignment)))
    assert assignment.mentor.email is not None
    message = outbox.write(
        session,
        person_id=assignment.mentor_id,
        address=assignment.mentor.email,
        kind="chaser",
        subject=subject,
        body=body,
        program_id=program_id,
        once_key=_once(assignment),
    )
    audit.note(session, actor, "assignment.chase", assignment, program_id=program_id, message=message.id)
    return message


def _once(assignment: Assignment) -> str:
    today = clock.today(assignment.enrolment.cohort.program.time_zone)
    return f"chaser:{assignment.id}:{today.isoformat()}"
