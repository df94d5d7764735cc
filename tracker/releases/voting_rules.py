"""A panel's vote on how far a release may go: quorum, threshold, outcome, closing (releases.md 4). Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.reasons import Decision, no, yes
from tracker.releases.numbers import DEFAULTS
from tracker.releases.parts import Harm, ReasonCode, Reversibility, Scope, Verdict


def quorum(seats: int) -> int:
    """How many unconflicted voters of a panel are needed. Who steps aside does not lower it."""
    return max(3, seats // 2 + 1)


class Threshold(enum.StrEnum):
    """What part of those present must accept a scope."""

    MAJORITY = "majority"
    TWO_THIRDS = "two_thirds"

    def is_met(self, accepting: int, present: int) -> bool:
        if present < 1:
            return False
        return 2 * accepting > present if self is Threshold.MAJORITY else 3 * accepting >= 2 * present


def threshold(h: Harm, reversibility: Reversibility) -> Threshold:
    """Two thirds where harm is severe, or serious and cannot be undone."""
    for_good = h is Harm.SERIOUS and reversibility is Reversibility.NO
    return Threshold.TWO_THIRDS if for_good or h is Harm.SEVERE else Threshold.MAJORITY


def outcome(votes: Sequence[Scope | None], present: int, needed: Threshold) -> Scope:
    """The widest scope that enough of those present accept; a scope accepts every narrower one.

    None abstains: present, and accepts nothing.
    """
    if present < len(votes):
        raise ValueError("more votes than people present")
    ranks = [vote.rank for vote in votes if vote is not None]
    met = [scope for scope in Scope if needed.is_met(sum(rank >= scope.rank for rank in ranks), present)]
    return max(met, key=lambda scope: scope.rank, default=Scope.S0)


@dataclass(frozen=True)
class Ballot:
    """One present member's vote; `assessed` if they filed an assessment of these bytes of their own first."""

    person: int
    widest: Scope | None
    assessed: bool = True
    recused: bool = False
    external: bool = False


@dataclass(frozen=True)
class Dissent:
    person: int
    filed_at: datetime
    replied_at: datetime | None = None


@dataclass(frozen=True)
class Sitting:
    """The facts of a vote at the moment somebody wants to close it."""

    seats: int
    h: Harm
    reversibility: Reversibility
    ballots: tuple[Ballot, ...]
    now: datetime
    dissents: tuple[Dissent, ...] = ()
    voted_again_at: datetime | None = None
    cool_off_hours: int = DEFAULTS.cool_off_hours

    def __post_init__(self) -> None:
        if len({one.person for one in self.ballots}) < len(self.ballots):
            raise ValueError("somebody votes twice")

    @property
    def present(self) -> tuple[Ballot, ...]:
        return tuple(one for one in self.ballots if not one.recused)

    @property
    def cool_until(self) -> datetime | None:
        """When the cool-off ends; None without one, or while a reply is awaited.

        It runs from the last reply. A dissent from the second vote takes a reply but no second cool-off, so
        that nobody can keep a vote open for ever.
        """
        if self.h.rank < Harm.SERIOUS.rank:
            return None
        again = self.voted_again_at
        first = [one.replied_at for one in self.dissents if again is None or one.filed_at < again]
        replies = [at for at in first if at is not None]
        if not replies or len(replies) < len(first):
            return None
        return max(replies) + timedelta(hours=self.cool_off_hours)

    @property
    def scope(self) -> Scope:
        """What the vote comes to as it stands."""
        needed = threshold(self.h, self.reversibility)
        return outcome([one.widest for one in self.present], len(self.present), needed)


def may_close(sitting: Sitting) -> Decision:
    """Whether the vote may be closed now, with whatever outcome."""
    if not (decision := _is_complete(sitting)):
        return decision
    unanswered = sum(one.replied_at is None for one in sitting.dissents)
    if unanswered:
        return no("vote_dissent_unanswered", count=unanswered)
    until = sitting.cool_until
    return no("vote_cooling_off", until=until) if until is not None and sitting.now < until else yes()


def _is_complete(sitting: Sitting) -> Decision:
    assessed, needed = sum(one.assessed for one in sitting.present), quorum(sitting.seats)
    if assessed < needed:
        return no("vote_no_quorum", present=assessed, needed=needed)
    if assessed < len(sitting.present):
        return no("vote_unassessed", count=len(sitting.present) - assessed)
    if sitting.h is Harm.SEVERE and not any(one.external for one in sitting.present):
        return no("vote_no_external")
    return yes()


def may_vote_again(sitting: Sitting) -> Decision:
    """Whether members may vote once more: after a cool-off, and once."""
    if sitting.voted_again_at is not None:
        return no("vote_again_done")
    if sitting.cool_until is None and all(one.replied_at for one in sitting.dissents):
        return no("vote_again_needless")
    return may_close(sitting)


class Follow(enum.StrEnum):
    """What a closed vote leads to."""

    APPROVE = "approve"
    ASK_AUTHOR = "ask_author"
    SECOND_VOTE = "second_vote"


def follow(scope: Scope, asked: Scope) -> Follow:
    """Approval as asked, the author's agreement to less, or a second vote where nobody may have it."""
    if scope is Scope.S0:
        return Follow.SECOND_VOTE
    return Follow.APPROVE if scope.rank >= asked.rank else Follow.ASK_AUTHOR


class LetterPart(enum.StrEnum):
    """What the statement of reasons says; the last only where nothing is released."""

    BENEFIT = "benefit"
    RISK = "risk"
    UNCERTAIN = "uncertain"
    WHY_SCOPE = "why_scope"
    TRIPWIRES = "tripwires"
    MORE_LATER = "more_later"
    BENEFIT_FORGONE = "benefit_forgone"


@dataclass(frozen=True)
class SecondVote:
    """Hold or decline, after a vote that came to nobody. None abstains."""

    votes: Mapping[int, Verdict | None]
    decided_on: date
    reasons: frozenset[ReasonCode] = frozenset()
    letter: frozenset[LetterPart] = frozenset()
    revisit_on: date | None = None
    revisit_most: int = DEFAULTS.revisit_most


def may_conclude_hold(sitting: Sitting, second: SecondVote, verdict: Verdict) -> Decision:
    """Whether the panel may hold or decline: a majority, a hazard, its reasons, and a day to look again."""
    if verdict is Verdict.APPROVE:
        return no("hold_not_asked")
    if not (decision := may_close(sitting)):
        return decision
    if sitting.scope is not Scope.S0:
        return no("hold_not_asked")
    if not second.votes.keys() <= {one.person for one in sitting.present}:
        return no("hold_not_seated")
    if (present := len(second.votes)) < (needed := quorum(sitting.seats)):
        return no("vote_no_quorum", present=present, needed=needed)
    accepting = sum(vote is verdict for vote in second.votes.values())
    if not Threshold.MAJORITY.is_met(accepting, present):
        return no("hold_no_majority", count=accepting, present=present)
    return _is_reasoned(second)


def _is_reasoned(second: SecondVote) -> Decision:
    if not second.reasons:
        return no("hold_no_hazard")
    if missing := [part.value for part in LetterPart if part not in second.letter]:
        return no("hold_letter_lacks", parts=missing)
    if second.revisit_on is None or second.revisit_on <= second.decided_on:
        return no("hold_no_revisit")
    latest = second.decided_on + timedelta(days=second.revisit_most)
    return no("hold_revisit_late", latest=latest) if second.revisit_on > latest else yes()
