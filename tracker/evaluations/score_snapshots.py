"""Snapshots of the score: found by the hash of what they were made of, kept, read as a trajectory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.evaluations.score_models import Audience, ScorePoint, ScoreSnapshot
from tracker.evaluations.score_shown import Shown


@dataclass(frozen=True)
class Point:
    """A scholar's level at the end of a day."""

    at: datetime
    level: float
    q05: float
    q95: float
    people: int
    works: int


def newest(session: Session, cohort_id: int, audience: Audience) -> Shown | None:
    """The newest snapshot, marked as stale."""
    row = session.get(ScoreSnapshot, _newest_id(session, cohort_id, audience) or 0)
    return None if row is None else _shown(row, stale=True, kept=True)


def same(
    session: Session, cohort_id: int, audience: Audience, input_hash: str, model_version: str
) -> Shown | None:
    """The snapshot of exactly these inputs by this model, if there is one."""
    row = session.scalar(sa.select(ScoreSnapshot).where(*_is(cohort_id, audience, input_hash, model_version)))
    if row is None:
        return None
    return _shown(row, kept=row.id == _newest_id(session, cohort_id, audience))


def keep(session: Session, shown: Shown) -> None:
    """Store what was fitted, or note that earlier inputs came back. The caller commits.

    Two who do it at once agree: fits are deterministic, so the first to come is as good as the second.
    """
    if shown.kept:
        return
    if shown.snapshot_id is not None:
        _note_return(session, shown.snapshot_id)
        return
    row = ScoreSnapshot(
        cohort_id=shown.cohort_id,
        audience=shown.audience,
        input_hash=shown.input_hash,
        model_version=shown.document["model_version"],
        settings_version=shown.settings_version,
        made_at=shown.made_at,
        seconds=shown.seconds,
        document=shown.document,
        sources=shown.sources,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        taken = sa.select(ScoreSnapshot.id).where(
            *_is(shown.cohort_id, shown.audience, shown.input_hash, row.model_version)
        )
        if session.scalar(taken) is None:
            raise
        return
    points = [
        {"snapshot_id": row.id, "enrolment_id": entry["scholar"]}
        | {name: entry[name] for name in ("level", "q05", "q95", "people", "works")}
        for entry in shown.document["scholars"]
        if entry["level"] is not None
    ]
    if points:
        session.execute(sa.insert(ScorePoint), points)


def history(session: Session, cohort: Cohort, audience: Audience, enrolment_id: int) -> list[Point]:
    """A scholar's level at the end of each day on which a score was made, earliest first."""
    found = (
        sa.select(ScoreSnapshot.id, ScoreSnapshot.made_at, ScoreSnapshot.again_at, ScorePoint)
        .join(ScorePoint, ScorePoint.snapshot_id == ScoreSnapshot.id)
        .where(
            ScoreSnapshot.cohort_id == cohort.id,
            ScoreSnapshot.audience == audience,
            ScorePoint.enrolment_id == enrolment_id,
        )
    )
    moments = [
        (at, key, point)
        for key, made_at, again_at, point in session.execute(found)
        for at in (made_at, again_at)
        if at is not None
    ]
    zone = ZoneInfo(cohort.program.time_zone)
    last: dict[date, Point] = {}
    for at, _key, row in sorted(moments, key=lambda moment: moment[:2]):
        point = Point(at, row.level, row.q05, row.q95, row.people, row.works)
        last[at.astimezone(zone).date()] = point
    return list(last.values())


def _is(
    cohort_id: int, audience: Audience, input_hash: str, model_version: str
) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        ScoreSnapshot.cohort_id == cohort_id,
        ScoreSnapshot.audience == audience,
        ScoreSnapshot.input_hash == input_hash,
        ScoreSnapshot.model_version == model_version,
    )


def _newest_id(session: Session, cohort_id: int, audience: Audience) -> int | None:
    found = (
        sa.select(ScoreSnapshot.id)
        .where(ScoreSnapshot.cohort_id == cohort_id, ScoreSnapshot.audience == audience)
        .order_by(
            sa.func.coalesce(ScoreSnapshot.again_at, ScoreSnapshot.made_at).desc(), ScoreSnapshot.id.desc()
        )
    )
    return session.scalar(found.limit(1))


def _note_return(session: Session, snapshot_id: int) -> None:
    row = session.get_one(ScoreSnapshot, snapshot_id)
    row.again_at = max(clock.now(), row.made_at)
    session.flush()


def _shown(row: ScoreSnapshot, *, kept: bool, stale: bool = False) -> Shown:
    return Shown(
        cohort_id=row.cohort_id,
        audience=row.audience,
        input_hash=row.input_hash,
        settings_version=row.settings_version,
        made_at=row.made_at,
        seconds=row.seconds,
        document=row.document,
        sources=row.sources,
        snapshot_id=row.id,
        stale=stale,
        kept=kept,
    )
