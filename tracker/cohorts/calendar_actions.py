"""Writes of days: a program's closed days; a scholar's leaves, and the shifts of their dates.

Where a shift moves forms asked for and targets too, `tracker.advancement.dates` does both.
"""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts import calendar, calendar_rules, day_rules
from tracker.cohorts.calendar_models import Cause, ClosedDay, Leave, Shift
from tracker.cohorts.models import Enrolment, Program
from tracker.cohorts.rules import phase_now
from tracker.people import rules as people_rules
from tracker.people.models import Person
from tracker.reasons import no, require


def close(
    session: Session, actor: Person, *, program: Program, first: date, last: date | None, name: str
) -> list[ClosedDay]:
    """Close a program on the days from Monday to Friday between two days, both included."""
    audit.hold(session, program.id)
    require(people_rules.is_name(name), field="name")
    last = last or first
    require(calendar_rules.may_close(first, last, clock.today(program.time_zone)), field="first")
    known = calendar.closed_days(session, program.id)
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    made = []
    for day in days:
        if day in known and first == last:
            require(no("closed_already", day=day), field="first")
        if day_rules.is_working_day(day, known):
            made.append(ClosedDay(program_id=program.id, day=day, name=name.strip()))
    if not made:
        require(no("closed_already", day=first), field="first")
    session.add_all(made)
    session.flush()
    for row in made:
        audit.note(session, actor, "closed_day.add", row, program_id=program.id, day=row.day.isoformat())
    return made


def open_again(session: Session, actor: Person, *, program: Program, closed: ClosedDay) -> None:
    """Make a closed day a working day again, unless a deadline counts on it; a second click does nothing."""
    audit.hold(session, program.id)
    if session.get(ClosedDay, closed.id, populate_existing=True) is None:
        return
    known = calendar.closed_days(session, program.id)
    require(calendar_rules.may_open_again(closed.day, clock.today(program.time_zone), known))
    day = closed.day.isoformat()
    audit.note(session, actor, "closed_day.remove", closed, program_id=program.id, day=day, name=closed.name)
    session.delete(closed)
    session.flush()


def person(session: Session, enrolment: Enrolment) -> calendar_rules.Person:
    """The facts that decide whether a scholar's dates may move today."""
    session.refresh(enrolment, ["withdrew_on", "ended_on"])
    today = clock.today(enrolment.cohort.program.time_zone)
    phases = calendar.phases_of(session, enrolment, today)
    decided = [one.decision_on for one in phases if one.decision_on and one.decision_on <= today]
    lasts = [max(one.forms_close_on, one.decision_on or one.ends_on) for one in phases]
    back = [one.returned_on for one in calendar.leaves(session, enrolment.id) if one.returned_on]
    return calendar_rules.Person(
        today=today,
        enrolled_on=enrolment.enrolled_on,
        last_day=max(lasts, default=None),
        decided_on=max(decided, default=None),
        left=enrolment.left_on is not None,
        away=calendar.open_leave(session, enrolment.id) is not None,
        back_on=max(back, default=None),
    )


def shift(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    phase: calendar.AnyPhase,
    from_on: date,
    days: int,
    cause: Cause,
    reason: str,
    seen: int | None = None,
) -> Shift:
    """Move every date of a scholar from a day on. `seen` is how many shifts the page began with."""
    program = enrolment.cohort.program
    audit.hold(session, program.id)
    made = sa.select(sa.func.count(Shift.id)).where(Shift.enrolment_id == enrolment.id)
    if seen is not None and session.scalar(made) != seen:
        require(no("dates_changed"), field="days")
    facts = person(session, enrolment)
    decision = calendar_rules.may_shift(facts, from_on, days, cause, reason)
    fields = {"shift_reason": "reason", "shift_days_range": "days"}
    require(decision, field=fields.get(decision.code, "from_on"))
    row = Shift(
        enrolment_id=enrolment.id,
        phase_id=phase.id,
        from_on=from_on,
        days=days,
        cause=cause,
        reason=reason.strip(),
        known_on=facts.today,
        made_by_id=actor.id,
    )
    return _keep(session, actor, enrolment, row)


