"""Writes that move one scholar's dates, with what hangs on them: forms asked for, targets, plan reviews."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.advancement import delivery, queries
from tracker.advancement.decision_models import GateCase
from tracker.advancement.models import Concern, SupportPlan
from tracker.cohorts import calendar_actions
from tracker.cohorts.calendar import AnyPhase
from tracker.cohorts.calendar_models import Cause, Leave, Shift
from tracker.cohorts.day_rules import put_off
from tracker.cohorts.models import Enrolment
from tracker.evaluations import setup
from tracker.people.models import Person


def shift(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    phase: AnyPhase,
    from_on: date,
    days: int,
    cause: Cause,
    reason: str,
    seen: int | None = None,
) -> Shift:
    """Move every date of a scholar from a day on, counted in the scholar's own dates, by so many days.

    `phase` is the one it is about; the phases after it move too. `seen` is how many shifts there were
    when the page was opened, so that a second click adds nothing. Raises `Refused` with the reason.
    """
    row = calendar_actions.shift(
        session,
        actor,
        enrolment=enrolment,
        phase=phase,
        from_on=from_on,
        days=days,
        cause=cause,
        reason=reason,
        seen=seen,
    )
    _follow(session, enrolment, row)
    return row


def resume(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    phase: AnyPhase,
    from_on: date,
    days: int,
    reason: str,
) -> Shift:
    """Move the dates of somebody who comes back after having left, from the day on which they left."""
    row = calendar_actions.resume(
        session, actor, enrolment=enrolment, phase=phase, from_on=from_on, days=days, reason=reason
    )
    _follow(session, enrolment, row)
    return row


def begin_leave(
    session: Session,
    actor: Person,
    *,
    enrolment: Enrolment,
    from_on: date,
    expected_until: date | None = None,
) -> Leave:
    """Write down that a scholar is away; until they are back their days stand still and nothing is due."""
    return calendar_actions.begin_leave(
        session, actor, enrolment=enrolment, from_on=from_on, expected_until=expected_until
    )


def end_leave(session: Session, actor: Person, *, leave: Leave, back_on: date) -> Shift | None:
    """A scholar is back: everything that lay ahead when they left lies as far ahead again."""
    row = calendar_actions.end_leave(session, actor, leave=leave, back_on=back_on)
    if row is not None:
        _follow(session, leave.enrolment, row)
    return row


def _follow(session: Session, enrolment: Enrolment, row: Shift) -> None:
    setup.put_off(session, enrolment_id=enrolment.id, from_on=row.from_on, days=row.days)
    concern = queries.open_on(session, enrolment.id)
    if concern is not None:
        _put_off(session, enrolment, concern, row)
    if row.cause is not Cause.EXTENSION:  # whose new round says itself by when it is decided
        cases = sa.select(GateCase).where(
            GateCase.enrolment_id == enrolment.id, GateCase.decide_by >= row.from_on
        )
        for case in session.scalars(cases):
            assert case.decide_by is not None
            case.decide_by += timedelta(days=row.days)
    session.flush()


def _put_off(session: Session, enrolment: Enrolment, concern: Concern, row: Shift) -> None:
    """Move targets and the review as far as the scholar's dates, so that the decision still knows them."""
    last = delivery.gate_of(session, enrolment, concern.phase).last_day

    def later(day: date) -> date:
        return put_off(day, row.from_on, row.days, last)

    for target in concern.targets:
        target.due_on = later(target.due_on)
    plan: SupportPlan | None = concern.plan
    if plan is None or plan.outcome is not None:
        return
    if plan.extended_to is not None:
        plan.extended_to = later(plan.extended_to)
        return
    plan.review_on = later(plan.review_on)
    for word in queries.said_so_far(session, plan):  # a new day that one of the two has named already
        if word.until is not None and word.until >= row.from_on:
            word.until += timedelta(days=row.days)
