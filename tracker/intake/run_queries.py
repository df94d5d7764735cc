"""Reads of imports: those of a program, one of them, its lines page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.intake.kinds import Verdict
from tracker.intake.models import ImportLine, ImportMapping, ImportRun
from tracker.permissions import Grants, Permission


@dataclass(frozen=True)
class Narrowed:
    """Which lines of a preview are wanted: of one verdict, or those with a notice; None for all kept."""

    verdict: Verdict | None = None
    noticed: bool = False


def of_program(
    session: Session,
    program_id: int,
    kinds: Sequence[str],
    cohorts: Sequence[int] | None,
    *,
    limit: int = 100,
) -> list[ImportRun]:
    """The newest imports of these kinds, of these cohorts where they are given; one statement."""
    found = sa.select(ImportRun).where(ImportRun.program_id == program_id, ImportRun.kind.in_(kinds))
    if cohorts is not None:
        found = found.where(ImportRun.cohort_id.in_(cohorts))
    found = found.options(joinedload(ImportRun.job)).order_by(ImportRun.id.desc()).limit(limit)
    return list(session.scalars(found))


def one(session: Session, program_id: int, run_id: int) -> ImportRun | None:
    """An import of a program with its job, file and people; one statement."""
    found = sa.select(ImportRun).where(ImportRun.id == run_id, ImportRun.program_id == program_id)
    return session.scalar(
        found.options(
            joinedload(ImportRun.job),
            joinedload(ImportRun.file),
            joinedload(ImportRun.applied_by),
            joinedload(ImportRun.undone_by),
        )
    )


def reads(held: Grants, run: ImportRun, permission: str) -> bool:
    """Whether somebody with these roles may see and drive an import: who may make such a one."""
    return held.allow(Permission(permission), program_id=run.program_id, cohort_id=run.cohort_id)


def count(session: Session, run_id: int, narrowed: Narrowed) -> int:
    """How many lines of a preview are kept."""
    return (
        session.scalar(sa.select(sa.func.count()).select_from(ImportLine).where(*_wanted(run_id, narrowed)))
        or 0
    )


def lines(
    session: Session, run_id: int, narrowed: Narrowed, *, offset: int, limit: int
) -> Sequence[ImportLine]:
    """Some of the kept lines of a preview, in the file's order."""
    rows = sa.select(ImportLine).where(*_wanted(run_id, narrowed)).order_by(ImportLine.number)
    return session.scalars(rows.offset(offset).limit(limit)).all()


def refused(session: Session, run_id: int) -> Iterator[ImportLine]:
    """All refused lines in the file's order, without holding them all."""
    wanted = _wanted(run_id, Narrowed(Verdict.REFUSED))
    rows = sa.select(ImportLine).where(*wanted).order_by(ImportLine.number)
    yield from session.scalars(rows.execution_options(yield_per=500))


def remembered(session: Session, program_id: int, kind: str, header_hash: str) -> ImportMapping | None:
    """What the columns of exactly this header meant last time."""
    return session.scalar(
        sa.select(ImportMapping).where(
            ImportMapping.program_id == program_id,
            ImportMapping.kind == kind,
            ImportMapping.header_hash == header_hash,
        )
    )


def remembered_newest(session: Session, program_id: int, kind: str) -> ImportMapping | None:
    """What columns of another header meant last time."""
    found = sa.select(ImportMapping).where(ImportMapping.program_id == program_id, ImportMapping.kind == kind)
    return session.scalar(found.order_by(ImportMapping.used_at.desc(), ImportMapping.id.desc()).limit(1))


def _wanted(run_id: int, narrowed: Narrowed) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = [ImportLine.run_id == run_id]
    if narrowed.verdict is not None:
        wanted.append(ImportLine.verdict == narrowed.verdict)
    if narrowed.noticed:
        wanted.append(ImportLine.noticed.is_(True))
    return wanted
