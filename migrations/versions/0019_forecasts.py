"""Forecasts of milestones, and series of forecasts from elsewhere in versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0019_forecasts"
down_revision = "0018_outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forecast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("predicted_for", sa.Date(), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("predicted_for >= made_on", name=op.f("ck_forecast_looks_ahead")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_forecast_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_forecast_enrolment_id")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestone.id"], name=op.f("fk_forecast_milestone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast")),
    )
    op.create_index(op.f("ix_forecast_enrolment_id"), "forecast", ["enrolment_id"], unique=False)
    op.create_index(op.f("ix_forecast_milestone_id"), "forecast", ["milestone_id"], unique=False)
    op.create_table(
        "forecast_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_forecast_series_titled")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_forecast_series_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_series")),
        sa.UniqueConstraint("program_id", "title", name=op.f("uq_forecast_series_program_id_title")),
    )
    op.create_table(
        "series_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decimal", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("pulled_on", sa.Date(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_series_version_number_positive")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_series_version_added_by_id")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["forecast_series.id"], name=op.f("fk_series_version_series_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_version")),
        sa.UniqueConstraint("series_id", "digest", name=op.f("uq_series_version_series_id_digest")),
        sa.UniqueConstraint("series_id", "number", name=op.f("uq_series_version_series_id_number")),
    )
    op.create_table(
        "series_point",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made", sa.Double(), nullable=False),
        sa.Column("predicted", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "made > 0 AND made < 1000000 AND predicted > 0 AND predicted < 1000000",
            name=op.f("ck_series_point_on_the_axis"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["series_version.id"], name=op.f("fk_series_point_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "place", name=op.f("pk_series_point")),
    )


def downgrade() -> None:
    op.drop_table("series_point")
    op.drop_table("series_version")
    op.drop_table("forecast_series")
    op.drop_index(op.f("ix_forecast_milestone_id"), "forecast")
    op.drop_index(op.f("ix_forecast_enrolment_id"), "forecast")
    op.drop_table("forecast")
