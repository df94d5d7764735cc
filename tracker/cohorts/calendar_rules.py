"""Decisions about days: when a program may close, who may go on leave when, how far dates may move."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.cohorts.calendar_models import Cause
from tracker.cohorts.day_rules import SATURDAY, add_working_days
from tracker.cohorts.rules import LAST_DAY
from tracker.reasons import Decision, no, yes

# An appeal may be made within five working days and is answered within five more (program.md 4b), so a
# deadline that runs today ends after these at the latest.
RUNNING_DEADLINE = 10
MOST_CLOSED_AT_ONCE = 31
MOST_DAYS = 366
# How long ago a leave may have begun, or ended, when it is written down.
MOST_LATE = timedelta(days=28)


def may_close(first: date, last: date, today: date) -> Decision:
    """Whether a program may close on these days. Added days make deadlines longer, so today still can."""
    if last < first:
        return no("closed_backwards")
    if first < today:
        return no("closed_past", today=today)
    if (last - first).days >= MOST_CLOSED_AT_ONCE:
        return no("closed_many", most=MOST_CLOSED_AT_ONCE)
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    return yes() if any(day.weekday() < SATURDAY for day in days) else no("closed_weekend")


def may_open_again(day: date, today: date, closed: Container[date]) -> Decision:
    """Whether a closed day may become a working day: only where no deadline that runs today gets shorter."""
    reach = add_working_days(today, RUNNING_DEADLINE, closed)
    return yes() if day > reach else no("closed_counted_on", reach=reach)


@dataclass(frozen=True)
class Person:
    """What is known of one scholar on a day when their dates are to move.

    `decided_on` is the newest of their own decision days that has come; what lies up to it is settled.
    `last_day` is the last of their own days, None before the cohort has any.
    """

    today: date
    enrolled_on: date
    last_day: date | None
    decided_on: date | None = None
    left: bool = False
    away: bool = False
    back_on: date | None = None


def may_begin_leave(person: Person, from_on: date, expected_until: date | None) -> Decision:
    """Whether a leave may be written down that begins on this day."""
    if person.left:
        return no("scholar_left")
    if person.away:
        return no("leave_already")
    if from_on < person.enrolled_on:
        return no("leave_before_enrolled", enrolled_on=person.enrolled_on)
    if from_on < person.today - MOST_LATE:
        return no("leave_long_past", earliest=person.today - MOST_LATE)
    if from_on > person.today + timedelta(days=MOST_DAYS):
        return no("leave_far")
    if person.back_on is not None and from_on < person.back_on:
        return no("leave_overlaps", back_on=person.back_on)
    if person.decided_on is not None and from_on <= person.decided_on:
        return no("behind_decision", decided_on=person.decided_on)
    if person.last_day is None or from_on > person.last_day:
        return no("leave_after_end")
    return _may_expect(from_on, expected_until)


def _may_expect(from_on: date, until: date | None) -> Decision:
    if until is None:
        return yes()
    if until < from_on:
        return no("leave_backwards")
    return no("leave_too_long", most=MOST_DAYS) if (until - from_on).days > MOST_DAYS else yes()


def may_return(from_on: date, back_on: date, today: date) -> Decision:
    """Whether a leave may end with this first day back; on its own first day it is taken back."""
    if back_on < from_on:
        return no("return_before_leave", from_on=from_on)
    if back_on == from_on:
        return yes()
    if back_on > today:
        return no("return_ahead", today=today)
    if back_on < today - MOST_LATE:
        return no("return_long_past", earliest=today - MOST_LATE)
    return yes()


def may_shift(person: Person, from_on: date, days: int, cause: Cause, reason: str) -> Decision:
    """Whether a scholar's dates may move: later only, with a reason that they read, never behind today.

    An extension is decided about a phase that may have ended, so its first day may lie behind.
    """
    if person.left:
        return no("scholar_left")
    if person.away:
        return no("shift_on_leave")
    if not 1 <= days <= MOST_DAYS:
        return no("shift_days_range", most=MOST_DAYS)
    if person.last_day is None or from_on > person.last_day:
        return no("shift_moves_nothing")
    if person.last_day + timedelta(days=days) > LAST_DAY:
        return no("day_too_far")
    if cause is not Cause.EXTENSION:
        if from_on < person.today:
            return no("shift_past", today=person.today)
        if person.decided_on is not None and from_on <= person.decided_on:
            return no("behind_decision", decided_on=person.decided_on)
    return yes() if reason.strip() else no("shift_reason")
