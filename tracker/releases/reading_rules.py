"""Decisions about reading: who may be let into a case in an emergency, and how much reading is much. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.reasons import Decision, no, yes
from tracker.releases.access_rules import reason_holds

REASON_LENGTH = 1000
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Keyholder:
    """Somebody before a case in an emergency.

    `holds` is the role that lets them ask or agree; `barred` who made the work or has a conflict;
    `reads` who reads the case already; `waits` who asked and has no answer yet.
    """

    holds: bool
    barred: bool = False
    operator: bool = False
    reads: bool = False
    waits: bool = False


def may_ask(who: Keyholder, reason: str) -> Decision:
    """Whether somebody may ask to be let in."""
    if not (decision := _may_hold(who)):
        return decision
    if who.reads:
        return no("glass_reads_already")
    if who.waits:
        return no("glass_asked_already")
    return reason_holds(reason, REASON_LENGTH)


def may_answer(who: Keyholder, *, own: bool, answered: bool) -> Decision:
    """Whether somebody may agree to, or refuse, what somebody else asked for."""
    if not (decision := _may_hold(who)):
        return decision
    if own:
        return no("glass_own")
    return no("glass_answered") if answered else yes()


def _may_hold(who: Keyholder) -> Decision:
    if not who.holds:
        return no("glass_role")
    if who.barred:
        return no("glass_conflict")
    return no("access_operator") if who.operator else yes()


@dataclass(frozen=True)
class Read:
    """One line of the log: which text, when. A text that was forgotten since has no number any more."""

    text: int | None
    at: datetime


def busiest_hour(reads: list[Read], limit: int) -> tuple[datetime, int] | None:
    """The first hour in which more than `limit` texts were opened, and how many; None where there is none.

    Any sixty minutes count, not those of the clock alone. To open the same text again shows nothing new,
    so a text counts once.
    """
    reads = sorted(reads, key=lambda one: one.at)
    for position, first in enumerate(reads):
        within = [one for one in reads[position:] if one.at - first.at < HOUR]
        texts = {one.text for one in within if one.text is not None}
        count = len(texts) + sum(one.text is None for one in within)
        if count > limit:
            return first.at, count
    return None
