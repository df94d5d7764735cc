"""Tables of the secret addresses under which people's calendars are read."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base


class CalendarFeed(Base):
    """Somebody's calendar, and the address under which programs read it; of its secret only the hash.

    `name` ends the names of its entries for good, whatever address they are read under.
    """

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(32), unique=True, default=lambda: secrets.token_hex(16))
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("(token_hash IS NULL) = (made_at IS NULL)", name="made_at_a_time"),
        sa.CheckConstraint("last_used_at IS NULL OR token_hash IS NOT NULL", name="used_while_open"),
    )


class CalendarEntry(Base):
    """How an entry of somebody's calendar stood when it was last read: its hash, never its words."""

    __tablename__ = "calendar_entry"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_feed.person_id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    # How often it changed since it was first read.
    sequence: Mapped[int]
    changed_at: Mapped[datetime]

    __table_args__ = (
        sa.CheckConstraint("sequence >= 0", name="sequence_from_nothing"),
        sa.CheckConstraint("length(sha256) = 64", name="whole_hash"),
    )
