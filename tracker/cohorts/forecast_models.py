"""The table of forecasts: on which day somebody expected a scholar's milestone to be done."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Enrolment, Milestone
from tracker.db import Base, Key
from tracker.people.models import Person


class Forecast(Base):
    """One forecast, as it was said. Never changed, only followed: of one day the last one counts.

    Days are calendar days in the program's zone.
    """

    __tablename__ = "forecast"

    id: Mapped[Key]
    milestone_id: Mapped[int] = mapped_column(sa.ForeignKey("milestone.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_on: Mapped[date]
    predicted_for: Mapped[date]
    said_at: Mapped[datetime] = mapped_column(default=clock.now)

    milestone: Mapped[Milestone] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    by: Mapped[Person] = relationship()

    __table_args__ = (sa.CheckConstraint("predicted_for >= made_on", name="looks_ahead"),)