def resume(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    phase: calendar.AnyPhase,
    from_on: date,
    days: int,
    reason: str,
) -> Shift:
    """Move the dates of somebody who had left, from the day on which they did.

    The caller has asked the rule. While they were gone nothing passed for them, so the last day for a
    concern moves too where it lay ahead when they left.
    """
    row = Shift(
        enrolment_id=enrolment.id,
        phase_id=phase.id,
        from_on=from_on,
        days=days,
        cause=Cause.OTHER,
        reason=reason.strip(),
        known_on=from_on,
        made_by_id=actor.id,
    )
    return _keep(session, actor, enrolment, row)


def _keep(session: Session, actor: Person, enrolment: Enrolment, row: Shift) -> Shift:
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor,
        "dates.shift",
        row,
        program_id=enrolment.cohort.program_id,
        enrolment=enrolment.id,
        from_on=row.from_on.isoformat(),
        days=row.days,
        cause=row.cause.value,
    )
    return row


def begin_leave(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    from_on: date,
    expected_until: date | None = None,
) -> Leave:
    """Write down that a scholar is away from a day on. The same leave sent twice is begun once."""
    audit.hold(session, enrolment.cohort.program_id)
    standing = calendar.open_leave(session, enrolment.id)
    if standing is not None and (standing.from_on, standing.expected_until) == (from_on, expected_until):
        return standing
    facts = person(session, enrolment)
    decision = calendar_rules.may_begin_leave(facts, from_on, expected_until)
    late = decision.code in ("leave_backwards", "leave_too_long")
    require(decision, field="expected_until" if late else "from_on")
    row = Leave(
        enrolment_id=enrolment.id,
        from_on=from_on,
        expected_until=expected_until,
        recorded_on=facts.today,
        recorded_by_id=actor.id,
    )
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor,
        "leave.begin",
        row,
        program_id=enrolment.cohort.program_id,
        enrolment=enrolment.id,
        from_on=from_on.isoformat(),
    )
    return row


def end_leave(session: Session, actor: Person, *, leave: Leave, back_on: date) -> Shift | None:
    """A scholar is back: their dates after the leave's first day move by its length.

    On the leave's own first day it is taken back, and nothing moves.
    """
    enrolment = leave.enrolment
    cohort = enrolment.cohort
    audit.hold(session, cohort.program_id)
    session.refresh(leave, ["returned_on", "from_on"])
    session.refresh(enrolment, ["withdrew_on", "ended_on"])
    if leave.returned_on is not None:
        require(no("leave_ended"), field="back_on")
    if enrolment.left_on is not None:
        require(no("scholar_left"), field="back_on")
    today = clock.today(cohort.program.time_zone)
    require(calendar_rules.may_return(leave.from_on, back_on, today), field="back_on")
    phase = phase_now(calendar.phases_of(session, enrolment, today), leave.from_on)
    _end(session, actor, leave, back_on)
    days = (back_on - leave.from_on).days
    if phase is None or not days:
        return None
    row = Shift(
        enrolment_id=enrolment.id,
        phase_id=phase.id,
        from_on=leave.from_on,
        days=days,
        cause=Cause.LEAVE,
        leave_id=leave.id,
        known_on=leave.recorded_on,
        made_by_id=actor.id,
    )
    return _keep(session, actor, enrolment, row)


def close_leave(session: Session, actor: Person, *, enrolment: Enrolment, on: date) -> None:
    """Somebody who left and comes back is no longer on leave; who brings them back sets their dates."""
    leave = calendar.open_leave(session, enrolment.id)
    if leave is not None:
        _end(session, actor, leave, max(on, leave.from_on))


def _end(session: Session, actor: Person, leave: Leave, back_on: date) -> None:
    leave.returned_on, leave.ended_by_id = back_on, actor.id
    session.flush()
    audit.note(
        session,
        actor,
        "leave.end",
        leave,
        program_id=leave.enrolment.cohort.program_id,
        enrolment=leave.enrolment_id,
        back_on=back_on.isoformat(),
    )
