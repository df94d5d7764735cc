"""Jobs, the processes that do them, and files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.db import UTCDateTime

revision = "0036_jobs"
down_revision = "0035_mail"
branch_labels = None
depends_on = None

COUNTED = sa.text("state IN ('waiting', 'running', 'done')")
CHECKS = {
    "says_what": "title <> ''",
    "page_of_ours": "page IS NULL OR page LIKE '/%'",
    "within_its_total": "done >= 0 AND (total IS NULL OR total >= done)",
    "tried": "tries >= 1",
    "finished_iff_ended": "(finished_at IS NULL) = (state IN ('waiting', 'running'))",
    "run_by_somebody": (
        "(state = 'running') = (lease IS NOT NULL) AND (state <> 'running' OR worker IS NOT NULL)"
    ),
    "waits_unstarted": "state <> 'waiting' OR started_at IS NULL",
    "started_before_done": "state NOT IN ('running', 'done') OR started_at IS NOT NULL",
    "failed_iff_error": "(state = 'failed') = (error IS NOT NULL)",
    "result_of_the_done": "result IS NULL OR state = 'done'",
    "file_of_the_done": "file_id IS NULL OR state IN ('running', 'done')",
    "cancelled_as_asked": "state <> 'cancelled' OR cancel_asked_at IS NOT NULL",
    "seen_when_ended": "seen_at IS NULL OR finished_at IS NOT NULL",
}


def upgrade() -> None:
    _files()
    _jobs()
    op.create_table(
        "job_step",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_step_job_id")),
        sa.PrimaryKeyConstraint("job_id", "tries", "name", name=op.f("pk_job_step")),
    )
    op.create_table(
        "worker",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("beat_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )


def _files() -> None:
    op.create_table(
        "kept_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("stored_at", UTCDateTime(), nullable=False),
        sa.Column("keep_until", UTCDateTime(), nullable=True),
        sa.Column("removed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("size >= 0", name=op.f("ck_kept_file_size_of_something")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_kept_file_has_a_name")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_kept_file_program_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kept_file_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_file")),
        sa.UniqueConstraint("key", name=op.f("uq_kept_file_key")),
    )
    for column in ("program_id", "person_id", "keep_until"):
        op.create_index(op.f(f"ix_kept_file_{column}"), "kept_file", [column])


def _jobs() -> None:
    state = sa.Enum(
        "waiting",
        "running",
        "done",
        "failed",
        "cancelled",
        name="job_state",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    points_to = {
        "program_id": "program",
        "cohort_id": "cohort",
        "person_id": "person",
        "file_id": "kept_file",
    }
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("permission", sa.String(length=40), nullable=True),
        sa.Column("page", sa.String(length=300), nullable=True),
        sa.Column("once_key", sa.String(length=200), nullable=True),
        sa.Column("state", state, nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("doing", sa.String(length=200), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=120), nullable=True),
        sa.Column("lease", sa.String(length=36), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=True),
        sa.Column("cancel_asked_at", UTCDateTime(), nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("seen_at", UTCDateTime(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_job_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_job_{column}"))
            for column, table in points_to.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
        sa.UniqueConstraint("file_id", name=op.f("uq_job_file_id")),
    )
    for column in ("program_id", "person_id", "state"):
        op.create_index(op.f(f"ix_job_{column}"), "job", [column])
    op.create_index(
        "uq_job_once_key",
        "job",
        ["once_key"],
        unique=True,
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )


def downgrade() -> None:
    for table in ("worker", "job_step", "job", "kept_file"):
        op.drop_table(table)
