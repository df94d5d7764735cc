"""Exports: who may take a table out, the file of it, and the note of it in the audit trail."""

from __future__ import annotations

import io
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Cohort, Program
from tracker.evaluations import visibility
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import no, require
from tracker.reports import audit_lines, queries, streams, tables
from tracker.reports.lines import Kind, Table
from tracker.reports.streams import Sheet

JOB = "reports.export"
# Lines that are written in less than a second; more of them are a job.
AT_ONCE = {Kind.CSV: 20_000, Kind.JSONL: 20_000, Kind.XLSX: 2_000}


@dataclass(frozen=True)
class Wanted:
    """A table of a cohort, or without one the audit trail of the program, and as what."""

    program: Program
    cohort: Cohort | None
    table: Table
    kind: Kind

    @property
    def permission(self) -> Permission:
        """What its reader holds: auditors take the trail, and no table of a cohort."""
        return Permission.AUDIT_EXPORT if self.cohort is None else Permission.COHORT_EXPORT

    def filename(self) -> str:
        """The name of the file if it is made today; ASCII."""
        place = "" if self.cohort is None else f"-{self.cohort.slug}"
        day = clock.today(self.program.time_zone).isoformat()
        return f"{self.program.slug}{place}-{self.table.value}-{day}.{self.kind.value}"


@dataclass(frozen=True)
class Export:
    """A file that was made: its bytes, its ASCII name, how many rows it holds."""

    content: bytes
    filename: str
    rows: int


def export(session: Session, actor: Person | None, *, cohort: Cohort, table: Table, kind: Kind) -> Export:
    """Make the file of a cohort's table and record that it was taken. No row is left out."""
    wanted = Wanted(cohort.program, cohort, table, kind)
    require_right(session, actor, wanted)
    return taken(session, actor, wanted, sheet(session, wanted))


def require_right(session: Session, actor: Person | None, wanted: Wanted) -> None:
    """Refuse whoever still owes a form there, and its scholars; who holds the permission, the caller asked.

    The tables hold what others answered or decided, of a scholar also what is not released to them and the
    staff's own notes. That of outcomes holds nothing of the kind.
    """
    if actor is None or wanted.table is Table.OUTCOMES:
        return
    program, cohort = wanted.program, wanted.cohort
    hidden = visibility.hidden_from(session, actor.id, clock.today(program.time_zone))
    if cohort is None:
        if queries.is_scholar_here(session, program.id, actor.id):
            require(no("export_about_you_here"))
        if owing := queries.scholars_here(session, program.id, hidden):
            require(no("export_own_not_filed_here", count=owing))
    else:
        if queries.is_scholar(session, cohort.id, actor.id):
            require(no("export_about_you"))
        if owing := queries.scholars_among(session, cohort.id, hidden):
            require(no("export_own_not_filed", count=owing))


def freeze(session: Session) -> None:
    """Have all that a session is about to read show one moment; on SQLite it does by itself.

    Comes before anything is read. Raises RuntimeError after that, when PostgreSQL would go on without.
    """
    if session.in_transaction():
        raise RuntimeError("something was read already, at a moment of its own")
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        # Compiling each page's statement would take longer than running it.
        session.execute(sa.text("SET LOCAL jit = off"))


def sheet(session: Session, wanted: Wanted) -> Sheet:
    """What is to be written. Its lines are read from the session as they are."""
    if wanted.cohort is None:
        return audit_lines.sheet(session, wanted.program)
    return tables.sheet(session, wanted.cohort, wanted.table)


def is_long(found: Sheet, kind: Kind) -> bool:
    """Whether writing it takes so long that it is a job. Refuses what the kind of file cannot hold."""
    if kind is Kind.XLSX:
        streams.require_workbook(found.count)
    return found.count > AT_ONCE[kind]


def taken(session: Session, actor: Person | None, wanted: Wanted, found: Sheet) -> Export:
    """The file, in memory, and the record that it was taken."""
    out = io.BytesIO()
    rows = streams.write(out, found, wanted.kind, created=clock.now())
    note(session, actor, wanted, rows)
    return Export(out.getvalue(), wanted.filename(), rows)


def note(session: Session, actor: Person | None, wanted: Wanted, rows: int) -> None:
    """Record who took what out."""
    facts = {"table": wanted.table.value, "format": wanted.kind.value, "rows": rows}
    if wanted.cohort is None:
        audit.note(session, actor, "program.export", wanted.program, program_id=wanted.program.id, **facts)
    else:
        audit.note(session, actor, "cohort.export", wanted.cohort, program_id=wanted.program.id, **facts)


def ask(session: Session, actor: Person | None, wanted: Wanted, *, title: str, page: str | None) -> Job:
    """Have a worker make the file. A second click within the minute asks for nothing more."""
    person, cohort = actor.id if actor else "", wanted.cohort.id if wanted.cohort else ""
    minute = clock.now().strftime("%Y-%m-%dT%H:%M")
    what = f"{wanted.program.id}:{cohort}:{wanted.table.value}:{wanted.kind.value}"
    return jobs.start(
        session,
        actor,
        kind=JOB,
        title=title,
        program_id=wanted.program.id,
        cohort_id=wanted.cohort.id if wanted.cohort else None,
        params={"table": wanted.table.value, "format": wanted.kind.value},
        once_key=f"export:{what}:{person}:{minute}",
        permission=wanted.permission,
        page=page,
    )
