"""Tables of the addresses of other programs that are told of what happens, and of what they were told."""

from __future__ import annotations

import enum
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice


class DeliveryState(enum.StrEnum):
    """What became of one delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"  # tried for a day, or told that nobody listens there any more
    DROPPED = "dropped"  # its webhook was switched off before


class Off(enum.StrEnum):
    """Why a webhook is off."""

    STAFF = "staff"
    FAILING = "failing"  # a day without any answer that it was taken
    GONE = "gone"  # the address answered that it is there no more


class Webhook(Base):
    """An address that is told of some kinds of events of a program."""

    __tablename__ = "webhook"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"), index=True)
    url: Mapped[str] = mapped_column(sa.String(500))
    # The kinds of events that it is told of.
    events: Mapped[list[str]] = mapped_column(sa.JSON)
    # Its secret follows from this and the key of the installation, and is kept nowhere.
    salt: Mapped[str] = mapped_column(sa.String(32), default=lambda: secrets.token_hex(16))
    # Up to which entry of the program's audit trail its events were taken.
    seen_position: Mapped[int]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    off_at: Mapped[datetime | None]
    off_code: Mapped[Off | None] = mapped_column(choice(Off, "webhook_off"))

    __table_args__ = (
        sa.CheckConstraint("url LIKE 'http%'", name="is_an_address"),
        sa.CheckConstraint("seen_position >= 0", name="seen_from_nothing"),
        sa.CheckConstraint("(off_at IS NULL) = (off_code IS NULL)", name="off_for_a_reason"),
    )


class WebhookDelivery(Base):
    """One event for one webhook. `event_id` and `body` are the same at each try."""

    __tablename__ = "webhook_delivery"

    id: Mapped[Key]
    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey("webhook.id"))
    event_id: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[str] = mapped_column(sa.String(40))
    body: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    # How often it was sent or tried.
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    state: Mapped[DeliveryState] = mapped_column(
        choice(DeliveryState, "webhook_delivery_state"), default=DeliveryState.WAITING
    )
    # The status that the address answered with at the last try.
    status: Mapped[int | None]
    # What went wrong at the last try, by a short name.
    problem: Mapped[str] = mapped_column(sa.String(40), default="")
    ended_at: Mapped[datetime | None]

    webhook: Mapped[Webhook] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        sa.UniqueConstraint("webhook_id", "event_id"),
        sa.CheckConstraint("(state = 'waiting') = (next_try_at IS NOT NULL)", name="waits_for_a_time"),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_at_a_time"),
        sa.CheckConstraint("attempts >= 0", name="attempts_from_nothing"),
        sa.CheckConstraint("state <> 'delivered' OR status BETWEEN 200 AND 299", name="taken_is_taken"),
    )
