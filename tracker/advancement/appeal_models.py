"""Tables of appeals against decisions at gates, and of what is typed for them."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.advancement.decision_models import GateDecision
from tracker.db import Base, Key, choice
from tracker.people.models import Person


class Ruling(enum.StrEnum):
    """What comes of an appeal: it never approves anything by itself."""

    UPHELD = "upheld"
    SENT_BACK = "sent_back"


class Appeal(Base):
    """A scholar's appeal against a decision, read and decided by somebody who had no part in it.

    Days are calendar days in the program's zone. `decide_by` was worked out when it was filed, and stays.
    """

    __tablename__ = "appeal"

    id: Mapped[Key]
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("gate_decision.id"), unique=True)
    text: Mapped[str]
    filed_on: Mapped[date]
    filed_at: Mapped[datetime] = mapped_column(default=clock.now)
    decide_by: Mapped[date]
    reader_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    assigned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    assigned_at: Mapped[datetime | None]
    ruling: Mapped[Ruling | None] = mapped_column(choice(Ruling, "ruling"))
    reasons: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]

    decision: Mapped[GateDecision] = relationship()
    reader: Mapped[Person | None] = relationship(foreign_keys=[reader_id])
    assigned_by: Mapped[Person | None] = relationship(foreign_keys=[assigned_by_id])

    __table_args__ = (
        sa.CheckConstraint("text <> ''", name="says_something"),
        sa.CheckConstraint("decide_by > filed_on", name="time_to_decide"),
        sa.CheckConstraint(
            "(reader_id IS NULL) = (assigned_at IS NULL) AND (reader_id IS NULL) = (assigned_by_id IS NULL)",
            name="reader_was_assigned",
        ),
        sa.CheckConstraint(
            "(ruling IS NULL) = (decided_at IS NULL) AND (ruling IS NULL) = (decided_on IS NULL)"
            " AND (ruling IS NULL) = (reasons = '')",
            name="ruling_with_reasons",
        ),
        sa.CheckConstraint("ruling IS NULL OR reader_id IS NOT NULL", name="decided_by_its_reader"),
        sa.CheckConstraint("decided_on IS NULL OR decided_on >= filed_on", name="decided_later"),
    )


class AppealDraft(Base):
    """What somebody typed of an appeal, or of the reasons of its ruling. Only its author reads it."""

    __tablename__ = "appeal_draft"

    decision_id: Mapped[int] = mapped_column(
        sa.ForeignKey("gate_decision.id", ondelete="CASCADE"), primary_key=True
    )
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    typed: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
