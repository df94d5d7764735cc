"""Tables of the score: how a program makes it, and what it said."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.db import Base, Key, choice


class Audience(enum.StrEnum):
    """On which forms a score rests: on all, or on those released to the scholars they are about."""

    ALL = "all"
    RELEASED = "released"


class ScoringSettings(Base):
    """One version of how a program makes its scores; the newest counts, none means the model's defaults."""

    __tablename__ = "scoring_settings"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    version: Mapped[int]
    k_low: Mapped[float]
    k_high: Mapped[float]
    share_ability: Mapped[float]
    share_severity: Mapped[float]
    share_fit: Mapped[float]
    share_luck: Mapped[float]
    share_error: Mapped[float]
    bar: Mapped[float]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    __table_args__ = (
        sa.UniqueConstraint("program_id", "version"),
        sa.CheckConstraint("k_low BETWEEN 0.3 AND 5 AND k_high BETWEEN 0.3 AND 5", name="k_range"),
        sa.CheckConstraint(
            "share_ability > 0 AND share_severity > 0 AND share_fit > 0 AND share_luck > 0"
            " AND share_error > 0",
            name="shares_positive",
        ),
        sa.CheckConstraint("bar BETWEEN 1 AND 5", name="bar_range"),
    )


class ScoreSnapshot(Base):
    """What one fit said of a cohort. Kept, so that a page of an earlier day can be explained.

    `sources` says which rows stand behind the document's indexes: `forms` as [form, enrolment], `outcomes`
    as [work, its enrolments]. `again_at` is when earlier inputs last came back, as after an undone change.
    """

    __tablename__ = "score_snapshot"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    input_hash: Mapped[str] = mapped_column(sa.String(64))
    model_version: Mapped[str] = mapped_column(sa.String(20))
    settings_version: Mapped[int]
    made_at: Mapped[datetime]
    again_at: Mapped[datetime | None]
    seconds: Mapped[float]
    document: Mapped[dict[str, Any]]
    sources: Mapped[dict[str, Any]]

    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "audience", "input_hash", "model_version"),
        sa.CheckConstraint("again_at IS NULL OR again_at >= made_at", name="again_later"),
    )


class ScorePoint(Base):
    """A scholar's level in one snapshot, apart from the document so that a trajectory is cheap to read."""

    __tablename__ = "score_point"

    snapshot_id: Mapped[int] = mapped_column(
        sa.ForeignKey("score_snapshot.id", ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True, index=True)
    level: Mapped[float]
    q05: Mapped[float]
    q95: Mapped[float]
    people: Mapped[int]
    works: Mapped[int]
