"""Messages for tests: written as the product writes them, in any state."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.cast import Cast
from tracker.outbox import actions
from tracker.outbox.models import Dropped, Message, MessageState


def message(session: Session, cast: Cast, subject: str = "Notice", **values: Any) -> Message:
    """A message to Ada about her program."""
    facts: dict[str, Any] = {"kind": "role_given", "program_id": cast.program.id, "person": cast.ada.person}
    facts |= values
    person = facts.pop("person")
    return actions.write(
        session,
        person_id=person.id,
        address=person.email,
        subject=subject,
        body=f"The text of {subject}.",
        **facts,
    )


def failed(session: Session, cast: Cast, subject: str = "Failed", **values: Any) -> Message:
    """One that the mail server refused for good."""
    made = message(session, cast, subject, **values)
    made.state, made.attempts, made.error = MessageState.FAILED, 30, "550 no such mailbox"
    session.flush()
    return made


def unsure(session: Session, cast: Cast, subject: str = "Unsure", **values: Any) -> Message:
    """One of which nobody knows whether it arrived."""
    made = message(session, cast, subject, **values)
    made.state, made.attempts, made.error = MessageState.UNSURE, 1, "the program ended"
    made.claimed_at = made.handed_at = made.written_at
    session.flush()
    return made


def dropped(session: Session, cast: Cast, why: Dropped, subject: str = "Dropped") -> Message:
    """One that never leaves."""
    made = message(session, cast, subject)
    made.state, made.dropped_for = MessageState.DROPPED, why
    session.flush()
    return made
