"""Decisions about credit: who may say what a share was, and which shares the score uses."""

from __future__ import annotations

from tracker.reasons import Decision, no, yes


def may_claim(*, own: bool, mentor: bool, share: float) -> Decision:
    """Whether somebody may say that a member's share is this. Written so that a NaN passes nowhere."""
    if not own and not mentor:
        return no("claim_of_another")
    return yes() if 0 < share <= 1 else no("share_range")
