"""What a coordinator may do with a case in screening: return, raise, send on; never approve. Pure."""

from __future__ import annotations

from collections.abc import Collection

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseState, Tier


def may_return(state: CaseState, words: str) -> Decision:
    """Whether a case goes back to its authors (T3): with a list of what is missing, no word on merits."""
    if state is not CaseState.SCREENING:
        return no("screening_over")
    return yes() if words.strip() else no("return_says_nothing")


def may_send_to_panel(state: CaseState, tier: int | None, words: str) -> Decision:
    """Whether a case goes to the panel (T5). Where no answer asks for it, the coordinator says why."""
    if state is not CaseState.SCREENING:
        return no("screening_over")
    if tier is None or tier > Tier.EXPEDITED:
        return yes()
    return yes() if words.strip() else no("panel_says_nothing")


def may_hand_over(coordinator: int | None, deputy: int | None, able: Collection[int]) -> Decision:
    """Whether these two handle a case from now on: both may, neither has a conflict, and they are two."""
    if coordinator is None:
        return no("handlers_nobody")
    if coordinator == deputy:
        return no("handlers_same")
    return yes() if {coordinator, deputy} - {None} <= set(able) else no("handlers_not_able")
