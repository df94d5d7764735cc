"""Tables of the programs' own texts of mails, and of how people want theirs."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.db import Base, Key, choice


class When(enum.StrEnum):
    """When somebody wants the mails of a kind."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class MailText(Base):
    """One version of a program's own text of a kind of mail. Never changed, only followed.

    A version without subject and text goes back to the shipped text.
    """

    __tablename__ = "mail_text"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[int]
    subject: Mapped[str | None] = mapped_column(sa.String(200))
    body: Mapped[str | None]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        sa.UniqueConstraint("program_id", "kind", "version"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.CheckConstraint("subject <> '' AND body <> ''", name="says_something"),
        sa.CheckConstraint("(subject IS NULL) = (body IS NULL)", name="own_or_shipped"),
    )


class MailChoice(Base):
    """When somebody wants the mails of one kind, where that is not what everybody gets."""

    __tablename__ = "mail_choice"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    wanted: Mapped[When] = mapped_column(choice(When, "mail_wanted"))


class MailHours(Base):
    """The hours of somebody's day, in their own zone, at which mail that may wait does not come.

    `quiet_from` to `quiet_until`, over midnight or not; both empty: no hour is quiet. The mail of the day
    comes at `daily_at` or later.
    """

    __tablename__ = "mail_hours"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    daily_at: Mapped[int]

    __table_args__ = (
        sa.CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="both_or_none"),
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 23", name="quiet_from_is_an_hour"),
        sa.CheckConstraint("quiet_until BETWEEN 0 AND 23", name="quiet_until_is_an_hour"),
        sa.CheckConstraint("quiet_from <> quiet_until", name="quiet_ends"),
        sa.CheckConstraint("daily_at BETWEEN 0 AND 23", name="daily_at_is_an_hour"),
    )


class DailyMail(Base):
    """Somebody's mail of a day (in their own zone) is written: this message, and no other one that day."""

    __tablename__ = "daily_mail"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id"), unique=True)
