"""Appeals against decisions at gates, and what is typed for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0016_appeals"
down_revision = "0015_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", UTCDateTime(), nullable=True),
        sa.Column(
            "ruling",
            sa.Enum(
                "upheld", "sent_back", name="ruling", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_appeal_says_something")),
        sa.CheckConstraint("decide_by > filed_on", name=op.f("ck_appeal_time_to_decide")),
        sa.CheckConstraint(
            "(reader_id IS NULL) = (assigned_at IS NULL) AND (reader_id IS NULL) = (assigned_by_id IS NULL)",
            name=op.f("ck_appeal_reader_was_assigned"),
        ),
        sa.CheckConstraint(
            "(ruling IS NULL) = (decided_at IS NULL) AND (ruling IS NULL) = (decided_on IS NULL)"
            " AND (ruling IS NULL) = (reasons = '')",
            name=op.f("ck_appeal_ruling_with_reasons"),
        ),
        sa.CheckConstraint(
            "ruling IS NULL OR reader_id IS NOT NULL", name=op.f("ck_appeal_decided_by_its_reader")
        ),
        sa.CheckConstraint(
            "decided_on IS NULL OR decided_on >= filed_on", name=op.f("ck_appeal_decided_later")
        ),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["person.id"], name=op.f("fk_appeal_assigned_by_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["gate_decision.id"], name=op.f("fk_appeal_decision_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_appeal_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeal_decision_id")),
    )
    op.create_index(op.f("ix_appeal_reader_id"), "appeal", ["reader_id"], unique=False)
    op.create_table(
        "appeal_draft",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_appeal_draft_author_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["gate_decision.id"],
            name=op.f("fk_appeal_draft_decision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("decision_id", "author_id", name=op.f("pk_appeal_draft")),
    )


def downgrade() -> None:
    op.drop_table("appeal_draft")
    op.drop_index(op.f("ix_appeal_reader_id"), table_name="appeal")
    op.drop_table("appeal")
