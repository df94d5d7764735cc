"""The table of a cohort's numbers as they were frozen for its funders. A row is never changed."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.db import Base, Key
from tracker.people.models import Person


class ReportSnapshot(Base):
    """The numbers of a cohort on a day: all of them for staff, and what is printed of them for funders.

    Both are JSON as text, so that they stay the same bytes everywhere; `sha256` is that of the two, one
    after the other with a line feed between them. What later snapshots may print hangs on all earlier ones.
    """

    __tablename__ = "report_snapshot"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    # Counted from 1 in each cohort, without gaps.
    number: Mapped[int]
    # A day in the program's zone.
    as_of: Mapped[date]
    # Of the JSON's shape.
    version: Mapped[int]
    staff: Mapped[str]
    funder: Mapped[str]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    cohort: Mapped[Cohort] = relationship()
    made_by: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "number"),
        sa.UniqueConstraint("cohort_id", "as_of"),
        sa.CheckConstraint("number >= 1", name="counted_from_one"),
        sa.CheckConstraint("version >= 1", name="has_version"),
        sa.CheckConstraint("length(sha256) = 64", name="whole_hash"),
        sa.CheckConstraint("staff <> '' AND funder <> ''", name="has_numbers"),
    )
