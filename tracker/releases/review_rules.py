"""Which filings count for two reviewers, who files next, and who sees what another filed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseState, Scope, Tier
from tracker.releases.weighing_rules import (
    ROUNDS,
    Assessment,
    Next,
    Step,
    after_filing,
    needs_rest,
    posture,
    worst,
)


@dataclass(frozen=True)
class Filing:
    """An assessment as it was filed about the submission under review."""

    id: int
    at: datetime
    said: Assessment

    @property
    def person(self) -> int:
        return self.said.person


@dataclass(frozen=True)
class Pair:
    """The two reviewers of a case, and since when they are these two."""

    first: int
    second: int
    since: datetime

    def other(self, person: int) -> int:
        return self.second if person == self.first else self.first


def turns(filings: Iterable[Filing], person: int, since: datetime) -> tuple[Filing, ...]:
    """What somebody filed that counts for the present pair, oldest first.

    Of what they filed beside an earlier colleague only the last counts, as their first word to the new one.
    """
    own = sorted((one for one in filings if one.person == person), key=lambda one: (one.at, one.id))
    return (*[one for one in own if one.at < since][-1:], *[one for one in own if one.at >= since])


def step(filings: Sequence[Filing], pair: Pair, asked: Scope) -> Step:
    """What follows from what the two have filed."""
    first, second = (
        [one.said for one in turns(filings, person, pair.since)] for person in (pair.first, pair.second)
    )
    return after_filing(first, second, asked)


def may_file(filings: Sequence[Filing], pair: Pair | None, person: int, asked: Scope) -> Decision:
    """Whether a reviewer may file now: once alone, and again once both have and were found apart."""
    if pair is None:
        return no("review_no_pair")
    if person not in (pair.first, pair.second):
        return no("review_not_reviewer")
    own = turns(filings, person, pair.since)
    other = turns(filings, pair.other(person), pair.since)
    if not own:
        return yes()
    if len(own) > len(other):
        return no("review_filed_waits")
    if len(own) < len(other):
        return yes()
    again = step(filings, pair, asked).next is Next.RECONCILE and len(own) < ROUNDS
    return yes() if again else no("review_filed")


def seen(filings: Iterable[Filing], pair: Pair | None, viewer: int) -> frozenset[int]:
    """The filings of others that a judge of the case sees: none before their own, none of a later round."""
    kept = list(filings)
    ahead: set[int] = set()
    if pair is None or viewer not in (pair.first, pair.second):
        filed = any(one.person == viewer for one in kept)
    else:
        own = turns(kept, viewer, pair.since)
        filed = bool(own)
        ahead = {one.id for one in turns(kept, pair.other(viewer), pair.since)[len(own) :]}
    if not filed:
        return frozenset()
    return frozenset(one.id for one in kept if one.person != viewer) - ahead


def must_go_to_panel(filings: Iterable[Filing]) -> bool:
    """Whether somebody filed serious harm or asked for the panel, which no change of reviewers undoes."""
    return any(one.said.escalate or needs_rest(one.said) for one in filings)


def panel_tier(filings: Iterable[Filing]) -> Tier:
    """How much review a case gets that leaves two reviewers, by the worst that was filed."""
    said = [one.said for one in filings]
    if not said:
        return Tier.FORMAL
    found = [posture(worst(said), one.benefit, one.direction).tier for one in said]
    return max(Tier.FORMAL, *found)


def may_return(state: CaseState, *, filed: bool, words: str) -> Decision:
    """Whether a reviewer may give a case back (T7): having said what they think, and what is to change."""
    if state is not CaseState.EXPEDITED:
        return no("review_not_expedited")
    if not filed:
        return no("return_file_first")
    return yes() if words.strip() else no("return_says_nothing")


def may_escalate(state: CaseState) -> Decision:
    """Whether a case may be sent to the panel by one click (T6)."""
    return yes() if state is CaseState.EXPEDITED else no("review_not_expedited")
