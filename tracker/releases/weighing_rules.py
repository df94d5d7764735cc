"""What two reviewers' assessments of a release lead to (releases.md 4). Pure.

No score is made of them: the worst that anybody finds plausible sets the route, and the scopes they accept
set the outcome. Doubt raises the route; by itself it does not narrow the decision.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import (
    Availability,
    Benefit,
    Direction,
    Harm,
    Reversibility,
    Scope,
    Sureness,
    Tier,
)

# What an expedited reviewer fills in; one sureness then stands for both kinds of harm.
SHORT_FIELDS = (
    "benefit",
    "acceleration_worst",
    "misuse_worst",
    "sureness",
    "direction",
    "widest",
    "crux",
    "escalate",
    "agrees_availability",
    "agrees_reversibility",
)
ROUNDS = 2
_STEPS_APART = 2


@dataclass(frozen=True)
class Assessment:
    """What one person filed about the bytes of one manifest.

    A best guess is None in the short form, which does not ask for it; it then counts as the worst plausible.
    """

    person: int
    manifest: str
    benefit: Benefit
    acceleration_worst: Harm
    misuse_worst: Harm
    acceleration_sureness: Sureness
    misuse_sureness: Sureness
    direction: Direction
    availability: Availability
    reversibility: Reversibility
    widest: Scope
    escalate: bool = False
    acceleration_best: Harm | None = None
    misuse_best: Harm | None = None

    def __post_init__(self) -> None:
        if self.acceleration_guess.rank > self.acceleration_worst.rank:
            raise ValueError("acceleration: the best guess is above the worst plausible")
        if self.misuse_guess.rank > self.misuse_worst.rank:
            raise ValueError("misuse: the best guess is above the worst plausible")

    @property
    def acceleration_guess(self) -> Harm:
        return self.acceleration_best or self.acceleration_worst

    @property
    def misuse_guess(self) -> Harm:
        return self.misuse_best or self.misuse_worst

    @property
    def is_unsure(self) -> bool:
        return Sureness.LOW in (self.acceleration_sureness, self.misuse_sureness)

    @property
    def is_unsure_of_harm(self) -> bool:
        """Whether confidence is low where even the best guess is some harm."""
        pairs = (
            (self.acceleration_guess, self.acceleration_sureness),
            (self.misuse_guess, self.misuse_sureness),
        )
        return any(guess.rank >= Harm.MODEST.rank and sure is Sureness.LOW for guess, sure in pairs)


def worst(assessments: Iterable[Assessment]) -> Harm:
    """The worst that anybody finds plausible, of acceleration and misuse."""
    harms = [harm for one in assessments for harm in (one.acceleration_worst, one.misuse_worst)]
    if not harms:
        raise ValueError("nobody has assessed: no harm is not the same as none found")
    return max(harms, key=lambda harm: harm.rank)


def least_reversible(assessments: Iterable[Assessment]) -> Reversibility:
    """The answer of whoever finds it hardest to undo."""
    order = list(Reversibility)
    return max((one.reversibility for one in assessments), key=order.index)


def needs_rest(assessment: Assessment) -> bool:
    """Whether the short form does not do: something worse than modest is plausible."""
    return worst([assessment]).rank > Harm.MODEST.rank


class Need(enum.StrEnum):
    """What a scope wider than the starting posture needs."""

    BENEFIT_MODEST = "benefit_modest"
    BENEFIT_SUBSTANTIAL = "benefit_substantial"
    BENEFIT_MAJOR = "benefit_major"
    NOT_CAPABILITY = "not_capability"
    SAFETY = "safety"
    WRITTEN_REASON = "written_reason"
    TWO_THIRDS = "two_thirds"


@dataclass(frozen=True)
class Posture:
    """Where the argument about a scope starts. `ceiling` is the widest that benefit and direction bear."""

    tier: Tier
    narrowest: Scope
    widest: Scope
    ceiling: Scope
    needs: tuple[Need, ...] = ()


def posture(h: Harm, benefit: Benefit, direction: Direction) -> Posture:
    """The starting posture for the worst plausible harm."""
    if h is Harm.NEGLIGIBLE:
        return Posture(Tier.EXPEDITED, Scope.S1, Scope.S5, Scope.S5)
    if h is Harm.MODEST:
        bears = benefit.rank >= Benefit.MODEST.rank and direction is not Direction.CAPABILITY
        widest = Scope.S5 if bears else Scope.S4
        needs: tuple[Need, ...] = () if bears else (Need.BENEFIT_MODEST, Need.NOT_CAPABILITY)
        return Posture(Tier.EXPEDITED, Scope.S1, widest, widest, needs)
    if h is Harm.SERIOUS:
        ceiling = Scope.S5 if benefit.rank >= Benefit.SUBSTANTIAL.rank else Scope.S3
        needs = (Need.BENEFIT_SUBSTANTIAL, Need.WRITTEN_REASON)
        return Posture(Tier.FORMAL, Scope.S1, Scope.S3, ceiling, needs)
    bears = benefit is Benefit.MAJOR and direction is Direction.SAFETY
    needs = (Need.BENEFIT_MAJOR, Need.SAFETY, Need.TWO_THIRDS)
    return Posture(Tier.EXTERNAL, Scope.S0, Scope.S1, Scope.S5 if bears else Scope.S1, needs)


def ceiling(first: Assessment, second: Assessment) -> Scope:
    """The widest that both benefits and both directions bear at the worst that either finds plausible."""
    h = worst([first, second])
    return min(
        (posture(h, one.benefit, one.direction).ceiling for one in (first, second)),
        key=lambda scope: scope.rank,
    )


def clear(first: Assessment, second: Assessment, scope: Scope) -> Decision:
    """Whether two people's assessments approve a release at this scope without a panel."""
    pair = (first, second)
    h = worst(pair)
    if first.person == second.person:
        return no("weighing_one_person")
    if first.manifest != second.manifest:
        return no("weighing_other_files")
    if any(one.escalate for one in pair):
        return no("weighing_escalated")
    if h.rank > Harm.MODEST.rank:
        return no("weighing_harm", harm=h.value)
    if any(one.is_unsure for one in pair):
        return no("weighing_unsure")
    if scope is Scope.S0:
        return no("weighing_scope_none")
    narrower = min((one.widest for one in pair), key=lambda widest: widest.rank)
    if narrower.rank < scope.rank:
        return no("weighing_scope", scope=scope.value, widest=narrower.value)
    if ceiling(first, second).rank < scope.rank:
        return no("weighing_ceiling", scope=scope.value, ceiling=ceiling(first, second).value)
    return yes()


