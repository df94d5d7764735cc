"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.outbox.handling_rules import LOOK
from tracker.outbox.models import Message, MessageState, Reminder

# Databases take only so many values in one statement.
AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """Which messages of one's programs a page is to list. Empty: all."""

    states: tuple[MessageState, ...] = ()
    kind: str = ""
    to: str = ""
    """A part of the address, in any case."""


ALL = Wanted()


def count(session: Session, program_ids: frozenset[int], wanted: Wanted) -> int:
    """How many messages of these programs there are."""
    found = sa.select(sa.func.count()).select_from(Message).where(*_where(program_ids, wanted))
    return session.scalar(found) or 0


def newest(
    session: Session,
    program_ids: frozenset[int],
    wanted: Wanted = ALL,
    *,
    limit: int = 100,
    offset: int = 0,
) -> list[Message]:
    """The latest messages of these programs, newest first."""
    found = sa.select(Message).where(*_where(program_ids, wanted)).order_by(Message.id.desc())
    return list(session.scalars(found.limit(limit).offset(offset)))


def carriers(session: Session, messages: Sequence[Message]) -> dict[int, Message]:
    """Id → the mails of the day in which these messages left."""
    ids = {one.carried_by_id for one in messages if one.carried_by_id is not None}
    if not ids:
        return {}
    return {one.id: one for one in session.scalars(sa.select(Message).where(Message.id.in_(ids)))}


def to_look_at(session: Session, program_ids: frozenset[int]) -> int:
    """How many messages of these programs wait for somebody to look at them."""
    return count(session, program_ids, Wanted(states=LOOK))


@dataclass(frozen=True)
class Stuck:
    """How many messages wait for somebody to look at them, and when the oldest of them was written."""

    count: int
    oldest: datetime


def stuck(session: Session, program_ids: frozenset[int], states: Iterable[MessageState]) -> dict[int, Stuck]:
    """Program id → its messages in these states, where it has any."""
    found = (
        sa.select(Message.program_id, sa.func.count(), sa.func.min(Message.written_at))
        .where(Message.program_id.in_(program_ids), Message.state.in_(tuple(states)))
        .group_by(Message.program_id)
        .order_by(Message.program_id)
    )
    rows = session.execute(found)
    return {program_id: Stuck(count, oldest) for program_id, count, oldest in rows if program_id is not None}


def failed(session: Session, program_id: int) -> list[Message]:
    """The messages of a program that failed, oldest first."""
    found = sa.select(Message).where(Message.program_id == program_id, Message.state == MessageState.FAILED)
    return list(session.scalars(found.order_by(Message.id)))


def readable(session: Session, message_id: int, program_ids: frozenset[int]) -> Message | None:
    """A message of these programs, or the mail of the day in which it left."""
    message = session.scalar(
        sa.select(Message).where(Message.id == message_id, Message.program_id.in_(program_ids))
    )
    if message is None or message.carried_by_id is None:
        return message
    return session.get_one(Message, message.carried_by_id)


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


def _where(program_ids: frozenset[int], wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [Message.program_id.in_(program_ids)]
    if wanted.states:
        found.append(Message.state.in_(wanted.states))
    if wanted.kind:
        found.append(Message.kind == wanted.kind)
    if wanted.to:
        found.append(sa.func.lower(Message.address).contains(wanted.to.lower(), autoescape=True))
    return found
