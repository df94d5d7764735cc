"""Stated pass rates, results and shares of works; settings, snapshots and points of the score."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0007_scores"
down_revision = "0006_outbox_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("work") as work:
        work.add_column(sa.Column("pass_able", sa.Double(), nullable=True))
        work.add_column(sa.Column("pass_other", sa.Double(), nullable=True))
        work.add_column(
            sa.Column("reached", sa.String(length=40), nullable=False, server_default=sa.text("'not_yet'"))
        )
        work.create_check_constraint(
            op.f("ck_work_both_rates_or_none"), "(pass_able IS NULL) = (pass_other IS NULL)"
        )
        work.create_check_constraint(
            op.f("ck_work_rates_in_order"), "pass_other > 0 AND pass_able > pass_other AND pass_able < 1"
        )
        work.create_check_constraint(op.f("ck_work_reached"), "reached IN ('yes', 'no', 'not_yet')")
    with op.batch_alter_table("membership") as membership:
        membership.add_column(sa.Column("share", sa.Double(), nullable=True))
        membership.create_check_constraint(op.f("ck_membership_share_range"), "share > 0 AND share <= 1")
    _create_settings()
    _create_snapshots()


def _create_settings() -> None:
    op.create_table(
        "scoring_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("k_low", sa.Double(), nullable=False),
        sa.Column("k_high", sa.Double(), nullable=False),
        sa.Column("share_ability", sa.Double(), nullable=False),
        sa.Column("share_severity", sa.Double(), nullable=False),
        sa.Column("share_fit", sa.Double(), nullable=False),
        sa.Column("share_luck", sa.Double(), nullable=False),
        sa.Column("share_error", sa.Double(), nullable=False),
        sa.Column("bar", sa.Double(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "k_low BETWEEN 0.3 AND 5 AND k_high BETWEEN 0.3 AND 5", name=op.f("ck_scoring_settings_k_range")
        ),
        sa.CheckConstraint(
            "share_ability > 0 AND share_severity > 0 AND share_fit > 0 AND share_luck > 0"
            " AND share_error > 0",
            name=op.f("ck_scoring_settings_shares_positive"),
        ),
        sa.CheckConstraint("bar BETWEEN 1 AND 5", name=op.f("ck_scoring_settings_bar_range")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_scoring_settings_changed_by_id")
        ),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_scoring_settings_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_settings")),
        sa.UniqueConstraint("program_id", "version", name=op.f("uq_scoring_settings_program_id_version")),
    )


def _create_snapshots() -> None:
    op.create_table(
        "score_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("all", "released", name="audience", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("model_version", sa.String(length=20), nullable=False),
        sa.Column("settings_version", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("again_at", UTCDateTime(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "again_at IS NULL OR again_at >= made_at", name=op.f("ck_score_snapshot_again_later")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_score_snapshot_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_snapshot")),
        sa.UniqueConstraint(
            "cohort_id",
            "audience",
            "input_hash",
            "model_version",
            name=op.f("uq_score_snapshot_cohort_id_audience_input_hash_model_version"),
        ),
    )
    op.create_table(
        "score_point",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("q05", sa.Double(), nullable=False),
        sa.Column("q95", sa.Double(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("works", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_score_point_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["score_snapshot.id"],
            name=op.f("fk_score_point_snapshot_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "enrolment_id", name=op.f("pk_score_point")),
    )
    op.create_index(op.f("ix_score_point_enrolment_id"), "score_point", ["enrolment_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_score_point_enrolment_id"), table_name="score_point")
    op.drop_table("score_point")
    op.drop_table("score_snapshot")
    op.drop_table("scoring_settings")
    with op.batch_alter_table("membership") as membership:
        membership.drop_constraint(op.f("ck_membership_share_range"), type_="check")
        membership.drop_column("share")
    with op.batch_alter_table("work") as work:
        for name in ("both_rates_or_none", "rates_in_order", "reached"):
            work.drop_constraint(op.f(f"ck_work_{name}"), type_="check")
        for name in ("pass_able", "pass_other", "reached"):
            work.drop_column(name)
