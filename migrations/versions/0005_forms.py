"""Forms, their ratings, revisions, replies and flags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0005_forms"
down_revision = "0004_rubrics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column("import_content", sa.String(length=64), nullable=True),
        sa.Column("opened_at", UTCDateTime(), nullable=True),
        sa.Column("filed_at", UTCDateTime(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("overall", sa.Integer(), nullable=True),
        sa.Column("please_advise", sa.Boolean(), nullable=False),
        sa.Column(
            "confidence",
            sa.Enum(
                "low",
                "medium",
                "high",
                name="confidence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contact_hours", sa.Double(), nullable=True),
        sa.Column(
            "trend",
            sa.Enum(
                "better",
                "same",
                "worse",
                "first",
                name="trend",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "positive",
                "negative",
                "inconclusive",
                "none_yet",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column(
            "blame",
            sa.Enum(
                "hard_problem",
                "luck",
                "scope",
                "skill",
                "effort",
                "other",
                name="blame",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "share",
            sa.Enum(
                "lead",
                "equal",
                "supporting",
                name="share",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("keep", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("raise_concern", sa.Boolean(), nullable=False),
        sa.Column(
            "release_review",
            sa.Enum(
                "no",
                "unsure",
                "yes",
                name="release_review",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "conduct",
            sa.Enum(
                "none", "talk_to_staff", name="conduct", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("staff_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(assignment_id IS NULL) = (import_key IS NOT NULL)", name=op.f("ck_form_assigned_or_imported")
        ),
        sa.CheckConstraint(
            "assignment_id IS NULL OR filed_at IS NOT NULL", name=op.f("ck_form_assigned_form_has_time")
        ),
        sa.CheckConstraint("contact_hours >= 0", name=op.f("ck_form_hours_not_negative")),
        sa.CheckConstraint("overall BETWEEN 1 AND 5", name=op.f("ck_form_overall_range")),
        sa.CheckConstraint("quality BETWEEN 1 AND 5", name=op.f("ck_form_quality_range")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_form_assignment_id")),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_form_editor_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_form_enrolment_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_form_mentor_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_form_rubric_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_form_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_form_assignment_id")),
        sa.UniqueConstraint("import_key", name=op.f("uq_form_import_key")),
    )
    op.create_index("ix_form_enrolment_mentor", "form", ["enrolment_id", "mentor_id"], unique=False)
    op.create_index(op.f("ix_form_mentor_id"), "form", ["mentor_id"], unique=False)
    op.create_index(op.f("ix_form_work_id"), "form", ["work_id"], unique=False)
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "concern",
                "release_review",
                "advice",
                "conduct",
                name="flag_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("handled_at", UTCDateTime(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(handled_at IS NULL) = (handled_by_id IS NULL)", name=op.f("ck_flag_handler_iff_handled")
        ),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_flag_form_id")),
        sa.ForeignKeyConstraint(["handled_by_id"], ["person.id"], name=op.f("fk_flag_handled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("form_id", "kind", name=op.f("uq_flag_form_id_kind")),
    )
    op.create_table(
        "form_revision",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("filed_at", UTCDateTime(), nullable=True),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_form_revision_editor_id")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_form_revision_form_id")),
        sa.PrimaryKeyConstraint("form_id", "version", name=op.f("pk_form_revision")),
    )
    op.create_table(
        "rating",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_rating_level_range")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_rating_criterion_id")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_rating_form_id")),
        sa.PrimaryKeyConstraint("form_id", "criterion_id", name=op.f("pk_rating")),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_reply_author_id")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_reply_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_form_id"), "reply", ["form_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reply_form_id"), table_name="reply")
    op.drop_table("reply")
    op.drop_table("rating")
    op.drop_table("form_revision")
    op.drop_table("flag")
    op.drop_index("ix_form_enrolment_mentor", table_name="form")
    op.drop_index(op.f("ix_form_mentor_id"), table_name="form")
    op.drop_index(op.f("ix_form_work_id"), table_name="form")
    op.drop_table("form")
