"""The table of what a program prints about its decided cases: frozen when made, public once agreed to."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Program
from tracker.db import Base, Key, choice
from tracker.people.models import Person


class SnapshotState(enum.StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"


class StatsSnapshot(Base):
    """What is printed of a period, and nothing besides: `body` holds rounded and merged counts alone."""

    __tablename__ = "stats_snapshot"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"), index=True)
    begins_on: Mapped[date]
    # The day after the last one.
    ends_on: Mapped[date]
    state: Mapped[SnapshotState] = mapped_column(choice(SnapshotState, "snapshot_state"))
    body: Mapped[dict[str, Any]]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]

    program: Mapped[Program] = relationship()
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])

    __table_args__ = (
        sa.CheckConstraint("begins_on < ends_on", name="has_days"),
        sa.CheckConstraint(
            "(state = 'waiting') = (settled_at IS NULL) AND (settled_by_id IS NULL) = (settled_at IS NULL)",
            name="settled_by_somebody",
        ),
        sa.CheckConstraint("state <> 'published' OR settled_by_id <> made_by_id", name="agreed_by_another"),
        sa.Index(
            "uq_stats_snapshot_period",
            "program_id",
            "ends_on",
            unique=True,
            sqlite_where=sa.text("state <> 'refused'"),
            postgresql_where=sa.text("state <> 'refused'"),
        ),
    )
