"""Writes of series of forecasts from elsewhere: every pull is kept as it came."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts import series_queries as queries
from tracker.cohorts import series_rules as rules
from tracker.cohorts.models import Program
from tracker.cohorts.series_models import ForecastSeries, SeriesPoint, SeriesVersion
from tracker.evidence.trends_series import Series
from tracker.people import rules as people_rules
from tracker.people.models import Person
from tracker.reasons import no, require


def create(
    session: Session,
    actor: Person,
    *,
    program: Program,
    title: str,
    source: str,
    content: bytes,
    series: Series,
) -> ForecastSeries:
    """Follow a series, with its first pull: the file's bytes and what was read from them."""
    title = title.strip()
    require(people_rules.is_name(title), field="title")
    audit.hold(session, program.id)
    taken = sa.select(ForecastSeries.id).where(
        ForecastSeries.program_id == program.id, ForecastSeries.title == title
    )
    if session.scalar(taken) is not None:
        require(no("title_taken", title=title), field="title")
    row = ForecastSeries(program=program, title=title, source=source.strip())
    session.add(row)
    session.flush()
    audit.note(session, actor, "series.create", row, program_id=program.id)
    add_version(session, actor, followed=row, content=content, series=series)
    return row


def add_version(
    session: Session, actor: Person, *, followed: ForecastSeries, content: bytes, series: Series
) -> SeriesVersion:
    """Keep a new pull as the next version. A file that was taken in before is none."""
    audit.hold(session, followed.program_id)
    digest = hashlib.sha256(content).hexdigest()
    known = queries.digests(session, followed.id)
    require(rules.may_add(digest, known), field="file")
    kind = sa.select(SeriesVersion.decimal).where(SeriesVersion.series_id == followed.id).limit(1)
    require(rules.same_kind(decimal=series.decimal, before=session.scalar(kind)), field="file")
    row = SeriesVersion(
        series_id=followed.id,
        number=max(known.values(), default=0) + 1,
        decimal=series.decimal,
        digest=digest,
        pulled_on=clock.today(followed.program.time_zone),
        added_by=actor,
    )
    session.add(row)
    session.flush()
    session.execute(
        sa.insert(SeriesPoint),
        [
            {"version_id": row.id, "place": place, "made": made, "predicted": predicted}
            for place, (made, predicted) in enumerate(zip(series.made, series.predicted, strict=True))
        ],
    )
    audit.note(
        session,
        actor,
        "series.add-version",
        followed,
        program_id=followed.program_id,
        number=row.number,
        digest=digest,
        forecasts=len(series.made),
    )
    return row
