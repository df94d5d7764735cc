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


class Work(Base):
    """A piece of work that can be judged: the unit of luck."""

    __tablename__ = "work"

    id: Mapped[Key]
    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    kind: Mapped[WorkKind] = mapped_column(choice(WorkKind, "work_kind"))
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]

    phase: Mapped[Phase] = relationship()
    members: Mapped[list[Membership]] = relationship(
        back_populates="work", cascade="all, delete-orphan", lazy="raise"
    )

    __table_args__ = (
        sa.CheckConstraint(
            "starts_on IS NULL OR due_on IS NULL OR starts_on <= due_on", name="starts_before_due"
        ),
    )


class Membership(Base):
    """A scholar's part in a work."""

    __tablename__ = "membership"

    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True, index=True)

    work: Mapped[Work] = relationship(back_populates="members")
    enrolment: Mapped[Enrolment] = relationship()
