"""Decisions about concerns: who may raise one when, what it may ask, what proves that it arrived.

All days are calendar days in the program's zone. The numbers are those of the program's transition policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.cohorts.rules import ANSWER_DAYS
from tracker.reasons import Decision, no, yes

MOST_TARGETS = 3
TEXT_LIMIT = 4000
TARGET_LIMIT = 500


class Stage(StrEnum):
    """How far a concern has come."""

    OPEN = "open"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class Gate:
    """The days of a phase and of the way out of it; without a decision day there is no gate."""

    starts_on: date
    ends_on: date
    notice_by: date | None
    notice_days: int
    decision_on: date | None

    @property
    def last_day(self) -> date:
        """The last day by which a target may be set: the decision has to know what came of it."""
        return self.decision_on - timedelta(days=1) if self.decision_on else self.ends_on


@dataclass(frozen=True)
class Opening:
    """The facts that decide whether a concern may be opened.

    `raises` is whether this is staff, or a mentor of the scholar; `gate` the phase under way on
    `today`, if one is.
    """

    on: date
    today: date
    gate: Gate | None
    raises: bool
    own: bool = False
    left: bool = False
    away: bool = False
    other_open: bool = False


@dataclass(frozen=True)
class Aim:
    """A target as it is written."""

    text: str
    due_on: date


@dataclass(frozen=True)
class Clock:
    """How long ago a concern arrived: day 0 is the day of delivery; `of` is the notice that is due."""

    day: int
    of: int


def may_open(opening: Opening) -> Decision:
    """Whether this person may open a concern on this scholar today."""
    if opening.own:
        return no("concern_on_self")
    if not opening.raises:
        return no("concern_not_yours")
    if opening.left:
        return no("scholar_left")
    if opening.away:
        return no("scholar_on_leave")
    if opening.on != opening.today:
        return no("concern_past" if opening.on < opening.today else "concern_ahead", today=opening.today)
    if opening.gate is None or not opening.gate.starts_on <= opening.today <= opening.gate.ends_on:
        return no("no_phase_running")
    if opening.other_open:
        return no("concern_open_already")
    return yes()


def earliest_target(told_on: date) -> date:
    """The first day that leaves two weeks to respond."""
    return told_on + timedelta(days=ANSWER_DAYS)


def may_aim(targets: Sequence[Aim], told_on: date, gate: Gate) -> Decision:
    """Whether the targets of a concern that is told on a day are few, said, and far enough off."""
    if not targets:
        return no("targets_none")
    if len(targets) > MOST_TARGETS:
        return no("targets_many", most=MOST_TARGETS, count=len(targets))
    earliest = earliest_target(told_on)
    if earliest > gate.last_day:
        return no("targets_no_room", earliest=earliest, last=gate.last_day)
    for number, target in enumerate(targets, start=1):
        if not target.text.strip():
            return no("target_empty", number=number)
        if len(target.text) > TARGET_LIMIT:
            return no("text_too_long", limit=TARGET_LIMIT)
        if target.due_on < earliest:
            return no("target_too_soon", number=number, earliest=earliest)
        if target.due_on > gate.last_day:
            return no("target_too_late", number=number, last=gate.last_day)
    return yes()


def may_say(text: str) -> Decision:
    """Whether a text that others will read says something, and not too much."""
    if not text.strip():
        return no("reply_empty")
    return no("text_too_long", limit=TEXT_LIMIT) if len(text) > TEXT_LIMIT else yes()


def counts_at_gate(told_on: date, notice_by: date | None) -> bool:
    """Whether a concern told on this day comes early enough for a decision at the gate to rest on it."""
    return notice_by is not None and told_on <= notice_by


def may_still_count(counts: bool, delivered_on: date | None, notice_by: date | None, today: date) -> bool:
    """Whether a concern can matter at the gate: one that has not arrived by the last day no longer can."""
    if not counts or notice_by is None:
        return False
    return delivered_on is not None or today <= notice_by


def notice_clock(delivered_on: date | None, notice_days: int, today: date) -> Clock | None:
    """The notice clock; it does not run before there is proof that the concern arrived."""
    if delivered_on is None:
        return None
    return Clock(max((today - delivered_on).days, 0), notice_days)


def stage(*, delivered: bool, acknowledged: bool, answered: bool, closed: bool) -> Stage:
    """How far a concern has come: the furthest of what has happened to it."""
    steps = [
        (closed, Stage.CLOSED),
        (answered, Stage.ANSWERED),
        (acknowledged, Stage.ACKNOWLEDGED),
        (delivered, Stage.DELIVERED),
    ]
    return next((reached for happened, reached in steps if happened), Stage.OPEN)


def may_withdraw(*, closed: bool, opener: bool, leads: bool, reason: str) -> Decision:
    """Whether a concern may be taken back: by who opened it or a lead, with a reason for the scholar."""
    if not (opener or leads):
        return no("withdrawal_not_yours")
    if closed:
        return no("concern_closed")
    return may_say(reason)
