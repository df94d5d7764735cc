"""Who is waited for in a case, and until when. Pure.

A day that passes is shown as late and reminded of. It decides nothing: what a day does by itself stands with
the rules of its part, and no day approves anything.
"""

from __future__ import annotations

import enum
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.cohorts.day_rules import add_working_days
from tracker.releases.numbers import Numbers
from tracker.releases.parts import CaseState

ONE_WEEK = timedelta(days=7)


class Who(enum.StrEnum):
    """Who has to do something, from the case's point of view."""

    AUTHOR = "author"
    COORDINATOR = "coordinator"
    REVIEWERS = "reviewers"
    PANEL = "panel"
    STOPPER = "stopper"
    SETTLERS = "settlers"
    APPEAL_READER = "appeal_reader"


class Task(enum.StrEnum):
    """What they have to do."""

    ANSWER = "answer"
    MEND = "mend"
    SCREEN = "screen"
    ASSESS = "assess"
    DECIDE = "decide"
    COMPLETE = "complete"  # what an approval still waits for
    PUBLISH = "publish"
    RENEW = "renew"  # an approval that no longer holds
    REVISIT = "revisit"
    STOP_REASONS = "stop_reasons"
    STOP_SETTLE = "stop_settle"
    APPEAL = "appeal"


@dataclass(frozen=True)
class Facts:
    """Where a case stands, in days of its program.

    `since` is the day on which its state began. Days that the case has none of are None.
    """

    state: CaseState
    since: date
    expires_on: date | None = None
    revisit_on: date | None = None
    reasons_by: date | None = None
    reasons_filed: bool = False
    settle_by: date | None = None
    appeal_by: date | None = None


@dataclass(frozen=True)
class Deadline:
    """One thing that somebody has to do; without a day where nothing but their own plans sets one."""

    who: Who
    what: Task
    due: date | None = None

    def late(self, today: date) -> bool:
        """Whether the day is over. On the day itself nobody is late."""
        return self.due is not None and today > self.due


def deadlines(facts: Facts, numbers: Numbers, closed: Container[date] = frozenset()) -> list[Deadline]:
    """Everything that a case waits for, soonest first; what has no day comes last."""
    found = [*_of_state(facts, numbers, closed)]
    if facts.appeal_by is not None:
        found.append(Deadline(Who.APPEAL_READER, Task.APPEAL, facts.appeal_by))
    return sorted(found, key=lambda one: (one.due or date.max, one.what.value))


# State → who has to do what, and what sets the day: the policy's working days, a day of the case, nothing.
_SIMPLE: dict[CaseState, tuple[Who, Task, str]] = {
    CaseState.DRAFT: (Who.AUTHOR, Task.ANSWER, ""),
    CaseState.RETURNED: (Who.AUTHOR, Task.MEND, ""),
    CaseState.STALE: (Who.AUTHOR, Task.RENEW, ""),
    CaseState.SCREENING: (Who.COORDINATOR, Task.SCREEN, "screening_due"),
    CaseState.EXPEDITED: (Who.REVIEWERS, Task.ASSESS, "assessment_due"),
    CaseState.FORMAL: (Who.PANEL, Task.DECIDE, "panel_due"),
    CaseState.APPROVED: (Who.AUTHOR, Task.COMPLETE, "expires_on"),
    CaseState.CLEARED: (Who.AUTHOR, Task.PUBLISH, "expires_on"),
    CaseState.HELD: (Who.COORDINATOR, Task.REVISIT, "revisit_on"),
    CaseState.DECLINED: (Who.COORDINATOR, Task.REVISIT, "revisit_on"),
}


def _of_state(facts: Facts, numbers: Numbers, closed: Container[date]) -> list[Deadline]:
    if facts.state is CaseState.SUSPENDED:
        return _of_stop(facts)
    if facts.state not in _SIMPLE:
        return []
    who, what, day = _SIMPLE[facts.state]
    if day.endswith("_due"):
        return [Deadline(who, what, add_working_days(facts.since, getattr(numbers, day), closed))]
    return [Deadline(who, what, getattr(facts, day) if day else None)]


def _of_stop(facts: Facts) -> list[Deadline]:
    settle = [Deadline(Who.SETTLERS, Task.STOP_SETTLE, facts.settle_by)]
    if facts.reasons_filed or facts.reasons_by is None:
        return settle
    return [Deadline(Who.STOPPER, Task.STOP_REASONS, facts.reasons_by), *settle]


def reminder_on(due: date, today: date) -> date | None:
    """The day of the newest reminder of a task: on its day, then every week; None before it.

    Who was not reminded then is reminded once, later, and not for each week that passed.
    """
    return None if today < due else due + (today - due) // ONE_WEEK * ONE_WEEK
