"""Decisions about emergency stops: one may stop, two say what comes next, and no day lets anything out. Pure.

Stopping needs no right but to know of the case. Going on needs two people who have no part in the release and
did not stop it; while the stopper has time left to say why, nobody goes on at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.reasons import Decision, no, yes
from tracker.releases.access_rules import HANDLERS, JUDGES
from tracker.releases.numbers import Numbers
from tracker.releases.parts import CaseRole, CaseState
from tracker.releases.states import STOPPABLE

TEXT_LIMIT = 4000
# Roles of a case whose holders say what comes after a stop. A director stops, and never lets on.
SETTLERS = HANDLERS | JUDGES | {CaseRole.APPEAL_READER}
# States that rest on an approval; without it nothing goes back to them.
APPROVED = frozenset({CaseState.APPROVED, CaseState.CLEARED})


@dataclass(frozen=True)
class Stopped:
    """A case that was stopped, as it stands. `approved` if an approval is in force."""

    before: CaseState
    submitted: bool
    approved: bool
    tier: int | None
    stopper: int
    reasons_by: datetime
    settle_by: date
    reasons_filed: bool = False


@dataclass(frozen=True)
class Voice:
    """What somebody says comes next, with what they are to the case now; `barred` from any say in it."""

    person: int
    after: CaseState
    roles: frozenset[CaseRole]
    barred: bool = False


def may_stop(state: CaseState) -> Decision:
    """Whether there is anything to stop."""
    if state is CaseState.SUSPENDED:
        return no("stop_already")
    return yes() if state in STOPPABLE else no("stop_too_late")


def times(at: datetime, today: date, numbers: Numbers) -> tuple[datetime, date]:
    """Until when the stopper says why, and until which day two others say what comes next."""
    return at + timedelta(hours=numbers.stop_reasons_hours), today + timedelta(days=numbers.stop_settled)


def may_give_reasons(stopped: Stopped, person: int, text: str) -> Decision:
    """Whether somebody may say why they stopped it. Late is better than never, while nothing is settled."""
    if person != stopped.stopper:
        return no("stop_not_yours")
    if stopped.reasons_filed:
        return no("stop_reasons_given")
    return may_write(text)


def may_write(text: str) -> Decision:
    """Whether a text says something and not too much."""
    if not text.strip():
        return no("reply_empty")
    return no("text_too_long", limit=TEXT_LIMIT) if len(text) > TEXT_LIMIT else yes()


def may_settle(state: CaseState, already: bool) -> Decision:
    """Whether the stop is still open."""
    return yes() if state is CaseState.SUSPENDED and not already else no("stop_settled")


def choices(stopped: Stopped) -> list[CaseState]:
    """Where the case can go: back, to the panel, or to an approval that holds no more.

    It cannot go back to two reviewers once it needs a panel, nor to an approval that ended meanwhile.
    """
    found = []
    if stopped.before in APPROVED and not stopped.approved:
        found.append(CaseState.STALE)
    elif not (stopped.before is CaseState.EXPEDITED and (stopped.tier or 1) > 1):
        found.append(stopped.before)
    if stopped.submitted:
        found.append(CaseState.FORMAL)
    if stopped.approved and stopped.before in APPROVED:
        found.append(CaseState.STALE)
    return list(dict.fromkeys(found))


def may_say(stopped: Stopped, voice: Voice, now: datetime) -> Decision:
    """Whether this person may say now that the case goes there."""
    if voice.person == stopped.stopper:
        return no("stop_by_stopper")
    if voice.barred or not voice.roles & SETTLERS:
        return no("stop_not_settled_by_you")
    if voice.after not in choices(stopped):
        return no("stop_no_way_there")
    if not stopped.reasons_filed and now < stopped.reasons_by:
        return no("stop_reasons_awaited", until=stopped.reasons_by)
    return yes()


def settled(stopped: Stopped, voices: Sequence[Voice], now: datetime) -> CaseState | None:
    """Where two people agree that it goes; None while they do not.

    The last word of each person counts, and only as long as they may say it. Where the reasons never came,
    one of the two coordinates the case.
    """
    last = {voice.person: voice for voice in voices}
    heard = [voice for voice in last.values() if may_say(stopped, voice, now)]
    for after in choices(stopped):
        agreed = [voice for voice in heard if voice.after is after]
        handled = stopped.reasons_filed or any(voice.roles & HANDLERS for voice in agreed)
        if len(agreed) >= 2 and handled:
            return after
    return None


def overdue(stopped: Stopped, today: date) -> bool:
    """Whether nobody settled it in time, so that the panel decides.

    What was never handed in stays stopped, as there is nothing to decide on.
    """
    return stopped.submitted and today > stopped.settle_by


def keeps_approval(after: CaseState, before: CaseState) -> bool:
    """Whether the approval outlives the stop: only where the case goes back to where it was."""
    return after is before
