"""Tables of the decisions at gates: the room of a case, the panel's seats, what was decided on what."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.advancement.models import Concern
from tracker.cohorts.models import Enrolment, GatePolicy, Phase
from tracker.db import Base, Key, choice
from tracker.people.models import Person


class Outcome(enum.StrEnum):
    """What can be decided about a scholar at a gate."""

    CONTINUE = "continue"
    CONTINUE_WITH_PLAN = "continue_with_plan"
    EXTEND = "extend"
    REPEAT = "repeat"
    DEFERRED = "deferred"
    NOT_PLACED = "not_placed"
    STOP = "stop"
    WITHDRAWN = "withdrawn"


class Way(enum.StrEnum):
    """How places were given at a gate with limited ones."""

    ABOVE = "above"
    BELOW = "below"
    PANEL = "panel"
    LOT = "lot"


class GateCase(Base):
    """The room in which the gate of one scholar is decided.

    `round` counts from 1; an extension, and an appeal that sends the decision back, begin a new one with a
    panel of its own. `decide_by` is the last day of such a new round where it is not the gate's own.
    """

    __tablename__ = "gate_case"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"))
    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"))
    round: Mapped[int] = mapped_column(default=1)
    decide_by: Mapped[date | None]
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)

    enrolment: Mapped[Enrolment] = relationship()
    phase: Mapped[Phase] = relationship()
    seats: Mapped[list[PanelSeat]] = relationship(
        order_by="PanelSeat.id", back_populates="case", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "phase_id"),
        sa.CheckConstraint("round > 0", name="round_positive"),
    )


class PanelSeat(Base):
    """A member of the panel of one round with their own view, never edited, and their dissent."""

    __tablename__ = "panel_seat"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("gate_case.id"))
    round: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    appointed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    appointed_at: Mapped[datetime] = mapped_column(default=clock.now)
    view: Mapped[Outcome | None] = mapped_column(choice(Outcome, "view"))
    reasons: Mapped[str] = mapped_column(default="")
    filed_at: Mapped[datetime | None]
    dissent: Mapped[str] = mapped_column(default="")
    dissented_at: Mapped[datetime | None]

    case: Mapped[GateCase] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.UniqueConstraint("case_id", "round", "person_id"),
        sa.CheckConstraint("(view IS NULL) = (filed_at IS NULL)", name="view_with_time"),
        sa.CheckConstraint("view IS NULL OR reasons <> ''", name="view_with_reasons"),
        sa.CheckConstraint("(dissent = '') = (dissented_at IS NULL)", name="dissent_with_time"),
        sa.CheckConstraint("dissented_at IS NULL OR filed_at IS NOT NULL", name="dissent_after_view"),
    )


class DecisionDraft(Base):
    """What somebody has typed of a decision, or of their view as a panel member. Only its author reads it."""

    __tablename__ = "decision_draft"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("gate_case.id", ondelete="CASCADE"), primary_key=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    typed: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class GateDecision(Base):
    """What was decided about a scholar at a gate, on what, and by whom. Never edited; an appeal can undo it.

    `decided_on` is the day in the program's zone; a default bears the gate's decision day, whenever it was
    written down. `evidence` is frozen: what lay before the panel. `checks` names each check of the policy
    with its answer. `until_on` is the new last day of the phase after an extension.
    """

    __tablename__ = "gate_decision"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"))
    round: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "outcome"))
    by_default: Mapped[bool] = mapped_column(default=False)
    # The scholar asked for it, or agreed to it, in these words.
    wish: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date]
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reasons: Mapped[str] = mapped_column(default="")
    plan: Mapped[str] = mapped_column(default="")
    until_on: Mapped[date | None]
    way: Mapped[Way | None] = mapped_column(choice(Way, "way"))
    policy_id: Mapped[int] = mapped_column(sa.ForeignKey("gate_policy.id"))
    concern_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concern.id"))
    evidence: Mapped[dict[str, Any]]
    checks: Mapped[dict[str, Any]]
    override_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    override_reason: Mapped[str] = mapped_column(default="")
    undone_at: Mapped[datetime | None]

    enrolment: Mapped[Enrolment] = relationship()
    phase: Mapped[Phase] = relationship()
    policy: Mapped[GatePolicy] = relationship()
    concern: Mapped[Concern | None] = relationship()
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    override_by: Mapped[Person | None] = relationship(foreign_keys=[override_by_id])

    __table_args__ = (
        # Two decisions on the same scholar at the same gate cannot stand, whoever writes them when; an
        # extension puts the gate off, once, and the decision follows.
        sa.Index(
            "uq_gate_decision_one_stands",
            "enrolment_id",
            "phase_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL AND outcome <> 'extend'"),
            postgresql_where=sa.text("undone_at IS NULL AND outcome <> 'extend'"),
        ),
        sa.Index(
            "uq_gate_decision_one_extension",
            "enrolment_id",
            "phase_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL AND outcome = 'extend'"),
            postgresql_where=sa.text("undone_at IS NULL AND outcome = 'extend'"),
        ),
        sa.CheckConstraint("by_default = (decided_by_id IS NULL)", name="decider_unless_default"),
        sa.CheckConstraint("NOT by_default OR outcome = 'continue'", name="default_continues"),
        sa.CheckConstraint("outcome = 'continue' OR reasons <> ''", name="reasons_given"),
        sa.CheckConstraint("(outcome = 'continue_with_plan') = (plan <> '')", name="plan_iff_with_plan"),
        sa.CheckConstraint("(outcome = 'extend') = (until_on IS NOT NULL)", name="until_iff_extended"),
        sa.CheckConstraint("outcome NOT IN ('withdrawn', 'deferred') OR wish <> ''", name="own_wish"),
        sa.CheckConstraint(
            "outcome <> 'stop' OR concern_id IS NOT NULL OR override_by_id IS NOT NULL",
            name="stop_on_concern",
        ),
        sa.CheckConstraint("(override_by_id IS NULL) = (override_reason = '')", name="override_with_reason"),
    )
