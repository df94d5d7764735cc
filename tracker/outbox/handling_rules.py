"""Decisions about messages that did not arrive, or may not have. Pure."""

from __future__ import annotations

from tracker.outbox.models import MessageState
from tracker.reasons import Decision, no, yes

# What waits for somebody to look at it.
LOOK = (MessageState.UNSURE, MessageState.FAILED)


def may_retry(state: MessageState) -> Decision:
    """Whether staff may have a message sent again. Nobody does so by accident: what was sent stays sent."""
    return yes() if state in LOOK else no("message_not_stuck")


def may_settle(state: MessageState) -> Decision:
    """Whether staff may leave a message at what became of it."""
    return yes() if state in LOOK else no("message_not_stuck")
