"""Works and their members."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_works"
down_revision = "0002_cohorts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "project",
                "sprint",
                "milestone",
                name="work_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "starts_on IS NULL OR due_on IS NULL OR starts_on <= due_on",
            name=op.f("ck_work_starts_before_due"),
        ),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_work_phase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
    )
    op.create_index(op.f("ix_work_phase_id"), "work", ["phase_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_membership_enrolment_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_membership_work_id")),
        sa.PrimaryKeyConstraint("work_id", "enrolment_id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_enrolment_id"), "membership", ["enrolment_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_membership_enrolment_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_work_phase_id"), table_name="work")
    op.drop_table("work")
