"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.outbox.models import Message, MessageState, Reminder

# Databases take only so many values in one statement.
AT_ONCE = 500


def newest(session: Session, program_ids: frozenset[int], *, limit: int = 100) -> list[Message]:
    """The latest messages of these programs, newest first."""
    found = sa.select(Message).where(Message.program_id.in_(program_ids))
    return list(session.scalars(found.order_by(Message.id.desc()).limit(limit)))


def every(session: Session, *, limit: int = 100) -> list[Message]:
    """The latest messages of the whole installation, for the person at the server's console."""
    return list(session.scalars(sa.select(Message).order_by(Message.id.desc()).limit(limit)))


def due(session: Session, now: datetime) -> list[int]:
    """Ids of the messages that wait for delivery and whose next try has come, oldest first."""
    found = sa.select(Message.id).where(
        Message.state == MessageState.WAITING,
        sa.or_(Message.next_try_at.is_(None), Message.next_try_at <= now),
    )
    return list(session.scalars(found.order_by(Message.id)))


def once(session: Session, once_key: str) -> Message | None:
    """The message that was written under this key, if one was."""
    return session.scalar(sa.select(Message).where(Message.once_key == once_key))


def reminded(session: Session, person_ids: Iterable[int], keys: Iterable[str]) -> set[tuple[int, str]]:
    """(person, key) of the reminders among these that were sent before."""
    wanted = list(dict.fromkeys(keys))
    people = list(person_ids)
    found: set[tuple[int, str]] = set()
    for start in range(0, len(wanted), AT_ONCE):
        rows = sa.select(Reminder.person_id, Reminder.key).where(
            Reminder.person_id.in_(people), Reminder.key.in_(wanted[start : start + AT_ONCE])
        )
        found |= {(person_id, key) for person_id, key in session.execute(rows)}
    return found
