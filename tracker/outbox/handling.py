"""What staff do about messages that failed, or of which nobody knows whether they arrived."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from tracker import audit
from tracker.audit import Row
from tracker.outbox import handling_rules, queries
from tracker.outbox.models import Dropped, Message, MessageState
from tracker.reasons import require


def retry(session: Session, actor: Row, *, message: Message) -> Message:
    """Have a message tried again, from the first pause on, at the address its reader has by then.

    Of one that may have arrived its reader may get a second copy; most mail servers know it by its number.
    """
    audit.hold(session, message.program_id)
    session.refresh(message, ["state", "attempts", "error"], with_for_update=True)
    require(handling_rules.may_retry(message.state))
    before = message.state
    message.state, message.attempts, message.next_try_at = MessageState.WAITING, 0, None
    message.claimed_at = message.handed_at = None
    session.flush()
    audit.note(session, actor, "message.retry", message, program_id=message.program_id, before=before.value)
    return message


def retry_failed(session: Session, actor: Row, *, program_ids: Iterable[int]) -> int:
    """Have all that failed tried again, of these programs; returns how many. The unsure ones stay."""
    failed = [one for program_id in sorted(program_ids) for one in queries.failed(session, program_id)]
    for message in failed:
        retry(session, actor, message=message)
    return len(failed)


def settle(session: Session, actor: Row, *, message: Message) -> Message:
    """Leave a message at what became of it: it is never tried again."""
    audit.hold(session, message.program_id)
    session.refresh(message, ["state"], with_for_update=True)
    require(handling_rules.may_settle(message.state))
    before = message.state
    message.state, message.dropped_for, message.next_try_at = MessageState.DROPPED, Dropped.SETTLED, None
    session.flush()
    audit.note(session, actor, "message.settle", message, program_id=message.program_id, before=before.value)
    return message
