"""When an approval holds, what ends it, and what still keeps a release back (releases.md 2, T8-T13). Pure.

Everything is derived from facts as they stand. A day that comes can end an embargo which an approval
carries, and can end an approval; no day makes, restores or widens one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.reasons import Decision, no, yes
from tracker.releases.numbers import DEFAULTS, Numbers
from tracker.releases.parts import Scope, Verdict, Void

APPROVERS = 2


@dataclass(frozen=True)
class Bound:
    """What an approval binds to: digest of the files, scope asked, number of the venue's text, all in one."""

    manifest: str | None
    scope: Scope | None
    venue: int | None
    binding: str | None


@dataclass(frozen=True)
class Embargo:
    """Not before a day; or, with `event`, not before something happens, which is awaited until the day."""

    until: date
    event: bool = False
    met_on: date | None = None

    def ended(self, today: date) -> bool:
        """Whether it has ended by itself. A day that comes never stands for an event."""
        return self.met_on is not None if self.event else today >= self.until

    @property
    def end(self) -> date:
        return self.met_on if self.event and self.met_on is not None else self.until


@dataclass(frozen=True)
class Approved:
    """The facts of an approval on a day.

    `unsigned` contributors have not agreed yet, `refused` do not; `conflicted` are approvers who turned out
    to have a part in the release or a conflict; `cleared` says that the case is CLEARED.
    """

    today: date
    approved: Bound
    live: Bound
    scope: Scope
    approved_on: date
    expires_on: date
    approvers: int = APPROVERS
    conflicted: int = 0
    tripped: bool = False
    accepted: bool = False
    conditions: int = 0
    embargo: Embargo | None = None
    reaffirmed: bool = False
    unsigned: int = 0
    refused: int = 0
    cleared: bool = False
    reaffirm_after: int = DEFAULTS.embargo

    @property
    def narrower(self) -> bool:
        """Whether less was approved than asked for."""
        asked = self.approved.scope
        return asked is not None and self.scope.rank < asked.rank

    @property
    def long_embargo(self) -> bool:
        embargo = self.embargo
        return embargo is not None and (embargo.end - self.approved_on).days > self.reaffirm_after

    @property
    def expired(self) -> bool:
        awaited = self.embargo is not None and self.embargo.event and self.embargo.met_on is None
        last = min(self.expires_on, self.embargo.until) if self.embargo and awaited else self.expires_on
        return self.today > last


def expires_on(approved_on: date, *, by_panel: bool, embargo: date | None, numbers: Numbers) -> date:
    """The last day of an approval; it runs from the end of its embargo."""
    days = numbers.valid_formal if by_panel else numbers.valid_expedited
    return max(approved_on, embargo or approved_on) + timedelta(days=days)


def void(facts: Approved) -> Void | None:
    """Why an approval holds no longer; None while it does.

    First what cannot be mended by showing the approvers a change, so that no change hides it.
    """
    if facts.conflicted or facts.approvers < APPROVERS:
        return Void.CONFLICT
    if facts.tripped:
        return Void.TRIPWIRE
    if facts.expired:
        return Void.EXPIRED
    return changed(facts.approved, facts.live) or _taken_back(facts)


def changed(before: Bound, now: Bound) -> Void | None:
    """Which part of what an approval binds to is not what it was."""
    if before.binding is not None and before.binding == now.binding:
        return None
    if before.manifest != now.manifest:
        return Void.MANIFEST
    if before.scope != now.scope:
        return Void.SCOPE
    return Void.VENUE if before.venue != now.venue else Void.CONTRIBUTORS


def _taken_back(facts: Approved) -> Void | None:
    """A contributor who says no to what is cleared already takes their part in it away."""
    return Void.CONTRIBUTORS if facts.cleared and facts.refused else None


