"""Reads of series of forecasts from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.cohorts.series_models import ForecastSeries, SeriesPoint, SeriesVersion
from tracker.evidence.trends_meeting import Drift, drift
from tracker.evidence.trends_series import Series


@dataclass(frozen=True)
class Fitted:
    """A version with its forecasts and their fit."""

    version: SeriesVersion
    series: Series
    found: Drift


def of_program(session: Session, program_id: int) -> Sequence[ForecastSeries]:
    """The series of a program by title, with their versions."""
    found = sa.select(ForecastSeries).where(ForecastSeries.program_id == program_id)
    return session.scalars(
        found.options(selectinload(ForecastSeries.versions)).order_by(ForecastSeries.title)
    ).all()


def one(session: Session, series_id: int, *, program_id: int) -> ForecastSeries | None:
    """A series of this program with its versions and who added them."""
    found = sa.select(ForecastSeries).where(
        ForecastSeries.id == series_id, ForecastSeries.program_id == program_id
    )
    versions = selectinload(ForecastSeries.versions)
    return session.scalar(found.options(versions.options(joinedload(SeriesVersion.added_by))))


def fitted(session: Session, version: SeriesVersion) -> Fitted:
    """A version with its line, made anew from its forecasts."""
    found = sa.select(SeriesPoint.made, SeriesPoint.predicted).where(SeriesPoint.version_id == version.id)
    rows = session.execute(found.order_by(SeriesPoint.place)).all()
    series = Series(version.decimal, tuple(row[0] for row in rows), tuple(row[1] for row in rows))
    return Fitted(version, series, drift(series.made, series.predicted, axis=series.axis))


def digests(session: Session, series_id: int) -> dict[str, int]:
    """Digest → number, of every version of a series."""
    found = sa.select(SeriesVersion.digest, SeriesVersion.number).where(SeriesVersion.series_id == series_id)
    return dict(session.execute(found).all())
