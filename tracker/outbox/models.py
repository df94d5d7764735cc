"""The table of messages."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.db import Base, Key, choice


class MessageState(enum.StrEnum):
    """What became of a message.

    `held` waits for its reader's mail of the day, `carried` left inside of one. `unsure` was handed over, but
    nobody knows whether the mail server took it; it is never tried again by itself. `dropped` never leaves.
    """

    WAITING = "waiting"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    CARRIED = "carried"
    UNSURE = "unsure"
    FAILED = "failed"
    DROPPED = "dropped"


class Dropped(enum.StrEnum):
    """Why a message never leaves."""

    DECLINED = "declined"  # its reader wants none of this kind
    LEFT = "left"  # its reader left the program, or closed the account
    NO_ADDRESS = "no_address"
    SETTLED = "settled"  # staff looked at it and left it at that


class Message(Base):
    """One mail to one person.

    `opens_account` marks a text that holds a link which signs its reader in. Of all messages with the
    same `once_key` only the first exists, whoever writes them and when. `claimed_at` is when the last try
    began; `handed_at`, when the last line of the text was about to go to the mail server in that try.
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
    claimed_at: Mapped[datetime | None]
    handed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
    dropped_for: Mapped[Dropped | None] = mapped_column(choice(Dropped, "message_dropped_for"))
    carried_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id"), index=True)

    __table_args__ = (
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_iff_time"),
        sa.CheckConstraint("(state = 'carried') = (carried_by_id IS NOT NULL)", name="carried_by_one"),
        sa.CheckConstraint("(state = 'dropped') = (dropped_for IS NOT NULL)", name="dropped_for_a_reason"),
        sa.CheckConstraint("state <> 'sending' OR claimed_at IS NOT NULL", name="sending_was_claimed"),
        sa.CheckConstraint("state <> 'unsure' OR handed_at IS NOT NULL", name="unsure_was_handed"),
        sa.Index("uq_message_once_key", "once_key", unique=True),
    )


class Reminder(Base):
    """Somebody was reminded of something, in this message. Each key once a person, whatever restarts."""

    __tablename__ = "reminder"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id"), index=True)
