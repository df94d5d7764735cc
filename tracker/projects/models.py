"""Tables of works and their members."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.cohorts.models import Enrolment, Phase
from tracker.db import Base, Key, choice
from tracker.people.models import Person


class WorkKind(enum.StrEnum):
    PROJECT = "project"
    SPRINT = "sprint"
    MILESTONE = "milestone"


class Reached(enum.StrEnum):
    """Whether a work answered its question or delivered its plan, whatever the answer was."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"


class Work(Base):
    """A piece of work that can be judged: the unit of luck.

    `pass_able` and `pass_other` are the stated pass rates: how often somebody one standard deviation
    above the program's average would reach what this work is after, and somebody one below.
    """

    __tablename__ = "work"

    id: Mapped[Key]
    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    kind: Mapped[WorkKind] = mapped_column(choice(WorkKind, "work_kind"))
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    pass_able: Mapped[float | None]
    pass_other: Mapped[float | None]
    reached: Mapped[Reached] = mapped_column(
        choice(Reached, "reached"), default=Reached.NOT_YET, server_default=Reached.NOT_YET
    )
    # Who stated the rates last, and whether the result was known by then.
    rates_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    rates_at: Mapped[datetime | None]
    rates_late: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Who settled the result, when and why; and the shares.
    reached_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reached_at: Mapped[datetime | None]
    reached_reason: Mapped[str] = mapped_column(default="", server_default="")
    shares_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    shares_at: Mapped[datetime | None]
    shares_reason: Mapped[str] = mapped_column(default="", server_default="")
    # Counts the edits of title, days, members and mentors, so that none is made over another unseen.
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    phase: Mapped[Phase] = relationship()
    rates_by: Mapped[Person | None] = relationship(foreign_keys=[rates_by_id])
    reached_by: Mapped[Person | None] = relationship(foreign_keys=[reached_by_id])
    shares_by: Mapped[Person | None] = relationship(foreign_keys=[shares_by_id])
    members: Mapped[list[Membership]] = relationship(
        back_populates="work", cascade="all, delete-orphan", lazy="raise"
    )
    mentors: Mapped[list[WorkMentor]] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.CheckConstraint(
            "starts_on IS NULL OR due_on IS NULL OR starts_on <= due_on", name="starts_before_due"
        ),
        sa.CheckConstraint("(pass_able IS NULL) = (pass_other IS NULL)", name="both_rates_or_none"),
        sa.CheckConstraint(
            "pass_other > 0 AND pass_able > pass_other AND pass_able < 1", name="rates_in_order"
        ),
        sa.CheckConstraint("reached = 'not_yet' OR reached_at IS NOT NULL", name="result_was_settled"),
    )

    @property
    def scored(self) -> bool:
        """Whether its result counts in the score."""
        return self.pass_able is not None and self.reached is not Reached.NOT_YET


class Membership(Base):
    """A scholar's part in a work; without a stated share see `rules.shares_of`."""

    __tablename__ = "membership"

    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True, index=True)
    share: Mapped[float | None]

    work: Mapped[Work] = relationship(back_populates="members")
    enrolment: Mapped[Enrolment] = relationship()

    __table_args__ = (sa.CheckConstraint("share > 0 AND share <= 1", name="share_range"),)


class WorkMentor(Base):
    """Somebody who guides a work: they state its rates and their view of its shares, and propose a result."""

    __tablename__ = "work_mentor"

    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship()
