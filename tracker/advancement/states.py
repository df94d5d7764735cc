"""Where a scholar stands at one gate, in one word: what a row of a board says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.advancement.decision_models import Outcome
from tracker.advancement.decision_rules import ENDING
from tracker.advancement.models import Verdict


class State(StrEnum):
    """A scholar in a phase with a gate, from before it begins until it is decided."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    SAFE = "safe"  # the last day for a concern has passed without one
    ON_LEAVE = "on_leave"
    CONCERN_OPEN = "concern_open"
    PLAN_RUNNING = "plan_running"
    PLAN_NOT_MET = "plan_not_met"
    PANEL_AT_WORK = "panel_at_work"
    OVERDUE = "overdue"  # places are limited, and nobody decided in time
    CONTINUES = "continues"  # by default, not written down yet
    DECIDED = "decided"
    LEFT = "left"  # on their own wish, with nothing decided here


@dataclass(frozen=True)
class Facts:
    """What decides the state. `default` says that the scholar continues by default today, `safe` that nobody
    can raise anything any more that would count at the gate.

    `seated` counts the members of the panel that is going on; `plan` is what came of a support plan.
    """

    today: date
    starts_on: date
    decide_by: date | None = None
    decided: bool = False
    default: bool = False
    safe: bool = False
    limited: bool = False
    left: bool = False
    on_leave: bool = False
    concern: bool = False
    planned: bool = False
    plan: Verdict | None = None
    seated: int = 0


def state(facts: Facts) -> State:
    """The one word, the weightiest first: what is decided, who is away, what people are at."""
    if facts.decided:
        return State.DECIDED
    if facts.left:
        return State.LEFT
    if facts.on_leave:
        return State.ON_LEAVE
    if facts.today < facts.starts_on:
        return State.UPCOMING
    if facts.default:
        return State.CONTINUES
    if facts.limited and facts.decide_by is not None and facts.today > facts.decide_by:
        return State.OVERDUE
    return State.PANEL_AT_WORK if facts.seated else _concern(facts)


def _concern(facts: Facts) -> State:
    if facts.safe:
        return State.SAFE
    if not facts.concern:
        return State.ACTIVE
    if not facts.planned:
        return State.CONCERN_OPEN
    return State.PLAN_NOT_MET if facts.plan is Verdict.NOT_MET else State.PLAN_RUNNING


@dataclass(frozen=True)
class Stop:
    """One gate on a scholar's way, with what stands there. `settled` says that the default does."""

    starts_on: date
    gated: bool = True
    outcome: Outcome | None = None
    settled: bool = False


def where(way: Sequence[Stop], today: date) -> int | None:
    """Which gate on a scholar's way matters today, as its place in the way; None without any phase.

    Where their part ended, that one. Else the first that has begun and is still open; else the last that
    has begun, so that what was decided stays in sight until the next phase starts.
    """
    for place, stop in enumerate(way):
        if stop.outcome in ENDING:
            return place
    begun = [place for place, stop in enumerate(way) if stop.starts_on <= today]
    for place in begun:
        if way[place].gated and way[place].outcome is None and not way[place].settled:
            return place
    if begun:
        return begun[-1]
    return 0 if way else None
