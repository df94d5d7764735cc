"""Who may plan a release, and on which earlier one it may follow. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseState

TITLE_LENGTH = 300


@dataclass(frozen=True)
class Planner:
    """What somebody is to the work of a planned release."""

    member: bool = False


def may_plan(who: Planner, title: str) -> Decision:
    """Whether somebody may plan a release (T1). Only who made the work can say what goes out."""
    if not who.member:
        return no("release_not_yours")
    if not title.strip():
        return no("release_title_empty")
    return yes() if len(title) <= TITLE_LENGTH else no("release_title_long", most=TITLE_LENGTH)


def may_follow(published: CaseState, *, same_work: bool) -> Decision:
    """Whether a release may be reviewed as a shorter form, or as a wider stage, of one that is out."""
    return yes() if same_work and published is CaseState.PUBLISHED else no("release_not_out")
