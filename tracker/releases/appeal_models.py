"""The table of appeals against decisions about releases."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.releases.decision_models import Decision
from tracker.sealed import SealedText


class Ground(enum.StrEnum):
    """What an appeal can rest on. That somebody would have decided otherwise is none."""

    PROCESS = "process"
    CONFLICT = "conflict"
    NEW_INFORMATION = "new_information"
    REASONS = "reasons"


class Ruling(enum.StrEnum):
    """What comes of an appeal. It approves nothing."""

    UPHELD = "upheld"
    REMANDED = "remanded"


class ReleaseAppeal(Base):
    """An author's appeal against one decision, read by somebody who had no part in it.

    Days are calendar days in the program's zone; `answer_by` was worked out when it was filed, and stays.
    """

    __tablename__ = "release_appeal"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("release_decision.id"), unique=True)
    ground: Mapped[Ground] = mapped_column(choice(Ground, "appeal_ground"))
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    filed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    filed_on: Mapped[date]
    filed_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer_by: Mapped[date]
    reader_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reader_external: Mapped[bool] = mapped_column(default=False)
    declared_at: Mapped[datetime | None]
    assigned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    assigned_at: Mapped[datetime | None]
    ruling: Mapped[Ruling | None] = mapped_column(choice(Ruling, "release_ruling"))
    reasons_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    ruled_at: Mapped[datetime | None]

    decision: Mapped[Decision] = relationship()
    reader: Mapped[Person | None] = relationship(foreign_keys=[reader_id])
    text: Mapped[SealedText] = relationship(foreign_keys=[text_id])
    reasons: Mapped[SealedText | None] = relationship(foreign_keys=[reasons_id])

    __table_args__ = (
        sa.CheckConstraint("answer_by > filed_on", name="time_to_answer"),
        sa.CheckConstraint(
            "(reader_id IS NULL) = (assigned_at IS NULL) AND (reader_id IS NULL) = (assigned_by_id IS NULL)",
            name="reader_was_assigned",
        ),
        sa.CheckConstraint("declared_at IS NULL OR reader_id IS NOT NULL", name="reader_declares"),
        sa.CheckConstraint(
            "(ruling IS NULL) = (ruled_at IS NULL) AND (ruling IS NULL) = (reasons_id IS NULL)",
            name="ruling_with_reasons",
        ),
        sa.CheckConstraint("ruling IS NULL OR declared_at IS NOT NULL", name="ruled_by_its_reader"),
        sa.CheckConstraint("reader_id <> filed_by_id", name="nobody_reads_their_own"),
        sa.CheckConstraint("reader_id <> assigned_by_id", name="nobody_appoints_themselves"),
    )
