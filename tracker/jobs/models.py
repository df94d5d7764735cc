"""Tables of jobs, of the processes that do them, and of files."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice


class JobState(enum.StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class KeptFile(Base):
    """A file whose bytes lie in the folder of files, whole, under `key`.

    `size` is in bytes, `sha256` is of the bytes in hex. After `keep_until` the bytes are removed; the row
    stays and says so. A row without `person_id` belongs to the command line.
    """

    __tablename__ = "kept_file"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(sa.String(36), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    program_id: Mapped[int | None] = mapped_column(sa.ForeignKey("program.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    stored_at: Mapped[datetime] = mapped_column(default=clock.now)
    keep_until: Mapped[datetime | None] = mapped_column(index=True)
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("size >= 0", name="size_of_something"),
        sa.CheckConstraint("name <> ''", name="has_a_name"),
    )


class Job(Base):
    """Work that somebody asked for and a worker does.

    `key` names the present try, and is the id of its workflow; a retry gets a new one. `params` and
    `result` hold ids and settings, never sealed text. `error` is the code of a reason with its figures,
    whose sentence stands in the catalogue. `lease` is the secret of the process that runs it: whoever
    lost it cannot commit any more. Of all jobs with one `once_key`, at most one is open or done.
    """

    __tablename__ = "job"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    kind: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(200))
    program_id: Mapped[int | None] = mapped_column(sa.ForeignKey("program.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    params: Mapped[dict[str, Any]]
    permission: Mapped[str | None] = mapped_column(sa.String(40))
    page: Mapped[str | None] = mapped_column(sa.String(300))
    once_key: Mapped[str | None] = mapped_column(sa.String(200))
    state: Mapped[JobState] = mapped_column(
        choice(JobState, "job_state"), default=JobState.WAITING, index=True
    )
    done: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    total: Mapped[int | None] = mapped_column(sa.BigInteger)
    doing: Mapped[str] = mapped_column(sa.String(200), default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    error: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kept_file.id"), unique=True)
    tries: Mapped[int] = mapped_column(default=1)
    worker: Mapped[str | None] = mapped_column(sa.String(120))
    lease: Mapped[str | None] = mapped_column(sa.String(36))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    started_at: Mapped[datetime | None]
    cancel_asked_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    file: Mapped[KeptFile | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def is_news(self) -> bool:
        """Whether it has ended and who asked has not looked since."""
        return self.finished_at is not None and self.seen_at is None

    __table_args__ = (
        sa.CheckConstraint("title <> ''", name="says_what"),
        sa.CheckConstraint("page IS NULL OR page LIKE '/%'", name="page_of_ours"),
        sa.CheckConstraint("done >= 0 AND (total IS NULL OR total >= done)", name="within_its_total"),
        sa.CheckConstraint("tries >= 1", name="tried"),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (state IN ('waiting', 'running'))", name="finished_iff_ended"
        ),
        sa.CheckConstraint(
            "(state = 'running') = (lease IS NOT NULL) AND (state <> 'running' OR worker IS NOT NULL)",
            name="run_by_somebody",
        ),
        sa.CheckConstraint("state <> 'waiting' OR started_at IS NULL", name="waits_unstarted"),
        sa.CheckConstraint(
            "state NOT IN ('running', 'done') OR started_at IS NOT NULL", name="started_before_done"
        ),
        sa.CheckConstraint("(state = 'failed') = (error IS NOT NULL)", name="failed_iff_error"),
        sa.CheckConstraint("result IS NULL OR state = 'done'", name="result_of_the_done"),
        sa.CheckConstraint("file_id IS NULL OR state IN ('running', 'done')", name="file_of_the_done"),
        sa.CheckConstraint("state <> 'cancelled' OR cancel_asked_at IS NOT NULL", name="cancelled_as_asked"),
        sa.CheckConstraint("seen_at IS NULL OR finished_at IS NOT NULL", name="seen_when_ended"),
        sa.Index(
            "uq_job_once_key",
            "once_key",
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'running', 'done')"),
            postgresql_where=sa.text("state IN ('waiting', 'running', 'done')"),
        ),
    )


class JobStep(Base):
    """A write of a job that is committed, in whose transaction this row was written: it is not repeated."""

    __tablename__ = "job_step"

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("job.id"), primary_key=True)
    tries: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    result: Mapped[Any] = mapped_column(sa.JSON)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Worker(Base):
    """A process that does jobs, and when it was last heard of."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
