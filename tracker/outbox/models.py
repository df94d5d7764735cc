"""The table of messages."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.db import Base, Key, choice


class MessageState(enum.StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Message(Base):
    """One mail to one person.

    `opens_account` marks a text that holds a link which signs its reader in. Of all messages with the
    same `once_key` only the first exists, whoever writes them and when.
    """

    __tablename__ = "message"

    id: Mapped[Key]
    program_id: Mapped[int | None] = mapped_column(sa.ForeignKey("program.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(sa.String(254))
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str]
    opens_account: Mapped[bool] = mapped_column(default=False)
    once_key: Mapped[str | None] = mapped_column(sa.String(200))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[MessageState] = mapped_column(
        choice(MessageState, "message_state"), default=MessageState.WAITING, index=True
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]

    __table_args__ = (
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_iff_time"),
        sa.Index("uq_message_once_key", "once_key", unique=True),
    )


class Reminder(Base):
    """Somebody was reminded of something, in this message. Each key once a person, whatever restarts."""

    __tablename__ = "reminder"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id"), index=True)
