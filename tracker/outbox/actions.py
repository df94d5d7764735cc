"""Writes to the outbox."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.outbox.models import Message


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
) -> Message:
    """Put a message into the outbox, in the transaction of whatever it tells about."""
    message = Message(
        program_id=program_id,
        person_id=person_id,
        address=address,
        kind=kind,
        subject=" ".join(subject.split()),
        body=body,
        opens_account=opens_account,
    )
    session.add(message)
    session.flush()
    return message
