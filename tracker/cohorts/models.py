"""Tables of programs, cohorts, their phases and gates, enrolments and milestones."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person

# Forms on a phase may still be filed this many days after it ends (program.md 4b: T+3).
FORM_GRACE_DAYS = 3


class PhaseKind(enum.StrEnum):
    TRAINING = "training"
    RESEARCH = "research"
    EXTENSION = "extension"


class GateDefault(enum.StrEnum):
    CONTINUE_BY_DEFAULT = "continue_by_default"
    CAPACITY_LIMITED = "capacity_limited"


class Program(Base):
    """One organisation's research-training program. Nothing crosses programs."""

    __tablename__ = "program"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    time_zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Cohort(Base):
    """One intake of a program."""

    __tablename__ = "cohort"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    slug: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    program: Mapped[Program] = relationship(lazy="joined", innerjoin=True)
    phases: Mapped[list[Phase]] = relationship(
        back_populates="cohort", order_by="Phase.starts_on", cascade="all, delete-orphan"
    )

    __table_args__ = (sa.UniqueConstraint("program_id", "slug"),)

    @property
    def last_day(self) -> date | None:
        """The day on which the last phase ends; None before any dates are set."""
        return max((phase.ends_on for phase in self.phases), default=None)


class Phase(Base):
    """A phase of a cohort and the gate out of it. Days are calendar days in the program's zone."""

    __tablename__ = "phase"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    kind: Mapped[PhaseKind] = mapped_column(choice(PhaseKind, "phase_kind"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    gate_default: Mapped[GateDefault | None] = mapped_column(choice(GateDefault, "gate_default"))
    places: Mapped[int | None]
    notice_by: Mapped[date | None]
    decision_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    cohort: Mapped[Cohort] = relationship(back_populates="phases")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "kind"),
        sa.CheckConstraint("starts_on < ends_on", name="starts_before_end"),
        sa.CheckConstraint("(gate_default IS NULL) = (decision_on IS NULL)", name="gate_iff_decision_day"),
        sa.CheckConstraint(
            "(gate_default = 'capacity_limited') = (places IS NOT NULL)"
            " OR (gate_default IS NULL AND places IS NULL)",
            name="places_iff_limited",
        ),
        sa.CheckConstraint("places IS NULL OR places > 0", name="places_positive"),
        sa.CheckConstraint(
            "notice_by IS NULL OR (notice_by >= starts_on AND notice_by <= decision_on)",
            name="notice_inside_phase",
        ),
        sa.CheckConstraint("decision_on IS NULL OR decision_on >= starts_on", name="decision_later"),
    )

    @property
    def forms_close_on(self) -> date:
        return self.ends_on + timedelta(days=FORM_GRACE_DAYS)


class Enrolment(Base):
    """A scholar in a cohort."""

    __tablename__ = "enrolment"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    enrolled_on: Mapped[date]
    withdrew_on: Mapped[date | None]

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "person_id"),
        sa.CheckConstraint(
            "withdrew_on IS NULL OR withdrew_on >= enrolled_on", name="withdrew_after_enrolled"
        ),
    )


class Milestone(Base):
    """Something due from every scholar of a phase."""

    __tablename__ = "milestone"

    id: Mapped[Key]
    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    due_on: Mapped[date]

    phase: Mapped[Phase] = relationship()

    __table_args__ = (sa.UniqueConstraint("phase_id", "title"),)


class MilestoneDone(Base):
    """A scholar's milestone, marked as done on a day, by somebody."""

    __tablename__ = "milestone_done"

    milestone_id: Mapped[int] = mapped_column(sa.ForeignKey("milestone.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True)
    done_on: Mapped[date]
    marked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
