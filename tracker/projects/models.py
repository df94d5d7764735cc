"""Tables of works and their members."""

from __future__ import annotations

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.cohorts.models import Enrolment, Phase
from tracker.db import Base, Key, choice


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

    phase: Mapped[Phase] = relationship()
    members: Mapped[list[Membership]] = relationship(
        back_populates="work", cascade="all, delete-orphan", lazy="raise"
    )

    __table_args__ = (
        sa.CheckConstraint(
            "starts_on IS NULL OR due_on IS NULL OR starts_on <= due_on", name="starts_before_due"
        ),
        sa.CheckConstraint("(pass_able IS NULL) = (pass_other IS NULL)", name="both_rates_or_none"),
        sa.CheckConstraint(
            "pass_other > 0 AND pass_able > pass_other AND pass_able < 1", name="rates_in_order"
        ),
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
