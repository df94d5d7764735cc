"""Tables of emergency stops: who stopped a release, why, and what two others say comes next."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.releases.parts import CaseState
from tracker.sealed import SealedText


class Stop(Base):
    """One emergency stop (T18) and how it ended (T19). A case has one that is open at most."""

    __tablename__ = "release_stop"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    # Where the case stood, and may go back to.
    before: Mapped[CaseState] = mapped_column(choice(CaseState, "stop_before"))
    stopped_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    reasons_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    reasons_at: Mapped[datetime | None]
    # By when the stopper says why, and by when two others say what comes next.
    reasons_by: Mapped[datetime]
    settle_by: Mapped[date]
    settled_at: Mapped[datetime | None]
    after: Mapped[CaseState | None] = mapped_column(choice(CaseState, "stop_after"))
    # Settled by the calendar, since nobody did in time.
    overdue: Mapped[bool] = mapped_column(default=False)

    stopped_by: Mapped[Person] = relationship()
    reasons: Mapped[SealedText | None] = relationship()
    voices: Mapped[list[StopVoice]] = relationship(order_by="StopVoice.id", lazy="raise")

    __table_args__ = (
        sa.CheckConstraint("(settled_at IS NULL) = (after IS NULL)", name="settled_somehow"),
        sa.CheckConstraint("(reasons_at IS NULL) = (reasons_id IS NULL)", name="reasons_at_a_time"),
        sa.CheckConstraint("overdue = FALSE OR after = 'formal'", name="overdue_is_formal"),
        sa.Index(
            "uq_release_stop_open",
            "case_id",
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        ),
    )


class StopVoice(Base):
    """What somebody says comes after a stop. A new word is another row; the latest of each person counts."""

    __tablename__ = "stop_voice"

    id: Mapped[Key]
    stop_id: Mapped[int] = mapped_column(sa.ForeignKey("release_stop.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    after: Mapped[CaseState] = mapped_column(choice(CaseState, "voice_after"))
    reason_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    reason: Mapped[SealedText] = relationship()
