"""Decisions about appeals: against what, until when, who may read one, what comes of it.

All days are calendar days in the program's zone; working days are Monday to Friday without the program's
closed days.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.advancement.appeal_models import Ruling
from tracker.advancement.decision_models import Outcome
from tracker.cohorts.day_rules import add_working_days, is_working_day
from tracker.reasons import Decision, no, yes

# Working days: to appeal, to decide the appeal, and for a fresh panel where a decision was sent back.
APPEAL_DAYS = READING_DAYS = PANEL_DAYS = 5
TEXT_LIMIT = 8000
ONE_DAY = timedelta(days=1)


class Hand(StrEnum):
    """A part that somebody had in what is appealed against, or in whom it is about."""

    SCHOLAR = "scholar"
    DECIDED = "decided"
    PANEL = "panel"
    OPENED = "opened"
    PLAN = "plan"
    RATED = "rated"
    READ = "read"


@dataclass(frozen=True)
class Filing:
    """The facts that decide whether a scholar can appeal today. `appeal_by` is what their letter says."""

    today: date
    own: bool = True
    appealable: bool = True
    sent: bool = True
    appeal_by: date | None = None
    undone: bool = False
    appealed: bool = False


@dataclass(frozen=True)
class Reading:
    """The facts at which somebody decides an appeal. `hands` are the parts they had in the decision."""

    reader: bool
    hands: frozenset[Hand] = frozenset()
    permitted: bool = True
    decided: bool = False


def can_be_appealed(outcome: Outcome) -> bool:
    """Whether there is an appeal against a decision: against all but going on.

    Against one's own wish too, since it was somebody else who wrote down what was wished.
    """
    return outcome is not Outcome.CONTINUE


def appeal_by(outcome: Outcome, *, sent_on: date, closed: Container[date]) -> date | None:
    """The last day of an appeal against a decision whose letter is sent on a day; None if there is none."""
    if not can_be_appealed(outcome):
        return None
    return add_working_days(sent_on, APPEAL_DAYS, closed)


def may_appeal(filing: Filing) -> Decision:
    """Whether this scholar can appeal against this decision today."""
    if not filing.own:
        return no("appeal_not_yours")
    if not filing.appealable:
        return no("appeal_impossible")
    if not filing.sent or filing.appeal_by is None:
        return no("appeal_before_letter")
    if filing.appealed:
        return no("appeal_twice")
    if filing.undone:
        return no("appeal_undone")
    if filing.today > filing.appeal_by:
        return no("appeal_late", by=filing.appeal_by, days=APPEAL_DAYS)
    return yes()


def may_write(text: str) -> Decision:
    """Whether the text of an appeal, or the reasons of its ruling, say something and not too much."""
    if not text.strip():
        return no("reply_empty")
    return no("text_too_long", limit=TEXT_LIMIT) if len(text) > TEXT_LIMIT else yes()


def decide_by(filed_on: date, closed: Container[date], next_starts_on: date | None) -> date:
    """The day by which an appeal is decided: five working days on, before the next phase where possible."""
    last = add_working_days(filed_on, READING_DAYS, closed)
    if next_starts_on is None or next_starts_on > last:
        return last
    before = next_starts_on - ONE_DAY
    while before > filed_on and not is_working_day(before, closed):
        before -= ONE_DAY
    return before if before > filed_on else last


def panel_by(sent_back_on: date, closed: Container[date], decision_on: date | None) -> date:
    """The day by which a fresh panel decides what was sent back; never before the gate's own day."""
    own = decision_on or sent_back_on
    return max(add_working_days(sent_back_on, PANEL_DAYS, closed), own)


def may_read(hands: frozenset[Hand], *, permitted: bool) -> Decision:
    """Whether somebody may be asked to decide an appeal: only who had no hand in the decision."""
    if not permitted:
        return no("appeal_role")
    if Hand.SCHOLAR in hands:
        return no("appeal_of_self")
    if Hand.DECIDED in hands:
        return no("appeal_decider")
    if Hand.PANEL in hands:
        return no("appeal_panel")
    if Hand.OPENED in hands:
        return no("appeal_opener")
    if Hand.PLAN in hands:
        return no("appeal_planner")
    if Hand.RATED in hands:
        return no("appeal_rater")
    return no("appeal_read_before") if Hand.READ in hands else yes()


def may_assign(hands: frozenset[Hand], *, assigns: bool, permitted: bool, decided: bool) -> Decision:
    """Whether somebody may give an appeal to this reader; the scholar's own appeal is nobody's to give."""
    if not assigns:
        return no("appeal_not_assigned_by_you")
    return no("appeal_decided") if decided else may_read(hands, permitted=permitted)


def may_rule(reading: Reading, reasons: str) -> Decision:
    """Whether this person may decide an appeal now. Being late is no bar; having had a hand in it is."""
    if reading.decided:
        return no("appeal_decided")
    if not reading.reader:
        return no("appeal_other_reader")
    allowed = may_read(reading.hands, permitted=reading.permitted)
    return allowed and may_write(reasons)


def is_overdue(decide_by: date, ruling: Ruling | None, today: date) -> bool:
    """Whether an appeal stands as overdue before the lead. Nothing happens by itself."""
    return ruling is None and today > decide_by
