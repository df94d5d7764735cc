"""Tables of programs, cohorts, their phases and gates, enrolments and milestones."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
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
    # Whether the policies of its gates and their history may be read without signing in.
    shows_transition: Mapped[bool] = mapped_column(default=False)


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
    version: Mapped[int] = mapped_column(default=1)
    # The newest version of the gate's policy, which holds what happens at the phase's end.
    policy_version: Mapped[int | None]

    cohort: Mapped[Cohort] = relationship(back_populates="phases")
    policies: Mapped[list[GatePolicy]] = relationship(
        back_populates="phase", order_by="GatePolicy.version", lazy="selectin", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "kind"),
        sa.CheckConstraint("starts_on < ends_on", name="starts_before_end"),
    )

    @property
    def forms_close_on(self) -> date:
        return self.ends_on + timedelta(days=FORM_GRACE_DAYS)

    @property
    def policy(self) -> GatePolicy | None:
        """The version of the gate's policy that is in force; None before a gate was set."""
        return next((one for one in self.policies if one.version == self.policy_version), None)

    @property
    def gate_default(self) -> GateDefault | None:
        return self.policy.gate_default if self.policy else None

    @property
    def places(self) -> int | None:
        return self.policy.places if self.policy else None

    @property
    def notice_by(self) -> date | None:
        return self.policy.notice_by if self.policy else None

    @property
    def decision_on(self) -> date | None:
        return self.policy.decision_on if self.policy else None


class GatePolicy(Base):
    """One published version of what happens at the end of a phase. Never changed, only followed.

    `phase_ends_on` is the phase's last day as it stood when this version was published.
    """

    __tablename__ = "gate_policy"

    id: Mapped[Key]
    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"))
    version: Mapped[int]
    gate_default: Mapped[GateDefault] = mapped_column(choice(GateDefault, "gate_default"))
    places: Mapped[int | None]
    phase_ends_on: Mapped[date]
    notice_by: Mapped[date | None]
    decision_on: Mapped[date]
    notice_days: Mapped[int]
    people: Mapped[int]
    works: Mapped[int]
    non_mentors: Mapped[int]
    panel: Mapped[int]
    text: Mapped[str]
    reason: Mapped[str | None]
    published_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    phase: Mapped[Phase] = relationship(back_populates="policies")

    __table_args__ = (
        sa.UniqueConstraint("phase_id", "version"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.CheckConstraint(
            "(gate_default = 'capacity_limited') = (places IS NOT NULL)", name="places_iff_limited"
        ),
        sa.CheckConstraint("places IS NULL OR places > 0", name="places_positive"),
        sa.CheckConstraint(
            "notice_by IS NULL OR (notice_by <= decision_on AND notice_by <= phase_ends_on)",
            name="notice_in_time",
        ),
        sa.CheckConstraint(
            "notice_days > 0 AND people > 0 AND works > 0 AND non_mentors > 0 AND panel > 0",
            name="thresholds_positive",
        ),
        sa.CheckConstraint("non_mentors <= people", name="non_mentors_are_people"),
    )


class PolicyRead(Base):
    """A scholar said that they have read one version of the policy of their gate."""

    __tablename__ = "policy_read"

    policy_id: Mapped[int] = mapped_column(sa.ForeignKey("gate_policy.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True, index=True)
    read_at: Mapped[datetime] = mapped_column(default=clock.now)


class Enrolment(Base):
    """A scholar in a cohort. `ended_on` is the day of a decision after which they no longer take part."""

    __tablename__ = "enrolment"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    enrolled_on: Mapped[date]
    withdrew_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    # The enrolment of an earlier cohort that this one goes on from; what was written there stays there.
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("enrolment.id"), unique=True)

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "person_id"),
        sa.CheckConstraint(
            "withdrew_on IS NULL OR withdrew_on >= enrolled_on", name="withdrew_after_enrolled"
        ),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= enrolled_on", name="ended_after_enrolled"),
    )

    @hybrid_property
    def left_on(self) -> date | None:
        """The day from which they are no longer part of the cohort, by their own wish or by a decision."""
        return self.withdrew_on or self.ended_on

    @left_on.inplace.expression
    @classmethod
    def _left_on(cls) -> sa.ColumnElement[date | None]:
        return sa.func.coalesce(cls.withdrew_on, cls.ended_on)


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


class GateRecord(Base):
    """What came of one gate of an earlier cohort, as counts typed by staff."""

    __tablename__ = "gate_record"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    kind: Mapped[PhaseKind] = mapped_column(choice(PhaseKind, "phase_kind"))
    gate_default: Mapped[GateDefault] = mapped_column(choice(GateDefault, "gate_default"))
    label: Mapped[str] = mapped_column(sa.String(200))
    year: Mapped[int]
    accepted: Mapped[int]
    continued: Mapped[int]
    stopped: Mapped[int]
    not_placed: Mapped[int]
    withdrew: Mapped[int]
    # Days of notice of the person in the middle, of those stopped or not placed.
    median_notice: Mapped[float | None] = mapped_column(sa.Double())
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("program_id", "kind", "label", "year"),
        sa.CheckConstraint(
            "continued >= 0 AND stopped >= 0 AND not_placed >= 0 AND withdrew >= 0", name="counts_positive"
        ),
        sa.CheckConstraint(
            "accepted > 0 AND accepted = continued + stopped + not_placed + withdrew", name="counts_add_up"
        ),
        sa.CheckConstraint(
            "median_notice IS NULL OR (median_notice >= 0 AND stopped + not_placed > 0)",
            name="notice_of_somebody",
        ),
    )
