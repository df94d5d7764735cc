"""What staff are reminded of before and after the days of a gate, and whom it concerns. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.cohorts.policy_rules import DefaultState
from tracker.outbox import reminders

# experience.md 6: days from the last day for a concern; from the last of them on, every day.
NOTICE_STEPS = (-10, -5, -2)
DECISION_STEPS = (-2, 0)


class About(StrEnum):
    """What a reminder is about."""

    NOTICE = "notice"  # a concern can still come in time
    CONTINUES = "continues"  # none can any more
    DECISION = "decision"


@dataclass(frozen=True)
class Stand:
    """Where one undecided scholar stands at a gate, and the days of it that hold for them."""

    state: DefaultState
    notice_by: date | None
    decision_on: date


@dataclass(frozen=True)
class Due:
    """A reminder that is due: the day it is about, which step of it, for how many scholars."""

    about: About
    on: date
    step: int
    count: int


def about(stand: Stand, today: date) -> list[tuple[About, date, int]]:
    """What is to be said of one scholar today: the matter, its day and the step."""
    found = []
    if stand.notice_by is not None and stand.state in (
        DefaultState.OPEN,
        DefaultState.LAST_DAY,
        DefaultState.CONTINUES,
    ):
        step = reminders.due(stand.notice_by, today, NOTICE_STEPS, daily_until=stand.decision_on)
        matter = About.CONTINUES if today > stand.notice_by else About.NOTICE
        found += [] if step is None else [(matter, stand.notice_by, step)]
    if stand.state in (DefaultState.CONCERN, DefaultState.LIMITED, DefaultState.OVERDUE):
        step = reminders.due(stand.decision_on, today, DECISION_STEPS)
        found += [] if step is None else [(About.DECISION, stand.decision_on, step)]
    return found


def due(stands: Iterable[Stand], today: date) -> list[Due]:
    """What staff are to be told of one gate today, people with the same days together, earliest day first."""
    counts: dict[tuple[About, date, int], int] = {}
    for stand in stands:
        for matter in about(stand, today):
            counts[matter] = counts.get(matter, 0) + 1
    found = [Due(*matter, count) for matter, count in counts.items()]
    return sorted(found, key=lambda one: (one.on, list(About).index(one.about)))
