"""Result grids of works, with their runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0022_grids"
down_revision = "0021_polls"
branch_labels = None
depends_on = None


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "result_grid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", _choice("free", "unlearning", "injection", name="grid_kind"), nullable=False),
        sa.Column("varied", sa.JSON(), nullable=False),
        sa.Column("measured", sa.JSON(), nullable=False),
        sa.Column("forgotten_at", sa.Double(), nullable=True),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_result_grid_has_title")),
        sa.CheckConstraint(
            "(kind = 'unlearning') = (forgotten_at IS NOT NULL)", name=op.f("ck_result_grid_limit_of_suites")
        ),
        sa.CheckConstraint(
            "forgotten_at >= 0 AND forgotten_at <= 1", name=op.f("ck_result_grid_limit_is_accuracy")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_result_grid_added_by_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_result_grid_outcome_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_result_grid_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_grid")),
    )
    op.create_index(op.f("ix_result_grid_work_id"), "result_grid", ["work_id"])
    op.create_index(op.f("ix_result_grid_outcome_id"), "result_grid", ["outcome_id"])
    op.create_table(
        "grid_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("state", _choice("ok", "failed", "missing", name="run_state"), nullable=False),
        sa.Column("results", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("(state = 'ok') = (results IS NOT NULL)", name=op.f("ck_grid_run_results_iff_ok")),
        sa.ForeignKeyConstraint(["grid_id"], ["result_grid.id"], name=op.f("fk_grid_run_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_run")),
    )
    op.create_index(op.f("ix_grid_run_grid_id"), "grid_run", ["grid_id"])
    op.create_index(
        "uq_grid_run_seed",
        "grid_run",
        ["grid_id", "cell", "seed"],
        unique=True,
        sqlite_where=sa.text("seed <> ''"),
        postgresql_where=sa.text("seed <> ''"),
    )


def downgrade() -> None:
    op.drop_table("grid_run")
    op.drop_table("result_grid")
