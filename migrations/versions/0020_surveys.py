"""Surveys of scholars: versions, days, answers with and without a name, links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0020_surveys"
down_revision = "0019_forecasts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column(
            "sort",
            sa.Enum(
                "intake",
                "self",
                "contribution",
                "experience",
                "careers",
                name="survey_sort",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("is_frozen", sa.Boolean(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_survey_version_version_positive")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_survey_version_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_version")),
        sa.UniqueConstraint(
            "program_id", "sort", "version", name=op.f("uq_survey_version_program_id_sort_version")
        ),
    )
    op.create_table(
        "intake_count",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "accepted >= 0 AND applied >= accepted", name=op.f("ck_intake_count_accepted_of_applied")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_intake_count_cohort_id")),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_intake_count")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column(
            "slot",
            sa.Enum(
                "intake",
                "self-start",
                "self-end",
                "contribution",
                "experience",
                "careers-0",
                "careers-6",
                "careers-12",
                name="survey_slot",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_survey_opens_before_close")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_survey_cohort_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_version.id"], name=op.f("fk_survey_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("cohort_id", "slot", name=op.f("uq_survey_cohort_id_slot")),
    )
    op.create_table(
        "survey_draft",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("work_key", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_survey_draft_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_draft_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("survey_id", "enrolment_id", "work_key", name=op.f("pk_survey_draft")),
    )
    op.create_table(
        "survey_heard",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_survey_heard_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_heard_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "enrolment_id", name=op.f("pk_survey_heard")),
    )
    op.create_table(
        "survey_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_survey_link_enrolment_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_link_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_survey_link_token_hash")),
    )
    op.create_index(
        "ix_survey_link_survey_enrolment", "survey_link", ["survey_id", "enrolment_id"], unique=False
    )
    op.create_table(
        "survey_voice",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_voice_survey_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_voice")),
    )
    op.create_index(op.f("ix_survey_voice_survey_id"), "survey_voice", ["survey_id"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_survey_answer_version_positive")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_survey_answer_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_answer_survey_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_survey_answer_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sa.UniqueConstraint(
            "survey_id",
            "enrolment_id",
            "work_id",
            name=op.f("uq_survey_answer_survey_id_enrolment_id_work_id"),
        ),
    )
    op.create_index(op.f("ix_survey_answer_enrolment_id"), "survey_answer", ["enrolment_id"], unique=False)
    op.create_index(
        "uq_survey_answer_once",
        "survey_answer",
        ["survey_id", "enrolment_id"],
        unique=True,
        sqlite_where=sa.text("work_id IS NULL"),
        postgresql_where=sa.text("work_id IS NULL"),
    )
    op.create_table(
        "survey_revision",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["survey_answer.id"], name=op.f("fk_survey_revision_answer_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", "version", name=op.f("pk_survey_revision")),
    )


def downgrade() -> None:
    op.drop_table("survey_revision")
    op.drop_index(
        "uq_survey_answer_once",
        table_name="survey_answer",
        sqlite_where=sa.text("work_id IS NULL"),
        postgresql_where=sa.text("work_id IS NULL"),
    )
    op.drop_index(op.f("ix_survey_answer_enrolment_id"), table_name="survey_answer")
    op.drop_table("survey_answer")
    op.drop_index(op.f("ix_survey_voice_survey_id"), table_name="survey_voice")
    op.drop_table("survey_voice")
    op.drop_index("ix_survey_link_survey_enrolment", table_name="survey_link")
    op.drop_table("survey_link")
    op.drop_table("survey_heard")
    op.drop_table("survey_draft")
    op.drop_table("survey")
    op.drop_table("intake_count")
    op.drop_table("survey_version")
