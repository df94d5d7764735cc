"""Tables of who was let into a case in an emergency, and of the notices that somebody read much."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key
from tracker.people.models import Person
from tracker.releases.models import Case
from tracker.sealed import SealedText


class BreakGlass(Base):
    """Somebody asked to read a case that is not theirs; once a second person agrees they may, for a time.

    It ends by itself at `ends_at`. An answered row is never changed.
    """

    __tablename__ = "break_glass"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    reason_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    # When the access ends; None while nobody answered, and where it was refused.
    ends_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    reason: Mapped[SealedText] = relationship()

    __table_args__ = (
        sa.CheckConstraint("asked_by_id <> answered_by_id", name="two_people"),
        sa.CheckConstraint("(answered_by_id IS NULL) = (answered_at IS NULL)", name="answered_at_a_time"),
        sa.CheckConstraint("ends_at IS NULL OR answered_at < ends_at", name="ends_after_agreement"),
        sa.CheckConstraint("ends_at IS NULL OR answered_at IS NOT NULL", name="opened_by_an_answer"),
        sa.Index(
            "uq_break_glass_asked",
            "case_id",
            "asked_by_id",
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        ),
    )


class ReadAlert(Base):
    """Within an hour somebody opened more sealed texts than the program's number. One a person and hour."""

    __tablename__ = "read_alert"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    hour: Mapped[datetime]
    texts: Mapped[int]
    noticed_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    seen_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    seen_by: Mapped[Person | None] = relationship(foreign_keys=[seen_by_id])

    __table_args__ = (
        sa.UniqueConstraint("program_id", "person_id", "hour"),
        sa.CheckConstraint("(seen_by_id IS NULL) = (seen_at IS NULL)", name="seen_at_a_time"),
        sa.CheckConstraint("person_id <> seen_by_id", name="nobody_clears_their_own"),
    )
