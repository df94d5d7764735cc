"""Writes to the outbox."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.outbox import mail_queries, queries, timing_rules
from tracker.outbox.kinds import kind_of
from tracker.outbox.mail_models import When
from tracker.outbox.models import Dropped, Message, MessageState, Reminder

STATES = {
    When.AT_ONCE: MessageState.WAITING,
    When.DAILY: MessageState.HELD,
    When.NEVER: MessageState.DROPPED,
}


def write(
    session: Session,
    *,
    person_id: int,
    address: str,
    kind: str,
    subject: str,
    body: str,
    program_id: int | None = None,
    opens_account: bool = False,
    once_key: str | None = None,
) -> Message:
    """Put a message into the outbox, in the transaction of whatever it tells about.

    Where a message stands under `once_key` already, that one is returned and nothing is written. For whoever
    wants mails of this kind once a day it is held until then; for whoever wants none it never leaves. Raises
    `KeyError` for a kind that nobody registered.
    """
    wanted = _wanted(session, person_id, kind)
    found = queries.once(session, once_key) if once_key else None
    if found is not None:
        return found
    message = Message(
        program_id=program_id,
        person_id=person_id,
        address=address,
        kind=kind,
        subject=" ".join(subject.split()),
        body=body,
        opens_account=opens_account,
        once_key=once_key,
        state=STATES[wanted],
        dropped_for=Dropped.DECLINED if wanted is When.NEVER else None,
    )
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:  # another process wrote it a moment ago
        found = queries.once(session, once_key) if once_key else None
        if found is None:
            raise
        return found
    return message


def _wanted(session: Session, person_id: int, kind: str) -> When:
    found = kind_of(kind)
    if found.urgent:
        return found.usual
    return timing_rules.wanted(found, mail_queries.choice(session, person_id, kind))


def note_reminders(session: Session, message: Message, keys: Iterable[str]) -> None:
    """Write down what a message reminded its reader of, in its transaction."""
    for key in dict.fromkeys(keys):
        session.merge(Reminder(person_id=message.person_id, key=key, message_id=message.id))
    session.flush()
