"""Appeals against decisions about releases: by whom, until when, who reads one, what comes of it. Pure."""

from __future__ import annotations

import enum
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.cohorts.day_rules import add_working_days
from tracker.reasons import Decision, no, yes
from tracker.releases.numbers import DEFAULTS
from tracker.releases.parts import CaseState, Scope, Verdict

TEXT_LIMIT = 8000
APPEALABLE = frozenset(
    {
        CaseState.HELD,
        CaseState.DECLINED,
        CaseState.APPROVED,
        CaseState.CLEARED,
        CaseState.STALE,
    }
)


class Tie(enum.StrEnum):
    """A part that somebody has in a case, or a reason why they may not judge it."""

    OWN = "own"
    CONFLICT = "conflict"
    PANEL = "panel"
    REVIEWED = "reviewed"
    HANDLES = "handles"
    FILED = "filed"


@dataclass(frozen=True)
class Filing:
    """The facts that decide whether somebody can appeal against a decision today.

    `newest`: nothing was decided about the case since.
    """

    today: date
    decided_on: date
    author: bool = True
    refused: bool = True
    newest: bool = True
    appealed: bool = False
    state: CaseState = CaseState.HELD
    days: int = DEFAULTS.appeal

    @property
    def last_day(self) -> date:
        return last_day(self.decided_on, self.days)


def last_day(decided_on: date, days: int) -> date:
    """The last day of an appeal, counted in calendar days from the day of the decision."""
    return decided_on + timedelta(days=days)


def is_refusal(verdict: Verdict, scope: Scope | None, asked: Scope) -> bool:
    """Whether a decision gives less than was asked for, against which alone there is an appeal."""
    return verdict is not Verdict.APPROVE or scope is None or scope.rank < asked.rank


def may_appeal(filing: Filing) -> Decision:
    """Whether this person can appeal against this decision today."""
    if not filing.author:
        return no("release_appeal_author")
    if not filing.refused:
        return no("release_appeal_needless")
    if filing.appealed:
        return no("release_appeal_once")
    if not filing.newest or filing.state not in APPEALABLE:
        return no("release_appeal_past")
    if filing.today > filing.last_day:
        return no("release_appeal_late", by=filing.last_day, days=filing.days)
    return yes()


def may_write(text: str) -> Decision:
    """Whether an appeal, or the reasons of its ruling, say something and not too much."""
    if not text.strip():
        return no("panel_text_empty")
    return no("text_too_long", limit=TEXT_LIMIT) if len(text) > TEXT_LIMIT else yes()


def answer_by(filed_on: date, closed: Container[date], days: int = DEFAULTS.appeal_due) -> date:
    """The day by which an appeal is answered, in working days of the program."""
    return add_working_days(filed_on, days, closed)


def may_read(ties: frozenset[Tie], *, permitted: bool) -> Decision:
    """Whether somebody may be asked to read an appeal: only who had no part in the case."""
    if not permitted:
        return no("release_appeal_role")
    if Tie.OWN in ties or Tie.FILED in ties:
        return no("release_appeal_own")
    if Tie.PANEL in ties:
        return no("release_appeal_panel")
    if Tie.REVIEWED in ties:
        return no("release_appeal_reviewed")
    if Tie.HANDLES in ties:
        return no("release_appeal_handles")
    return no("release_appeal_conflict") if Tie.CONFLICT in ties else yes()


def may_assign(ties: frozenset[Tie], *, permitted: bool, self_chosen: bool, ruled: bool) -> Decision:
    """Whether an appeal may be given to this reader."""
    if ruled:
        return no("release_appeal_ruled")
    return no("release_appeal_own") if self_chosen else may_read(ties, permitted=permitted)


@dataclass(frozen=True)
class Reading:
    """The facts at which somebody rules on an appeal."""

    reader: bool
    declared: bool = True
    ties: frozenset[Tie] = frozenset()
    permitted: bool = True
    ruled: bool = False
    state: CaseState = CaseState.HELD


def may_rule(reading: Reading) -> Decision:
    """Whether this person may uphold or send back. Being late is no bar; having a part in the case is."""
    if reading.ruled:
        return no("release_appeal_ruled")
    if not reading.reader:
        return no("release_appeal_other_reader")
    if not reading.declared:
        return no("panel_declare_first")
    if reading.state not in APPEALABLE:
        return no("release_appeal_past")
    return may_read(reading.ties, permitted=reading.permitted)


def may_revisit(state: CaseState, *, today: date, revisit_on: date | None, new_information: bool) -> Decision:
    """Whether a case that was not released is looked at again (T16): its day came, or there is news."""
    if state not in (CaseState.HELD, CaseState.DECLINED):
        return no("revisit_not_held")
    if new_information or (revisit_on is not None and today >= revisit_on):
        return yes()
    return no("revisit_early", on=revisit_on)
