"""The numbers of a cohort as they were frozen for its funders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0038_report_snapshots"
down_revision = "0037_imports"
branch_labels = None
depends_on = None

T = "report_snapshot"
CHECKS = {
    "counted_from_one": "number >= 1",
    "has_version": "version >= 1",
    "whole_hash": "length(sha256) = 64",
    "has_numbers": "staff <> '' AND funder <> ''",
}


def upgrade() -> None:
    op.create_table(
        T,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("funder", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{T}_{name}")) for name, rule in CHECKS.items()),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f(f"fk_{T}_cohort_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f(f"fk_{T}_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{T}")),
        sa.UniqueConstraint("cohort_id", "as_of", name=op.f(f"uq_{T}_cohort_id_as_of")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f(f"uq_{T}_cohort_id_number")),
    )


def downgrade() -> None:
    op.drop_table(T)
