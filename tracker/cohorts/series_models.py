"""Tables of series of forecasts that were taken in from elsewhere, in versions."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Program
from tracker.db import Base, Key
from tracker.people.models import Person


class ForecastSeries(Base):
    """A question whose forecasts a program follows, such as a public one; its forecasts are in versions."""

    __tablename__ = "forecast_series"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    source: Mapped[str] = mapped_column(sa.String(500))

    program: Mapped[Program] = relationship()
    versions: Mapped[list[SeriesVersion]] = relationship(
        back_populates="series", order_by="SeriesVersion.number", lazy="raise"
    )

    __table_args__ = (
        sa.UniqueConstraint("program_id", "title"),
        sa.CheckConstraint("title <> ''", name="titled"),
    )


class SeriesVersion(Base):
    """One pull of a series. Never changed; a new pull is a new version.

    `digest` is the SHA-256 of the file, so that the same file is not taken for news.
    """

    __tablename__ = "series_version"

    id: Mapped[Key]
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("forecast_series.id"))
    number: Mapped[int]
    decimal: Mapped[bool]
    digest: Mapped[str] = mapped_column(sa.String(64))
    pulled_on: Mapped[date]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    series: Mapped[ForecastSeries] = relationship(back_populates="versions")
    added_by: Mapped[Person] = relationship()
    points: Mapped[list[SeriesPoint]] = relationship(order_by="SeriesPoint.place", lazy="raise")

    __table_args__ = (
        sa.UniqueConstraint("series_id", "number"),
        sa.UniqueConstraint("series_id", "digest"),
        sa.CheckConstraint("number > 0", name="number_positive"),
    )


class SeriesPoint(Base):
    """One forecast of a version, by the date on which it was made: ordinals of days, or decimal years."""

    __tablename__ = "series_point"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("series_version.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made: Mapped[float] = mapped_column(sa.Double())
    predicted: Mapped[float] = mapped_column(sa.Double())

    __table_args__ = (
        # Not a number and infinity fail here too.
        sa.CheckConstraint(
            "made > 0 AND made < 1000000 AND predicted > 0 AND predicted < 1000000", name="on_the_axis"
        ),
    )
