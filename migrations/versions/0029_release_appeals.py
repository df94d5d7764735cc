"""Appeals against decisions about releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0029_release_appeals"
down_revision = "0028_release_panels"
branch_labels = None
depends_on = None


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _release_appeal()


def _release_appeal() -> None:
    op.create_table(
        "release_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            _choice("process", "conflict", "new_information", "reasons", name="appeal_ground"),
            nullable=False,
        ),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.Column("reader_external", sa.Boolean(), nullable=False),
        sa.Column("declared_at", UTCDateTime(), nullable=True),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", UTCDateTime(), nullable=True),
        sa.Column("ruling", _choice("upheld", "remanded", name="release_ruling"), nullable=True),
        sa.Column("reasons_id", sa.Integer(), nullable=True),
        sa.Column("ruled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(reader_id IS NULL) = (assigned_at IS NULL) AND (reader_id IS NULL) = (assigned_by_id IS NULL)",
            name=op.f("ck_release_appeal_reader_was_assigned"),
        ),
        sa.CheckConstraint(
            "(ruling IS NULL) = (ruled_at IS NULL) AND (ruling IS NULL) = (reasons_id IS NULL)",
            name=op.f("ck_release_appeal_ruling_with_reasons"),
        ),
        sa.CheckConstraint("answer_by > filed_on", name=op.f("ck_release_appeal_time_to_answer")),
        sa.CheckConstraint(
            "declared_at IS NULL OR reader_id IS NOT NULL", name=op.f("ck_release_appeal_reader_declares")
        ),
        sa.CheckConstraint(
            "reader_id <> assigned_by_id", name=op.f("ck_release_appeal_nobody_appoints_themselves")
        ),
        sa.CheckConstraint("reader_id <> filed_by_id", name=op.f("ck_release_appeal_nobody_reads_their_own")),
        sa.CheckConstraint(
            "ruling IS NULL OR declared_at IS NOT NULL", name=op.f("ck_release_appeal_ruled_by_its_reader")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["person.id"], name=op.f("fk_release_appeal_assigned_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["release_case.id"], name=op.f("fk_release_appeal_case_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["release_decision.id"], name=op.f("fk_release_appeal_decision_id")
        ),
        sa.ForeignKeyConstraint(["filed_by_id"], ["person.id"], name=op.f("fk_release_appeal_filed_by_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_release_appeal_reader_id")),
        sa.ForeignKeyConstraint(
            ["reasons_id"], ["sealed_text.id"], name=op.f("fk_release_appeal_reasons_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["sealed_text.id"], name=op.f("fk_release_appeal_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_appeal")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_release_appeal_decision_id")),
    )
    op.create_index(op.f("ix_release_appeal_case_id"), "release_appeal", ["case_id"], unique=False)
    op.create_index(op.f("ix_release_appeal_reader_id"), "release_appeal", ["reader_id"], unique=False)


def downgrade() -> None:
    op.drop_table("release_appeal")
