"""Imports: a file on its way in, what becomes of its lines, and what it replaced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0037_imports"
down_revision = "0036_jobs"
branch_labels = None
depends_on = None

STATES = (
    "uploaded",
    "mapped",
    "looking",
    "looked",
    "applying",
    "applied",
    "undoing",
    "undone",
    "failed",
    "dropped",
)


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _runs()
    _lines()
    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=60), nullable=False),
        sa.Column("what", _choice("added", "changed", "removed", name="import_change_kind"), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_change_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index(op.f("ix_import_change_run_id"), "import_change", ["run_id"])
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("header_hash", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("orders", sa.JSON(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_import_mapping_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "program_id", "kind", "header_hash", name=op.f("uq_import_mapping_program_id_kind_header_hash")
        ),
    )


def _runs() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", _choice(*STATES, name="import_state"), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("orders", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("stale", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("looked_at", UTCDateTime(), nullable=True),
        sa.Column("applied_at", UTCDateTime(), nullable=True),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("size >= 0", name=op.f("ck_import_run_size_counted")),
        sa.CheckConstraint(
            "(state IN ('applied', 'undoing', 'undone')) = (applied_at IS NOT NULL)",
            name=op.f("ck_import_run_applied_once"),
        ),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_at IS NOT NULL)", name=op.f("ck_import_run_undone_once")
        ),
        sa.CheckConstraint(
            "state NOT IN ('looked', 'applying', 'applied', 'undoing', 'undone')"
            " OR (counts IS NOT NULL AND looked_at IS NOT NULL)",
            name=op.f("ck_import_run_looked_before"),
        ),
        sa.CheckConstraint(
            "file_id IS NOT NULL OR state IN ('applied', 'undoing', 'undone', 'dropped')",
            name=op.f("ck_import_run_file_until_applied"),
        ),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_import_run_program_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_import_run_cohort_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_import_run_person_id")),
        sa.ForeignKeyConstraint(["file_id"], ["kept_file.id"], name=op.f("fk_import_run_file_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_import_run_job_id")),
        sa.ForeignKeyConstraint(["applied_by_id"], ["person.id"], name=op.f("fk_import_run_applied_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_import_run_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_program_id"), "import_run", ["program_id"])


def _lines() -> None:
    op.create_table(
        "import_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            _choice("new", "changed", "unchanged", "refused", name="import_verdict"),
            nullable=False,
        ),
        sa.Column("noticed", sa.Boolean(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(verdict = 'refused') = (cells IS NOT NULL)", name=op.f("ck_import_line_cells_iff_refused")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_line_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_line")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_import_line_run_id_number")),
    )
    op.create_index("ix_import_line_run_id_verdict", "import_line", ["run_id", "verdict", "number"])
    op.create_table(
        "import_part",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verdicts", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_part_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_import_part")),
    )


def downgrade() -> None:
    for table in ("import_mapping", "import_change", "import_part", "import_line", "import_run"):
        op.drop_table(table)
