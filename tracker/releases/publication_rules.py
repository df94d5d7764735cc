"""Whether a release goes out now, and whether it may go to more people later (T12, T23). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseState, Scope

RECHECK_DAYS = 182


@dataclass(frozen=True)
class Going:
    """The facts at the moment of publishing.

    `files` is the digest of what is about to go out, computed just now; `clear` is what the approval says
    today; `listed` whether the venue is among those that were approved.
    """

    state: CaseState
    theirs: bool
    clear: Decision
    files: str
    approved_files: str
    scope: Scope
    approved_scope: Scope
    listed: bool


def may_publish(going: Going) -> Decision:
    """Whether this goes out now. There is no role and no urgency that stands above this."""
    if not going.theirs:
        return no("publish_not_yours")
    if going.state is CaseState.PUBLISHED:
        return no("publish_done")
    if going.state is not CaseState.CLEARED:
        return no("publish_not_cleared")
    if not going.clear:
        return going.clear
    if going.files != going.approved_files:
        return no("publish_other_files")
    if going.scope is Scope.S0 or going.scope.rank > going.approved_scope.rank:
        return no("publish_wider")
    return yes() if going.listed else no("publish_other_venue")


def venues(words: str) -> tuple[str, ...]:
    """The venues that were approved: one for each line."""
    return tuple(dict.fromkeys(line.strip() for line in words.splitlines() if line.strip()))


def may_widen(state: CaseState, scope: Scope | None, *, author: bool) -> Decision:
    """Whether a release that is out may be planned for more people: as a case of its own, decided anew."""
    if not author:
        return no("widening_not_yours")
    if state is not CaseState.PUBLISHED or scope is None:
        return no("widening_not_out")
    return no("widening_widest") if scope is Scope.S5 else yes()


def keeps_list(state: CaseState, scope: Scope | None) -> bool:
    """Whether there is a list of those who were given it: of what is out and gated."""
    return state is CaseState.PUBLISHED and scope is Scope.S3


def recheck_on(published_on: date, checked_on: date | None) -> date:
    """The day by which the list of recipients is gone through again."""
    return (checked_on or published_on) + timedelta(days=RECHECK_DAYS)


def may_list(state: CaseState, scope: Scope | None, *, theirs: bool) -> Decision:
    """Whether somebody keeps the list of those who were given a release."""
    if not theirs:
        return no("recipients_not_yours")
    return yes() if keeps_list(state, scope) else no("recipients_none")


def may_link(*, same_work: bool, out: bool) -> Decision:
    """Whether an outcome of the work is what went out."""
    return yes() if same_work and not out else no("publish_outcome")
