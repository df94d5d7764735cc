"""Letters: the programs' own texts in versions, and what was sent to whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0015_letters"
down_revision = "0014_reminders"
branch_labels = None
depends_on = None

KINDS = (
    "continue_by_default",
    "continue",
    "continue_with_plan",
    "extend",
    "repeat",
    "deferred",
    "not_placed",
    "stop",
    "withdrawn",
    "appeal_upheld",
    "appeal_sent_back",
)


def upgrade() -> None:
    op.create_table(
        "letter_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_letter_template_version_positive")),
        sa.CheckConstraint("subject <> '' AND body <> ''", name=op.f("ck_letter_template_says_something")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_letter_template_program_id")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_letter_template_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint(
            "program_id", "kind", "version", name=op.f("uq_letter_template_program_id_kind_version")
        ),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("appeal_by", sa.Date(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("subject <> '' AND body <> ''", name=op.f("ck_letter_says_something")),
        sa.CheckConstraint(
            "appeal_by IS NULL OR appeal_by > sent_on", name=op.f("ck_letter_appeal_after_sending")
        ),
        sa.CheckConstraint(
            "appeal_by IS NULL OR decision_id IS NOT NULL", name=op.f("ck_letter_appeal_of_a_decision")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["gate_decision.id"], name=op.f("fk_letter_decision_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_letter_enrolment_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_letter_message_id")),
        sa.ForeignKeyConstraint(["template_id"], ["letter_template.id"], name=op.f("fk_letter_template_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_letter_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("decision_id", "kind", name=op.f("uq_letter_decision_id_kind")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
    )
    op.create_index(op.f("ix_letter_enrolment_id"), "letter", ["enrolment_id"], unique=False)


def _kind() -> sa.Enum:
    return sa.Enum(*KINDS, name="letter_kind", native_enum=False, create_constraint=True, length=40)


def downgrade() -> None:
    op.drop_index(op.f("ix_letter_enrolment_id"), table_name="letter")
    op.drop_table("letter")
    op.drop_table("letter_template")
