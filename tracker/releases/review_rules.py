"""Which filings count for two reviewers, who files next, and who sees what another filed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import (
    Availability,
    Benefit,
    CaseState,
    Direction,
    Harm,
    ReasonCode,
    Reversibility,
    Scope,
    Sureness,
    Tier,
)
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

WORDS = frozenset({"crux", "widening", "reason_codes"})
CRUX_LENGTH, WIDENING_LENGTH = 500, 2000


@dataclass(frozen=True)
class Said:
    """What somebody files: words on scales, and the crux. Best guesses are None in the short form."""

    benefit: Benefit
    acceleration_worst: Harm
    misuse_worst: Harm
    acceleration_sureness: Sureness
    misuse_sureness: Sureness
    direction: Direction
    availability: Availability
    reversibility: Reversibility
    widest: Scope
    crux: str
    escalate: bool = False
    acceleration_best: Harm | None = None
    misuse_best: Harm | None = None
    widening: str = ""
    reason_codes: frozenset[ReasonCode] = frozenset()

    @property
    def worst(self) -> Harm:
        return max(self.acceleration_worst, self.misuse_worst, key=lambda harm: harm.rank)

    def scales(self) -> dict[str, Any]:
        """What stands plain: every field but what was written, and the reasons."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in WORDS}


def may_say(said: Said, *, whole: bool = False) -> Decision:
    """Whether this can be filed. Beyond modest harm, and on a panel, the short form does not do."""
    for name in ("acceleration", "misuse"):
        best, worst_ = getattr(said, f"{name}_best"), getattr(said, f"{name}_worst")
        if best is not None and best.rank > worst_.rank:
            return no("assessment_best_above")
    if not said.crux.strip():
        return no("assessment_no_crux")
    rest = whole or said.worst.rank > Harm.MODEST.rank
    if rest and (said.acceleration_best is None or said.misuse_best is None):
        return no("assessment_no_guess")
    if said.worst.rank > Harm.MODEST.rank and not said.reason_codes:
        return no("assessment_no_reason")
    return yes()


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


def may_file(
    filings: Sequence[Filing], pair: Pair | None, person: int, asked: Scope, *, judges: bool = True
) -> Decision:
    """Whether a reviewer may file now: once alone, and again once both have and were found apart.

    Who stayed while a colleague left may file before there is another, and answers that one later.
    """
    if not judges or (pair is not None and person not in (pair.first, pair.second)):
        return no("review_not_reviewer")
    if pair is None:
        filed = any(one.person == person for one in filings)
        return no("review_filed_waits") if filed else yes()
    own = turns(filings, person, pair.since)
    other = turns(filings, pair.other(person), pair.since)
    if not own or len(own) < len(other):
        return yes()
    if len(own) > len(other):
        return no("review_filed_waits")
    again = step(filings, pair, asked).next is Next.RECONCILE and len(own) < ROUNDS
    return yes() if again else no("review_filed")


def may_file_for_panel(*, sits: bool) -> Decision:
    """Whether a member of the panel may file, as often as they change their mind before the vote."""
    return yes() if sits else no("review_not_seated")


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
