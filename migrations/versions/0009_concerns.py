"""Concerns with their targets, replies and drafts; support plans and what two people say of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0009_concerns"
down_revision = "0008_gate_policies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_concern()
    _create_what_hangs_on_it()
    _create_plans()


def _create_concern() -> None:
    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("help_offered", sa.Text(), nullable=False),
        sa.Column("notice_by", sa.Date(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("counts_at_gate", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("delivered_at", UTCDateTime(), nullable=True),
        sa.Column(
            "delivered_by",
            sa.Enum(
                "mail",
                "read",
                "acknowledged",
                name="proof",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("acknowledged_at", UTCDateTime(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "closing",
            sa.Enum("met", "withdrawn", name="closing", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "closing <> 'withdrawn' OR closing_reason <> ''", name=op.f("ck_concern_withdrawn_with_reason")
        ),
        sa.CheckConstraint("text <> '' AND help_offered <> ''", name=op.f("ck_concern_says_something")),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (closing IS NULL) AND (closed_on IS NULL OR closed_on >= opened_on)",
            name=op.f("ck_concern_closed_with_outcome"),
        ),
        sa.CheckConstraint(
            "(delivered_on IS NULL) = (delivered_by IS NULL)"
            " AND (delivered_on IS NULL) = (delivered_at IS NULL)",
            name=op.f("ck_concern_delivery_with_proof"),
        ),
        sa.CheckConstraint(
            "NOT counts_at_gate OR (notice_by IS NOT NULL AND opened_on <= notice_by"
            " AND (delivered_on IS NULL OR delivered_on <= notice_by))",
            name=op.f("ck_concern_counts_in_time"),
        ),
        sa.CheckConstraint(
            "delivered_on IS NOT NULL OR (acknowledged_at IS NULL AND answered_at IS NULL)",
            name=op.f("ck_concern_answered_once_delivered"),
        ),
        sa.CheckConstraint(
            "delivered_on IS NULL OR delivered_on >= opened_on", name=op.f("ck_concern_delivered_later")
        ),
        sa.CheckConstraint("notice_days > 0", name=op.f("ck_concern_notice_days_positive")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_concern_closed_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_concern_enrolment_id")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_concern_form_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_concern_message_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_concern_opened_by_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_concern_phase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("message_id", name=op.f("uq_concern_message_id")),
    )
    op.create_index(op.f("ix_concern_enrolment_id"), "concern", ["enrolment_id"], unique=False)
    op.create_index(op.f("ix_concern_opened_by_id"), "concern", ["opened_by_id"], unique=False)
    op.create_index(
        "uq_concern_one_open",
        "concern",
        ["enrolment_id"],
        unique=True,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )


def _create_what_hangs_on_it() -> None:
    op.create_table(
        "concern_target",
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_concern_target_says_something")),
        sa.CheckConstraint("due_on >= stated_on", name=op.f("ck_concern_target_never_earlier")),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_concern_target_at_most_three")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_target_concern_id")),
        sa.PrimaryKeyConstraint("concern_id", "position", name=op.f("pk_concern_target")),
    )
    op.create_table(
        "concern_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_reply_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_reply")),
    )
    op.create_index(op.f("ix_concern_reply_concern_id"), "concern_reply", ["concern_id"], unique=False)
    op.create_table(
        "concern_draft",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_concern_draft_author_id")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_concern_draft_enrolment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "author_id", name=op.f("pk_concern_draft")),
    )


def _create_plans() -> None:
    op.create_table(
        "support_plan",
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "met",
                "partly",
                "not_met",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.CheckConstraint("help <> ''", name=op.f("ck_support_plan_says_something")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('met', 'not_met')", name=op.f("ck_support_plan_met_or_not")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (settled_on IS NULL)", name=op.f("ck_support_plan_settled_with_outcome")
        ),
        sa.CheckConstraint(
            "extended_to IS NULL OR extended_to > review_on", name=op.f("ck_support_plan_extended_later")
        ),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_support_plan_concern_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_support_plan_made_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_support_plan_owner_id")),
        sa.PrimaryKeyConstraint("concern_id", name=op.f("pk_support_plan")),
    )
    op.create_index(op.f("ix_support_plan_owner_id"), "support_plan", ["owner_id"], unique=False)
    op.create_table(
        "plan_word",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "seat",
            sa.Enum("owner", "observer", name="seat", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "met",
                "partly",
                "not_met",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(verdict = 'partly') = (until IS NOT NULL)", name=op.f("ck_plan_word_partly_until_a_day")
        ),
        sa.CheckConstraint("round = 1 OR verdict <> 'partly'", name=op.f("ck_plan_word_extended_once")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_plan_word_says_something")),
        sa.CheckConstraint("round BETWEEN 1 AND 2", name=op.f("ck_plan_word_two_rounds")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_plan_word_author_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["support_plan.concern_id"], name=op.f("fk_plan_word_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "round", "seat", name=op.f("pk_plan_word")),
        sa.UniqueConstraint(
            "plan_id", "round", "author_id", name=op.f("uq_plan_word_plan_id_round_author_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("plan_word")
    op.drop_index(op.f("ix_support_plan_owner_id"), table_name="support_plan")
    op.drop_table("support_plan")
    op.drop_table("concern_target")
    op.drop_index(op.f("ix_concern_reply_concern_id"), table_name="concern_reply")
    op.drop_table("concern_reply")
    op.drop_index(
        "uq_concern_one_open",
        table_name="concern",
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.drop_index(op.f("ix_concern_opened_by_id"), table_name="concern")
    op.drop_index(op.f("ix_concern_enrolment_id"), table_name="concern")
    op.drop_table("concern")
    op.drop_table("concern_draft")
