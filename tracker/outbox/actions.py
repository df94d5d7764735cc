"""Writes to the outbox."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.outbox import queries
from tracker.outbox.models import Message, Reminder


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

    Where a message stands under `once_key` already, that one is returned and nothing is written.
    """
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


def note_reminders(session: Session, message: Message, keys: Iterable[str]) -> None:
    """Write down what a message reminded its reader of, in its transaction."""
    for key in dict.fromkeys(keys):
        session.merge(Reminder(person_id=message.person_id, key=key, message_id=message.id))
    session.flush()
