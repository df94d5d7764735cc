"""A small change of what was approved, confirmed by the same people (releases.md 2, T14). Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseState, Scope, Void

# What a look at the change cannot mend: the review itself has to be done again.
NOT_AFTER = frozenset({Void.EXPIRED, Void.CONFLICT, Void.TRIPWIRE, Void.APPEAL, Void.STOP})


@dataclass(frozen=True)
class Seat:
    """One of those on whom the voided approval rests; `there` while they can still judge the case."""

    person: int
    chair: bool = False
    there: bool = True


@dataclass(frozen=True)
class Amending:
    """The facts when an author asks for a fast amendment, or an approver answers one.

    `before` and `after` are the scopes asked for; `complete` says that files and scope stand there.
    """

    today: date
    state: CaseState
    voided_for: Void | None
    expires_on: date
    before: Scope
    after: Scope | None
    by_panel: bool
    seats: Sequence[Seat]
    complete: bool = True


def available(facts: Amending) -> Decision:
    """Whether a fast amendment is possible at all; else the case is handed in again (T15)."""
    if facts.state is not CaseState.STALE or facts.voided_for is None:
        return no("amendment_not_now")
    if facts.voided_for in NOT_AFTER:
        return no("amendment_not_after")
    if facts.today > facts.expires_on:
        return no("amendment_expired", on=facts.expires_on)
    if not facts.complete or facts.after is None:
        return no("amendment_incomplete")
    if facts.after.rank > facts.before.rank:
        return no("amendment_wider")
    return _has_its_people(facts)


def _has_its_people(facts: Amending) -> Decision:
    if facts.by_panel:
        chair = any(one.chair and one.there for one in facts.seats)
        voter = any(not one.chair and one.there for one in facts.seats)
        return yes() if chair and voter else no("amendment_panel_gone")
    return yes() if all(one.there for one in facts.seats) else no("amendment_approver_gone")


def may_ask(facts: Amending, *, author: bool, words: bool, asked: bool) -> Decision:
    """Whether an author asks for one now."""
    if not author:
        return no("amendment_not_author")
    if not (decision := available(facts)):
        return decision
    if asked:
        return no("amendment_asked")
    return yes() if words else no("amendment_empty")


def may_answer(facts: Amending, person: int, *, same: bool, said: bool) -> Decision:
    """Whether somebody says that it discloses nothing new, or that they are not sure."""
    if not any(one.person == person and one.there for one in facts.seats):
        return no("amendment_not_approver")
    if said:
        return no("amendment_said")
    if not same:
        return no("amendment_overtaken")
    return available(facts)


class Then(enum.StrEnum):
    """What follows from the answers so far."""

    WAIT = "wait"
    CONFIRMED = "confirmed"
    NOT_SURE = "not_sure"


def then(by_panel: bool, seats: Sequence[Seat], answers: Mapping[int, bool]) -> Then:
    """What the answers come to: one doubt ends it; two reviewers, or the chair and one voter, confirm it."""
    if not all(answers.values()):
        return Then.NOT_SURE
    sure = [one for one in seats if one.there and answers.get(one.person)]
    if by_panel:
        enough = any(one.chair for one in sure) and any(not one.chair for one in sure)
    else:
        enough = len({one.person for one in sure}) >= 2 and len(sure) == len(seats)
    return Then.CONFIRMED if enough else Then.WAIT
