"""Who may judge a release: conflicts of interest, their waivers, and pairs of reviewers. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import HardConflict, SoftConflict


@dataclass(frozen=True)
class Waiver:
    """A soft conflict set aside, by a coordinator with or without a conflict of their own in the case."""

    conflict: SoftConflict
    by: int
    by_conflicted: bool = False


@dataclass(frozen=True)
class Candidate:
    """A person who may be asked to judge a case; `streams` are the mentor streams they belong to."""

    person: int
    declared: bool
    hard: frozenset[HardConflict] = frozenset()
    soft: frozenset[SoftConflict] = frozenset()
    waivers: tuple[Waiver, ...] = ()
    streams: frozenset[int] = frozenset()

    @property
    def waived(self) -> frozenset[SoftConflict]:
        """The conflicts of this person that a waiver which holds sets aside."""
        return self.soft & {one.conflict for one in self.waivers if may_waive(self, one)}


def may_waive(candidate: Candidate, waiver: Waiver) -> Decision:
    """Whether this waiver holds: given by somebody else who is free of conflicts, for a declared conflict."""
    if waiver.by == candidate.person:
        return no("waiver_own")
    if waiver.by_conflicted:
        return no("waiver_conflicted")
    return yes() if waiver.conflict in candidate.soft else no("waiver_not_declared")


def eligible(candidate: Candidate) -> Decision:
    """Whether this person may judge the case: declared, and free of every conflict that is not waived."""
    if candidate.hard:
        return no("conflict_hard", conflicts=_named(candidate.hard))
    if not candidate.declared:
        return no("conflict_undeclared")
    if left := candidate.soft - candidate.waived:
        return no("conflict_soft", conflicts=_named(left))
    return yes()


def may_pair(first: Candidate, second: Candidate) -> Decision:
    """Whether these two may be the reviewers of one case."""
    if first.person == second.person:
        return no("pair_one_person")
    for one in (first, second):
        if not (decision := eligible(one)):
            return decision
    if first.streams & second.streams:
        return no("pair_one_stream")
    if first.waived and second.waived:
        return no("pair_both_waived")
    return yes()


def _named(conflicts: frozenset[HardConflict] | frozenset[SoftConflict]) -> list[str]:
    return sorted(one.value for one in conflicts)
