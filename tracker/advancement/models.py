"""Tables of concerns with their targets, replies and drafts, and of support plans with their words."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Enrolment, Phase
from tracker.db import Base, Key, choice
from tracker.evaluations.models import Form
from tracker.outbox.models import Message
from tracker.people.models import Person


class Proof(enum.StrEnum):
    """What proves that a concern reached the scholar; the first of them counts."""

    MAIL = "mail"
    READ = "read"
    ACKNOWLEDGED = "acknowledged"


class Closing(enum.StrEnum):
    """How a concern ended."""

    MET = "met"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"  # the gate was decided while it was open


class Verdict(enum.StrEnum):
    """What somebody says of a support plan; the kinder of two holds."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


class Seat(enum.StrEnum):
    """In which part somebody judges a plan: its owner, or a second person."""

    OWNER = "owner"
    OBSERVER = "observer"


class Concern(Base):
    """A written, dated notice to a scholar. Days are calendar days in the program's zone.

    `notice_by` and `notice_days` are those of the gate's policy on the day it was opened;
    `counts_at_gate` goes from true to false where it is proven too late, never back.
    """

    __tablename__ = "concern"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    phase_id: Mapped[int] = mapped_column(sa.ForeignKey("phase.id"))
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    form_id: Mapped[int | None] = mapped_column(sa.ForeignKey("form.id"))
    opened_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    text: Mapped[str]
    help_offered: Mapped[str]
    notice_by: Mapped[date | None]
    notice_days: Mapped[int]
    counts_at_gate: Mapped[bool]
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id"), unique=True)
    delivered_on: Mapped[date | None]
    delivered_at: Mapped[datetime | None]
    delivered_by: Mapped[Proof | None] = mapped_column(choice(Proof, "proof"))
    acknowledged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    closing: Mapped[Closing | None] = mapped_column(choice(Closing, "closing"))
    closing_reason: Mapped[str] = mapped_column(default="")

    enrolment: Mapped[Enrolment] = relationship()
    phase: Mapped[Phase] = relationship()
    opened_by: Mapped[Person] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])
    form: Mapped[Form | None] = relationship()
    message: Mapped[Message | None] = relationship()
    targets: Mapped[list[Target]] = relationship(order_by="Target.position", cascade="all, delete-orphan")
    replies: Mapped[list[ConcernReply]] = relationship(order_by="ConcernReply.id")
    plan: Mapped[SupportPlan | None] = relationship(back_populates="concern")

    __table_args__ = (
        # Two open ones on the same scholar cannot be, whoever writes them at the same moment.
        sa.Index(
            "uq_concern_one_open",
            "enrolment_id",
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        ),
        sa.CheckConstraint(
            "(delivered_on IS NULL) = (delivered_by IS NULL)"
            " AND (delivered_on IS NULL) = (delivered_at IS NULL)",
            name="delivery_with_proof",
        ),
        sa.CheckConstraint("delivered_on IS NULL OR delivered_on >= opened_on", name="delivered_later"),
        sa.CheckConstraint(
            "delivered_on IS NOT NULL OR (acknowledged_at IS NULL AND answered_at IS NULL)",
            name="answered_once_delivered",
        ),
        sa.CheckConstraint(
            "NOT counts_at_gate OR (notice_by IS NOT NULL AND opened_on <= notice_by"
            " AND (delivered_on IS NULL OR delivered_on <= notice_by))",
            name="counts_in_time",
        ),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (closing IS NULL) AND (closed_on IS NULL OR closed_on >= opened_on)",
            name="closed_with_outcome",
        ),
        sa.CheckConstraint("closing <> 'withdrawn' OR closing_reason <> ''", name="withdrawn_with_reason"),
        sa.CheckConstraint("notice_days > 0", name="notice_days_positive"),
        sa.CheckConstraint("text <> '' AND help_offered <> ''", name="says_something"),
    )


class Target(Base):
    """Something specific to reach, and the day by which.

    `stated_on` is the day as it was written; `due_on` lies later where the concern arrived so late that
    two weeks would not have been left.
    """

    __tablename__ = "concern_target"

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    stated_on: Mapped[date]
    due_on: Mapped[date]

    __table_args__ = (
        sa.CheckConstraint("position BETWEEN 1 AND 3", name="at_most_three"),
        sa.CheckConstraint("due_on >= stated_on", name="never_earlier"),
        sa.CheckConstraint("text <> ''", name="says_something"),
    )


class ConcernReply(Base):
    """A scholar's word on a concern. Never edited."""

    __tablename__ = "concern_reply"

    id: Mapped[Key]
    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)


class ConcernDraft(Base):
    """What somebody has typed of a concern so far, as typed. Only its author reads it."""

    __tablename__ = "concern_draft"

    enrolment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    typed: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class SupportPlan(Base):
    """The help that is given on a concern, who answers for it, and the day it is reviewed.

    `extended_to` is the new review day after the one extension there can be.
    """

    __tablename__ = "support_plan"

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_on: Mapped[date]
    help: Mapped[str]
    review_on: Mapped[date]
    extended_to: Mapped[date | None]
    outcome: Mapped[Verdict | None] = mapped_column(choice(Verdict, "outcome"))
    settled_on: Mapped[date | None]

    concern: Mapped[Concern] = relationship(back_populates="plan")
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    words: Mapped[list[PlanWord]] = relationship(order_by="PlanWord.round, PlanWord.seat")

    __table_args__ = (
        sa.CheckConstraint("extended_to IS NULL OR extended_to > review_on", name="extended_later"),
        sa.CheckConstraint("(outcome IS NULL) = (settled_on IS NULL)", name="settled_with_outcome"),
        sa.CheckConstraint("outcome IS NULL OR outcome IN ('met', 'not_met')", name="met_or_not"),
        sa.CheckConstraint("help <> ''", name="says_something"),
    )

    @property
    def due_on(self) -> date:
        """The day of the review that is still ahead, or was the last."""
        return self.extended_to or self.review_on

    @property
    def round(self) -> int:
        """1 until the plan was extended, then 2."""
        return 1 if self.extended_to is None else 2


class PlanWord(Base):
    """What one of the two people says of a plan at a review. Never edited."""

    __tablename__ = "plan_word"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("support_plan.concern_id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    seat: Mapped[Seat] = mapped_column(choice(Seat, "seat"), primary_key=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict"))
    text: Mapped[str]
    until: Mapped[date | None]
    filed_at: Mapped[datetime] = mapped_column(default=clock.now)

    author: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("plan_id", "round", "author_id"),
        sa.CheckConstraint("round BETWEEN 1 AND 2", name="two_rounds"),
        sa.CheckConstraint("(verdict = 'partly') = (until IS NOT NULL)", name="partly_until_a_day"),
        sa.CheckConstraint("round = 1 OR verdict <> 'partly'", name="extended_once"),
        sa.CheckConstraint("text <> ''", name="says_something"),
    )
