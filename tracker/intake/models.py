"""Tables of imports: a file on its way in, what becomes of its lines, and what it replaced."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Cohort, Program
from tracker.db import Base, Key, choice
from tracker.intake.kinds import Verdict
from tracker.jobs.models import Job, KeptFile
from tracker.people.models import Person


class RunState(enum.StrEnum):
    UPLOADED = "uploaded"  # its columns are to be named
    MAPPED = "mapped"  # its columns are named; nobody has looked what it would do
    LOOKING = "looking"
    LOOKED = "looked"  # the preview stands
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"  # the file cannot be read as a whole; other columns may mend it
    DROPPED = "dropped"  # nothing came of it; file and lines are gone


class Change(enum.StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class ImportRun(Base):
    """One file's way in, with the kept file and the job that works on it, or last did.

    `layout` says how the file is read: its header, samples, sheets, encoding. `mapping` is field → column,
    `orders` the order of day and month by column. `counts` are lines by verdict, with `lines` and `notices`.
    `problems` are why the file was refused as a whole; `stale` the lines that changed after the preview.
    """

    __tablename__ = "import_run"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[RunState] = mapped_column(choice(RunState, "import_state"), default=RunState.UPLOADED)
    file_name: Mapped[str] = mapped_column(sa.String(255))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kept_file.id"))
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id"))
    sheet: Mapped[str | None] = mapped_column(sa.String(200))
    layout: Mapped[dict[str, Any]]
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    orders: Mapped[dict[str, Any]] = mapped_column(default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    problems: Mapped[list[Any]] = mapped_column(sa.JSON(), default=list)
    stale: Mapped[list[Any]] = mapped_column(sa.JSON(), default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    looked_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    applied_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    file: Mapped[KeptFile | None] = relationship()
    job: Mapped[Job | None] = relationship()
    program: Mapped[Program] = relationship(lazy="joined", innerjoin=True)
    cohort: Mapped[Cohort | None] = relationship(lazy="joined")
    person: Mapped[Person | None] = relationship(foreign_keys=person_id, lazy="joined")
    applied_by: Mapped[Person | None] = relationship(foreign_keys=applied_by_id)
    undone_by: Mapped[Person | None] = relationship(foreign_keys=undone_by_id)

    __table_args__ = (
        sa.CheckConstraint("size >= 0", name="size_counted"),
        sa.CheckConstraint(
            "(state IN ('applied', 'undoing', 'undone')) = (applied_at IS NOT NULL)", name="applied_once"
        ),
        sa.CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone_once"),
        sa.CheckConstraint(
            "state NOT IN ('looked', 'applying', 'applied', 'undoing', 'undone')"
            " OR (counts IS NOT NULL AND looked_at IS NOT NULL)",
            name="looked_before",
        ),
        sa.CheckConstraint(
            "file_id IS NOT NULL OR state IN ('applied', 'undoing', 'undone', 'dropped')",
            name="file_until_applied",
        ),
    )


class ImportLine(Base):
    """A line of the preview: all that are refused or changed or have a notice, of the others the first.

    `cells` are those of the file for a refused line, so that it can be handed back with its reasons.
    """

    __tablename__ = "import_line"

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id", ondelete="CASCADE"))
    number: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "import_verdict"))
    noticed: Mapped[bool]
    problems: Mapped[list[Any]] = mapped_column(sa.JSON())
    notices: Mapped[list[Any]] = mapped_column(sa.JSON())
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    cells: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))

    __table_args__ = (
        sa.UniqueConstraint("run_id", "number"),
        sa.Index("ix_import_line_run_id_verdict", "run_id", "verdict", "number"),
        sa.CheckConstraint("(verdict = 'refused') = (cells IS NOT NULL)", name="cells_iff_refused"),
    )


class ImportPart(Base):
    """What the preview said of a part of the lines: their verdicts by first letter, and a hash of it all."""

    __tablename__ = "import_part"

    run_id: Mapped[int] = mapped_column(
        sa.ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    verdicts: Mapped[str]
    digest: Mapped[str] = mapped_column(sa.String(64))


class ImportChange(Base):
    """Rows of one table that an import added, changed or removed, in parts.

    `rows` are the keys, of ids that follow one another `{"first": 1, "last": 1000}`; for what was replaced
    the keys with the values before. `digests` are 16 letters for each row: how the import left it. Removed
    rows have none.
    """

    __tablename__ = "import_change"

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id"), index=True)
    table: Mapped[str] = mapped_column(sa.String(60))
    what: Mapped[Change] = mapped_column(choice(Change, "import_change_kind"))
    rows: Mapped[list[Any]] = mapped_column(sa.JSON())
    digests: Mapped[str]


class ImportMapping(Base):
    """What the columns of a header meant last time, by program and kind."""

    __tablename__ = "import_mapping"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    header_hash: Mapped[str] = mapped_column(sa.String(64))
    mapping: Mapped[dict[str, Any]]
    orders: Mapped[dict[str, Any]]
    used_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (sa.UniqueConstraint("program_id", "kind", "header_hash"),)
