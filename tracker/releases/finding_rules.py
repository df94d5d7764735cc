"""What a panel's assessments bear, and what its closed vote comes to (releases.md 4.2, 4.5). Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import Benefit, Direction, Harm, ReasonCode, Reversibility, Scope
from tracker.releases.voting_rules import Follow, LetterPart, Sitting, Threshold, follow, threshold
from tracker.releases.weighing_rules import Assessment, Posture, least_reversible, posture, worst

# The parts of every statement of reasons; what is lost by not releasing is said where nothing is released.
ALWAYS = tuple(part for part in LetterPart if part is not LetterPart.BENEFIT_FORGONE)


@dataclass(frozen=True)
class Finding:
    """What assessments come to: the worst harm, and the benefit and direction that enough members see."""

    h: Harm
    reversibility: Reversibility
    benefit: Benefit
    direction: Direction

    @property
    def needed(self) -> Threshold:
        return threshold(self.h, self.reversibility)

    @property
    def posture(self) -> Posture:
        return posture(self.h, self.benefit, self.direction)

    def as_json(self) -> dict[str, Any]:
        return {
            "h": self.h.value,
            "reversibility": self.reversibility.value,
            "benefit": self.benefit.value,
            "direction": self.direction.value,
        }

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Finding:
        return cls(
            Harm(kept["h"]),
            Reversibility(kept["reversibility"]),
            Benefit(kept["benefit"]),
            Direction(kept["direction"]),
        )


def find(everybody: Collection[Assessment], present: Collection[int]) -> Finding:
    """The finding of all who assessed; benefit and direction as the members present hold them.

    Harm is the worst that anybody finds plausible. A benefit counts as far as the threshold of the vote
    itself is met for it, so that one hopeful member does not carry a wider scope.
    """
    h, reversibility = worst(everybody), least_reversible(everybody)
    needed = threshold(h, reversibility)
    of_members = [one for one in everybody if one.person in present]

    def enough(count: int) -> bool:
        return needed.is_met(count, len(of_members))

    benefit = max(
        (one for one in Benefit if enough(sum(each.benefit.rank >= one.rank for each in of_members))),
        key=lambda one: one.rank,
        default=Benefit.NEGLIGIBLE,
    )
    direction = Direction.CAPABILITY
    if enough(sum(each.direction is Direction.SAFETY for each in of_members)):
        direction = Direction.SAFETY
    elif enough(sum(each.direction is not Direction.CAPABILITY for each in of_members)):
        direction = Direction.EVEN
    return Finding(h, reversibility, benefit, direction)


def outcome(sitting: Sitting, finding: Finding) -> Scope:
    """What the vote comes to: the widest accepted scope that benefit and direction bear."""
    return min((sitting.scope, finding.posture.ceiling), key=lambda one: one.rank)


def granted(scope: Scope, asked: Scope) -> Scope:
    """What is let out: never more than was asked for."""
    return min((scope, asked), key=lambda one: one.rank)


def needs_reason(finding: Finding, scope: Scope) -> bool:
    """Whether a scope is wider than the harm's starting posture, so that a written reason is needed."""
    return scope.rank > finding.posture.widest.rank


def counts(sitting: Sitting, finding: Finding) -> dict[str, Any]:
    """The vote in numbers, as letter and minutes show it: who voted how is in none of them."""
    votes = [one.widest for one in sitting.present]
    ranks = [vote.rank for vote in votes if vote is not None]
    return {
        "present": len(votes),
        "abstained": votes.count(None),
        "dissents": len(sitting.dissents),
        "needed": least_needed(finding.needed, len(votes)),
        **{scope.value: sum(rank >= scope.rank for rank in ranks) for scope in Scope},
    }


def least_needed(needed: Threshold, present: int) -> int:
    """How many of those present are enough."""
    return next((count for count in range(1, present + 1) if needed.is_met(count, present)), present + 1)


def parts_of(scope: Scope) -> Sequence[LetterPart]:
    """The parts of the letter about an outcome."""
    return tuple(LetterPart) if scope is Scope.S0 else ALWAYS


@dataclass(frozen=True)
class Letter:
    """What is written of a letter: its parts, and whether the reason for a wider scope is there."""

    parts: frozenset[LetterPart] = frozenset()
    wider_reason: bool = False
    reasons: frozenset[ReasonCode] = frozenset()


def may_release(finding: Finding, scope: Scope, asked: Scope, letter: Letter) -> Decision:
    """Whether the letter about a scope for somebody may go out, and the decision with it."""
    if follow(scope, asked) is Follow.SECOND_VOTE:
        return no("letter_after_hold")
    if missing := [part.value for part in ALWAYS if part not in letter.parts]:
        return no("release_letter_lacks", count=len(missing))
    if scope.rank < asked.rank and not letter.reasons:
        return no("letter_no_hazard")
    if needs_reason(finding, granted(scope, asked)) and not letter.wider_reason:
        return no("letter_wider_reason", widest=finding.posture.widest.value)
    return yes()
