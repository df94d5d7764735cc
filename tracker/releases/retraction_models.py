"""Tables of retractions: a panel of three is asked whether what is out is taken back, and votes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key
from tracker.people.models import Person
from tracker.releases.panel_models import Panel
from tracker.sealed import SealedText


class Retraction(Base):
    """The question to one emergency panel, with its answer once more than half of the seats agree."""

    __tablename__ = "release_retraction"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("release_panel.id"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    reasons_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    decide_by: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    retracted: Mapped[bool | None]

    panel: Mapped[Panel] = relationship()
    reasons: Mapped[SealedText] = relationship()
    votes: Mapped[list[EmergencyVote]] = relationship(lazy="raise")

    __table_args__ = (
        sa.CheckConstraint("(decided_at IS NULL) = (retracted IS NULL)", name="decided_somehow"),
        sa.Index(
            "uq_release_retraction_open",
            "case_id",
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
    )


class EmergencyVote(Base):
    """One seat's answer to whether a release is taken back. Never changed."""

    __tablename__ = "emergency_vote"

    retraction_id: Mapped[int] = mapped_column(sa.ForeignKey("release_retraction.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    retract: Mapped[bool]
    reason_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    reason: Mapped[SealedText] = relationship()
