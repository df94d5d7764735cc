"""When people are asked how a release turned out: 6 and 12 months after it went out or was held. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.projects.follow_up_rules import months_after
from tracker.reasons import Decision, no, yes
from tracker.releases.access_rules import HANDLERS
from tracker.releases.parts import CaseRole, CaseState
from tracker.releases.stop_rules import TEXT_LIMIT

MONTHS = (6, 12)
# The transitions with which something goes out or is held; coming back from a stop is neither.
BEGINS = {"T12": CaseState.PUBLISHED, "T10": CaseState.HELD}
ASKED = HANDLERS | {CaseRole.AUTHOR}


@dataclass(frozen=True)
class Taken:
    """One step of a case: its place, which transition, where it led, and on which day."""

    position: int
    transition: str
    after: CaseState
    on: date


@dataclass(frozen=True)
class Question:
    """What is asked of a step so many months later, from a day on. It stays open."""

    position: int
    month: int
    after: CaseState
    on: date


def questions(steps: Sequence[Taken]) -> list[Question]:
    """Everything that is ever asked about a case with these steps."""
    return [
        Question(step.position, month, step.after, months_after(step.on, month))
        for step in steps
        if BEGINS.get(step.transition) is step.after
        for month in MONTHS
    ]


def asked(steps: Sequence[Taken], today: date) -> list[Question]:
    """What is asked by now."""
    return [one for one in questions(steps) if one.on <= today]


def may_answer(question: Question | None, roles: frozenset[CaseRole], *, done: bool, words: str) -> Decision:
    """Whether somebody may look back now: authors and who handles the case, once each."""
    if question is None:
        return no("look_back_not_asked")
    if not roles & ASKED:
        return no("look_back_not_yours")
    if done:
        return no("look_back_done")
    return no("text_too_long", limit=TEXT_LIMIT) if len(words) > TEXT_LIMIT else yes()
