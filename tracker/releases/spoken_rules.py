"""When somebody else's note stands for a contributor's word: passed on, or given up asking. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.reasons import Decision, no, yes
from tracker.releases.submission_rules import Said

# Working days between two reminders: the third comes well before the day on which asking may end.
REMIND_EVERY = 5


@dataclass(frozen=True)
class Silence:
    """How long somebody has been asked for their word, and how often."""

    said: Said
    today: date
    due_on: date | None
    reminders: int = 0
    needed: int = 0


def may_give_up(silence: Silence) -> Decision:
    """Whether it can be noted that a contributor cannot be reached. A no is an answer, and blocks."""
    if silence.said is Said.NO:
        return no("unreachable_said_no")
    if silence.said is Said.AGREED:
        return no("unreachable_agrees")
    if silence.due_on is None:
        return no("unreachable_not_asked")
    if silence.today < silence.due_on:
        return no("unreachable_early", until=silence.due_on.isoformat())
    if silence.reminders < silence.needed:
        return no("unreachable_reminders", count=silence.reminders, needed=silence.needed)
    return yes()


def may_second(*, noted_by: int, by: int, contributor: bool) -> Decision:
    """Whether somebody is the second person: not who noted it, nobody of the release."""
    if noted_by == by:
        return no("unreachable_same_person")
    return yes() if not contributor else no("unreachable_not_yours")


def standing_for(own: Said, *, given_up: bool) -> Said:
    """Where a contributor stands who may have been given up: their own yes and no always count."""
    return Said.AGREED if given_up and own is Said.PENDING else own
