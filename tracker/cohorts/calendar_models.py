"""Tables of a program's closed days, and of one person's own dates: leaves and shifts."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Enrolment, Phase
from tracker.db import Base, Key, choice
from tracker.people.models import Person


class Cause(enum.StrEnum):
    """Why somebody's dates moved."""

    EXTENSION = "extension"
    LEAVE = "leave"
    OTHER = "other"


class ClosedDay(Base):
    """A day between Monday and Friday on which a program does not work."""

    __tablename__ = "closed_day"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    day: Mapped[date]
    name: Mapped[str] = mapped_column(sa.String(200))

    __table_args__ = (
        sa.UniqueConstraint("program_id", "day"),
        sa.CheckConstraint("name <> ''", name="named"),
    )


class Leave(Base):
    """A scholar is away. Why is nobody's business here.

    `returned_on` is the first day back; on the first day itself the leave was taken back. `recorded_on`
    is the day in the program's zone on which it was written down.
    """

    __tablename__ = "leave"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    from_on: Mapped[date]
    expected_until: Mapped[date | None]
    recorded_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    returned_on: Mapped[date | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    enrolment: Mapped[Enrolment] = relationship()
    recorded_by: Mapped[Person] = relationship(foreign_keys=[recorded_by_id])

    __table_args__ = (
        # Nobody is away twice at once, whoever writes it down at the same moment.
        sa.Index(
            "uq_leave_one_open",
            "enrolment_id",
            unique=True,
            sqlite_where=sa.text("returned_on IS NULL"),
            postgresql_where=sa.text("returned_on IS NULL"),
        ),
        sa.CheckConstraint("returned_on IS NULL OR returned_on >= from_on", name="returned_later"),
        sa.CheckConstraint("expected_until IS NULL OR expected_until >= from_on", name="expected_later"),
        sa.CheckConstraint("(returned_on IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
    )


class Shift(Base):
    """From a day on, every date of one scholar lies some days later. Never edited, never earlier.

    `from_on` is counted in the scholar's own dates as they stood then; `known_on` is the day on which it
    was written down, for a leave the day on which the leave was. The order of the ids is the order in
    which shifts are applied.
    """

    __tablename__ = "date_shift"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"))
    from_on: Mapped[date]
    days: Mapped[int]
    cause: Mapped[Cause] = mapped_column(choice(Cause, "cause"))
    reason: Mapped[str] = mapped_column(default="")
    leave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("leave.id"), unique=True)
    known_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    enrolment: Mapped[Enrolment] = relationship()
    phase: Mapped[Phase] = relationship()
    made_by: Mapped[Person] = relationship()

    __table_args__ = (
        sa.CheckConstraint("days > 0", name="later"),
        sa.CheckConstraint("(cause = 'leave') = (leave_id IS NOT NULL)", name="leave_iff_cause"),
        sa.CheckConstraint("cause = 'leave' OR reason <> ''", name="reasoned"),
    )
