"""Who was let into a case in an emergency, and notices that somebody read much."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0032_release_access"
down_revision = "0031_release_stops"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("ends_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("asked_by_id <> answered_by_id", name=op.f("ck_break_glass_two_people")),
        sa.CheckConstraint(
            "(answered_by_id IS NULL) = (answered_at IS NULL)", name=op.f("ck_break_glass_answered_at_a_time")
        ),
        sa.CheckConstraint(
            "ends_at IS NULL OR answered_at < ends_at", name=op.f("ck_break_glass_ends_after_agreement")
        ),
        sa.CheckConstraint(
            "ends_at IS NULL OR answered_at IS NOT NULL", name=op.f("ck_break_glass_opened_by_an_answer")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_break_glass_case_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_break_glass_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_break_glass_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["reason_id"], ["sealed_text.id"], name=op.f("fk_break_glass_reason_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_index(op.f("ix_break_glass_case_id"), "break_glass", ["case_id"])
    op.create_index(
        "uq_break_glass_asked",
        "break_glass",
        ["case_id", "asked_by_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "read_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hour", UTCDateTime(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("noticed_at", UTCDateTime(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(seen_by_id IS NULL) = (seen_at IS NULL)", name=op.f("ck_read_alert_seen_at_a_time")
        ),
        sa.CheckConstraint("person_id <> seen_by_id", name=op.f("ck_read_alert_nobody_clears_their_own")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_read_alert_program_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_read_alert_person_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["person.id"], name=op.f("fk_read_alert_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_alert")),
        sa.UniqueConstraint(
            "program_id", "person_id", "hour", name=op.f("uq_read_alert_program_id_person_id_hour")
        ),
    )


def downgrade() -> None:
    op.drop_table("read_alert")
    op.drop_index("uq_break_glass_asked", table_name="break_glass")
    op.drop_index(op.f("ix_break_glass_case_id"), table_name="break_glass")
    op.drop_table("break_glass")
