"""Decisions about taking back what is out: an emergency panel of three, and more than half of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.reasons import Decision, no
from tracker.releases.parts import CaseState
from tracker.releases.stop_rules import may_write

SEATS = 3
# Hours that the panel has. Being late decides nothing.
HOURS = 24


@dataclass(frozen=True)
class Asking:
    """The facts at which an emergency panel is asked. `out` if the release went out, also before a stop."""

    out: bool
    handles: bool
    asked: bool
    members: int


@dataclass(frozen=True)
class Voting:
    """The facts at which somebody answers: their seat, whether they answered, whether it is decided."""

    seated: bool
    voted: bool = False
    decided: bool = False


def is_out(state: CaseState, before: CaseState | None, *, went_out: bool = False) -> bool:
    """Whether a release is out: published, or stopped after that, also when it is judged anew since."""
    if state is CaseState.SUSPENDED:
        return went_out or before is CaseState.PUBLISHED
    return state is CaseState.PUBLISHED


def may_ask(asking: Asking, text: str) -> Decision:
    """Whether the coordinator may ask three people whether a release is taken back."""
    if not asking.out:
        return no("retraction_not_out")
    if not asking.handles:
        return no("incident_not_yours")
    if asking.asked:
        return no("retraction_asked")
    return may_write(text) if asking.members == SEATS else no("retraction_three")


def decide_by(asked_at: datetime) -> datetime:
    return asked_at + timedelta(hours=HOURS)


def may_vote(voting: Voting, text: str) -> Decision:
    """Whether somebody may answer, with a reason."""
    if voting.decided:
        return no("retraction_decided")
    if not voting.seated:
        return no("retraction_not_seated")
    return no("retraction_voted") if voting.voted else may_write(text)


def decided(votes: Mapping[int, bool]) -> bool | None:
    """Whether it is taken back, by the answers so far of those who may answer; None while it is open.

    More than half of all seats, so that somebody who stays away counts for neither side.
    """
    for answer in (True, False):
        if 2 * sum(one is answer for one in votes.values()) > SEATS:
            return answer
    return None
