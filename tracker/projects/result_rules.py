"""Decisions about the result of a work: who may speak of it, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.projects.models import Reached
from tracker.projects.parts import Side
from tracker.reasons import Decision, no, yes


@dataclass(frozen=True)
class Voice:
    """What one person said of the result. `number` grows with time."""

    author: int
    side: Side
    reached: Reached
    number: int
    at: datetime


class ResultState(StrEnum):
    """Where the result of a work stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    DISPUTED = "disputed"
    SETTLED = "settled"
    CHALLENGED = "challenged"


# What waits for staff.
WAITING = frozenset({ResultState.PROPOSED, ResultState.DISPUTED, ResultState.CHALLENGED})


def latest(voices: Iterable[Voice]) -> list[Voice]:
    """The newest word of each person, oldest first."""
    found: dict[int, Voice] = {}
    for one in sorted(voices, key=lambda one: one.number):
        found[one.author] = one
    return sorted(found.values(), key=lambda one: one.number)


def state(reached: Reached, settled_at: datetime | None, voices: Iterable[Voice]) -> ResultState:
    """Where a result stands; what was said before staff settled it is answered by that."""
    since = [one for one in latest(voices) if settled_at is None or one.at > settled_at]
    if reached is not Reached.NOT_YET:
        other = any(one.reached is not reached for one in since)
        return ResultState.CHALLENGED if other else ResultState.SETTLED
    if not any(one.side is Side.MENTOR and one.reached is not Reached.NOT_YET for one in since):
        return ResultState.OPEN
    return ResultState.PROPOSED if len({one.reached for one in since}) == 1 else ResultState.DISPUTED


def known(reached: Reached, voices: Iterable[Voice]) -> bool:
    """Whether anybody can know the result: it is settled, or somebody says now that there is one."""
    return reached is not Reached.NOT_YET or any(one.reached is not Reached.NOT_YET for one in latest(voices))


def may_speak(*, member: bool, mentor: bool, stands: ResultState, words: str) -> Decision:
    """Whether somebody may propose a result (a mentor) or answer what was proposed or settled (a member)."""
    if not member and not mentor:
        return no("result_of_others")
    if not mentor and stands is ResultState.OPEN:
        return no("nothing_proposed")
    return yes() if words.strip() else no("words_needed")