def open_points(facts: Approved) -> tuple[Decision, ...]:
    """Every reason why a release may not go out yet, while its approval holds."""
    found: list[Decision] = []
    if facts.narrower and not facts.accepted:
        found.append(no("approval_not_accepted", scope=facts.scope.value.upper()))
    if facts.conditions:
        found.append(no("approval_conditions", count=facts.conditions))
    embargo = facts.embargo
    if embargo is not None and not embargo.ended(facts.today):
        awaited = no("approval_event", until=embargo.until)
        found.append(awaited if embargo.event else no("approval_embargo", until=embargo.until))
    elif facts.long_embargo and not facts.reaffirmed:
        found.append(no("approval_reaffirm", days=facts.reaffirm_after))
    if facts.unsigned:
        found.append(no("approval_unsigned", count=facts.unsigned))
    if facts.refused:
        found.append(no("approval_refused", count=facts.refused))
    return tuple(found)


def may_clear(facts: Approved) -> Decision:
    """Whether a release may go out now (T11): its approval holds, and nothing keeps it back."""
    if void(facts) is not None:
        return no("approval_void")
    return next(iter(open_points(facts)), yes())


@dataclass(frozen=True)
class Deciding:
    """The facts of an approval that is about to be made (T8, T9)."""

    verdict: Verdict
    decided: Scope | None
    asked: Scope
    scope: Scope
    approvers: Sequence[int]
    conflicted: frozenset[int] = frozenset()
    current: bool = True
    unchanged: bool = True
    in_force: bool = False
    chair: int | None = None


def may_approve(facts: Deciding) -> Decision:
    """Whether an approval can be made: by two unconflicted people, on exactly what they decided about."""
    if facts.verdict is not Verdict.APPROVE or facts.decided is None or not facts.current:
        return no("approval_not_decided")
    if facts.in_force:
        return no("approval_there")
    if not facts.unchanged:
        return no("approval_changed")
    if facts.scope is Scope.S0 or facts.scope.rank > min(facts.decided.rank, facts.asked.rank):
        return no("approval_wider")
    if len(set(facts.approvers)) < APPROVERS:
        return no("approval_two_people")
    if facts.chair is not None and facts.chair not in facts.approvers:
        return no("approval_chair")
    return no("approval_conflict") if facts.conflicted & set(facts.approvers) else yes()


def may_embargo(approved_on: date, until: date, numbers: Numbers) -> Decision:
    """Whether an embargo may last until a day."""
    if until <= approved_on:
        return no("embargo_past")
    latest = approved_on + timedelta(days=numbers.embargo_most)
    return no("embargo_long", latest=latest) if until > latest else yes()


def may_meet(embargo: Embargo | None, *, reviews: bool) -> Decision:
    """Whether somebody may record that what an embargo waits for has happened."""
    if embargo is None or not embargo.event or embargo.met_on is not None:
        return no("embargo_no_event")
    return yes() if reviews else no("embargo_not_yours")


def may_accept(facts: Approved, *, author: bool, words: bool) -> Decision:
    """Whether an author accepts less than was asked for."""
    if not author:
        return no("acceptance_not_yours")
    if not facts.narrower:
        return no("acceptance_needless")
    if facts.accepted:
        return no("acceptance_done")
    return yes() if words else no("acceptance_empty")


def may_reaffirm(facts: Approved, *, approver: bool, said: bool) -> Decision:
    """Whether an approver says again that it may go out: once a long embargo has ended, and not before."""
    if not approver:
        return no("reaffirm_not_yours")
    if facts.embargo is None or not facts.long_embargo or not facts.embargo.ended(facts.today):
        return no("reaffirm_needless")
    return no("reaffirm_done") if said else yes()


def may_report(*, on_case: bool, in_force: bool, words: bool) -> Decision:
    """Whether somebody reports a new fact that would change the decision. Anybody on the case may."""
    if not on_case:
        return no("tripwire_not_yours")
    if not in_force:
        return no("tripwire_nothing_approved")
    return yes() if words else no("tripwire_empty")
