"""Who may be asked to judge a case, and when two reviewers can begin. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.reasons import Decision, no, yes
from tracker.releases.conflict_rules import Candidate, eligible, may_pair
from tracker.releases.parts import CaseState, Tier

REVIEWERS = 2
# Working days to say yes or no to an invitation.
ANSWER_DAYS = 2
ASKING = frozenset({CaseState.SCREENING, CaseState.EXPEDITED})


@dataclass(frozen=True)
class Bench:
    """The people who were asked and have neither declined nor left; `standing` are those who accepted."""

    asked: tuple[Candidate, ...] = ()
    standing: tuple[Candidate, ...] = ()


def may_ask(state: CaseState, bench: Bench, candidate: Candidate) -> Decision:
    """Whether somebody may be asked to review a case, by what is known of them before they declare."""
    if state not in ASKING:
        return no("assign_state")
    if candidate.person in {one.person for one in bench.asked}:
        return no("assign_asked")
    if len(bench.asked) >= REVIEWERS:
        return no("assign_full")
    if not (decision := eligible(known(candidate))):
        return decision
    for other in bench.asked:
        if not (decision := may_pair(known(candidate), known(other))):
            return decision
    return yes()


def known(candidate: Candidate) -> Candidate:
    """As if they had declared no more than what is known: for a look before they are asked."""
    return replace(candidate, declared=True)


def is_free(candidate: Candidate) -> bool:
    """Whether nothing that is known bars somebody."""
    return bool(eligible(known(candidate)))


def may_begin(state: CaseState, tier: int | None, standing: Sequence[Candidate]) -> Decision:
    """Whether a case may go to its two reviewers (T4)."""
    if state is not CaseState.SCREENING:
        return no("screening_over")
    if tier != Tier.EXPEDITED:
        return no("expedited_tier")
    if len(standing) != REVIEWERS:
        return no("expedited_two", count=len(standing))
    return may_pair(*standing)


def may_give_up(state: CaseState, able: int) -> Decision:
    """Whether a case goes to the panel for want of reviewers: fewer than two are free and willing."""
    if state not in ASKING:
        return no("assign_state")
    return no("assign_people_left", count=able) if able >= REVIEWERS else yes()


def may_withdraw(*, filed: bool) -> Decision:
    """Whether somebody else may be asked instead: never of a reviewer who has said what they think."""
    return no("assign_filed") if filed else yes()


def may_waive_words(reason: str) -> Decision:
    """Whether a waiver says why."""
    return yes() if reason.strip() else no("waiver_no_reason")
