"""Outcomes of works with their links and the history of their status, and follow-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0018_outcomes"
down_revision = "0017_credit"
branch_labels = None
depends_on = None

KINDS = ("paper", "preprint", "post", "code", "dataset", "model", "talk", "tool", "negative_result")
STATUSES = (
    "planned",
    "in_progress",
    "submitted",
    "accepted",
    "published",
    "rejected",
    "withdrawn",
    "restricted",
    "withheld",
)


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice(*KINDS, name="outcome_kind"), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("tier", _choice("workshop", "conference", "journal", name="venue_tier"), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("status", _choice(*STATUSES, name="outcome_status"), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_outcome_has_title")),
        sa.CheckConstraint("tier IS NULL OR kind = 'paper'", name=op.f("ck_outcome_tier_of_papers")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_outcome_added_by_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_outcome_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    op.create_index(op.f("ix_outcome_work_id"), "outcome", ["work_id"], unique=False)
    op.create_table(
        "outcome_link",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("position >= 1 AND position <= 20", name=op.f("ck_outcome_link_at_most_twenty")),
        sa.CheckConstraint(
            "substr(url, 1, 8) = 'https://' OR substr(url, 1, 7) = 'http://'",
            name=op.f("ck_outcome_link_web_address"),
        ),
        sa.CheckConstraint("label <> ''", name=op.f("ck_outcome_link_has_label")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_link_outcome_id")),
        sa.PrimaryKeyConstraint("outcome_id", "position", name=op.f("pk_outcome_link")),
    )
    op.create_table(
        "outcome_step",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", _choice(*STATUSES, name="outcome_status"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("corrects", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("noted_at", UTCDateTime(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("position >= 1", name=op.f("ck_outcome_step_position_from_one")),
        sa.CheckConstraint(
            "NOT corrects OR (position > 1 AND words <> '')", name=op.f("ck_outcome_step_correction_says_why")
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_outcome_step_noted_by_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_step_outcome_id")),
        sa.PrimaryKeyConstraint("outcome_id", "position", name=op.f("pk_outcome_step")),
    )
    op.create_table(
        "outcome_quality",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.CheckConstraint("quality >= 1 AND quality <= 5", name=op.f("ck_outcome_quality_quality_range")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_quality_outcome_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outcome_quality_person_id")),
        sa.PrimaryKeyConstraint("outcome_id", "person_id", name=op.f("pk_outcome_quality")),
    )
    op.create_table(
        "outcome_listing",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_outcome_listing_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_listing_outcome_id")),
        sa.PrimaryKeyConstraint("outcome_id", "enrolment_id", name=op.f("pk_outcome_listing")),
    )
    op.create_table(
        "follow_up",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("month IN (6, 12)", name=op.f("ck_follow_up_month_asked")),
        sa.ForeignKeyConstraint(
            ["work_id", "enrolment_id"],
            ["membership.work_id", "membership.enrolment_id"],
            name=op.f("fk_follow_up_work_id_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("work_id", "enrolment_id", "month", name=op.f("pk_follow_up")),
    )


def downgrade() -> None:
    op.drop_table("follow_up")
    op.drop_table("outcome_listing")
    op.drop_table("outcome_quality")
    op.drop_table("outcome_step")
    op.drop_table("outcome_link")
    op.drop_index(op.f("ix_outcome_work_id"), table_name="outcome")
    op.drop_table("outcome")
