"""Who says that a condition is met, and who verifies it (releases.md 2, T11). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reasons import Decision, no, yes


@dataclass(frozen=True)
class Meeting:
    """What somebody is to a condition. `wrote` are authors and mentors of what is to go out."""

    author: bool = False
    wrote: bool = False
    reviews: bool = False
    done: bool = False
    by_them: bool = False
    verified: bool = False
    holds: bool = True


def may_mark(meeting: Meeting, *, note: bool) -> Decision:
    """Whether somebody says that a condition is met: an author, who writes how."""
    if not meeting.author:
        return no("condition_not_author")
    if not meeting.holds:
        return no("condition_void")
    if meeting.verified:
        return no("condition_verified")
    return yes() if note else no("condition_note_empty")


def may_verify(meeting: Meeting) -> Decision:
    """Whether somebody verifies a condition, or finds it not met: on the case, and with no part in it."""
    if meeting.wrote or meeting.by_them:
        return no("condition_own")
    if not meeting.reviews:
        return no("condition_not_yours")
    if not meeting.holds:
        return no("condition_void")
    if meeting.verified:
        return no("condition_verified")
    return yes() if meeting.done else no("condition_not_done")