class Difference(enum.StrEnum):
    """What two assessments disagree about."""

    BENEFIT = "benefit"
    ACCELERATION = "acceleration"
    MISUSE = "misuse"
    SCOPE = "scope"
    DIRECTION = "direction"
    ESCALATION = "escalation"
    CONFIDENCE = "confidence"


def disagreements(a: Assessment, b: Assessment) -> tuple[Difference, ...]:
    """All that keeps two assessments apart, in the order of the form."""
    opposite = {Direction.SAFETY, Direction.CAPABILITY}
    found = {
        Difference.BENEFIT: _apart(a.benefit, b.benefit),
        Difference.ACCELERATION: _apart(a.acceleration_worst, b.acceleration_worst)
        or _apart(a.acceleration_guess, b.acceleration_guess),
        Difference.MISUSE: _apart(a.misuse_worst, b.misuse_worst) or _apart(a.misuse_guess, b.misuse_guess),
        Difference.SCOPE: _apart(a.widest, b.widest),
        Difference.DIRECTION: {a.direction, b.direction} == opposite,
        Difference.ESCALATION: a.escalate != b.escalate,
        Difference.CONFIDENCE: a.is_unsure_of_harm or b.is_unsure_of_harm,
    }
    return tuple(difference for difference, there in found.items() if there)


def _apart(a: Benefit | Harm | Scope, b: Benefit | Harm | Scope) -> bool:
    return abs(a.rank - b.rank) >= _STEPS_APART


class Next(enum.StrEnum):
    """What follows a filing. Neither a hold nor a decline is among it: those take a panel."""

    WAIT = "wait"
    APPROVE = "approve"
    RECONCILE = "reconcile"
    FORMAL = "formal"


@dataclass(frozen=True)
class Step:
    """What follows, in which round; `scope` only with an approval, `reason` only without one."""

    next: Next
    round: int
    scope: Scope | None = None
    reason: Decision | None = None
    differences: tuple[Difference, ...] = ()


def after_filing(first: Sequence[Assessment], second: Sequence[Assessment], asked: Scope) -> Step:
    """What follows once these are filed: each reviewer's versions, oldest first, one for each round.

    Nothing follows before both have filed in a round, so that neither learns of the other by what happens.
    Serious harm and a wish to escalate are not taken back by filing again: the panel then decides.
    """
    if len(first) != len(second) or not first:
        return Step(Next.WAIT, max(1, len(first), len(second)))
    round_, a, b = len(first), first[-1], second[-1]
    filed = (*first, *second)
    apart = disagreements(a, b)
    scope = min((asked, a.widest, b.widest, ceiling(a, b)), key=lambda one: one.rank)
    reason = clear(a, b, scope)
    if apart:
        last = reason if not reason else no("weighing_apart", count=len(apart))
        return Step(Next.RECONCILE if round_ < ROUNDS else Next.FORMAL, round_, None, last, apart)
    if any(one.escalate for one in filed):
        return Step(Next.FORMAL, round_, reason=no("weighing_escalated"))
    if any(needs_rest(one) for one in filed):
        return Step(Next.FORMAL, round_, reason=no("weighing_harm", harm=worst(filed).value))
    if not reason:
        return Step(Next.RECONCILE if round_ < ROUNDS else Next.FORMAL, round_, reason=reason)
    return Step(Next.APPROVE, round_, scope)
