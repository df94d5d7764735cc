"""Reads of frozen reports: the snapshots of a cohort, who took a report away, what a funder may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.audit import AuditEntry
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort
from tracker.people.models import Person
from tracker.permissions import Grants, Permission
from tracker.reports.snapshot_models import ReportSnapshot

# What the audit trail calls a report that was read or taken away.
TAKEN = "cohort.report"


@dataclass(frozen=True)
class Taking:
    """A report that was taken: by whom (None: the command line), for whom it is, and of which snapshot."""

    at: datetime
    by: str | None
    view: str
    format: str
    snapshot: int | None


def of_cohort(session: Session, cohort_id: int) -> Sequence[ReportSnapshot]:
    """All snapshots of a cohort in their order, with who made them. One statement."""
    found = sa.select(ReportSnapshot).where(ReportSnapshot.cohort_id == cohort_id)
    found = found.options(joinedload(ReportSnapshot.made_by)).order_by(ReportSnapshot.number)
    return session.scalars(found).all()


def newest(session: Session, cohort_id: int) -> ReportSnapshot | None:
    """The snapshot that funders see."""
    found = sa.select(ReportSnapshot).where(ReportSnapshot.cohort_id == cohort_id)
    return session.scalar(found.order_by(ReportSnapshot.number.desc()).limit(1))


def of_program(session: Session, program_id: int) -> dict[str, ReportSnapshot]:
    """Slug of a cohort → its newest snapshot, for the cohorts of a program that have one. One statement."""
    last = (
        sa.select(sa.func.max(ReportSnapshot.id))
        .join(ReportSnapshot.cohort)
        .where(Cohort.program_id == program_id)
        .group_by(ReportSnapshot.cohort_id)
    )
    found = sa.select(Cohort.slug, ReportSnapshot).join(ReportSnapshot.cohort)
    rows = session.execute(found.where(ReportSnapshot.id.in_(last)).order_by(Cohort.slug))
    return {slug: row for slug, row in rows}  # noqa: C416  # rows are no pairs to mypy


def one(session: Session, cohort_id: int, number: int) -> ReportSnapshot | None:
    """A snapshot by its number in the cohort."""
    found = sa.select(ReportSnapshot).where(
        ReportSnapshot.cohort_id == cohort_id, ReportSnapshot.number == number
    )
    return session.scalar(found)


def taken(session: Session, cohort: Cohort, *, most: int = 50) -> list[Taking]:
    """Who read or took a report of the cohort, the newest first. One statement."""
    found = (
        sa.select(AuditEntry, Person.name)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(
            AuditEntry.chain == f"program:{cohort.program_id}",
            AuditEntry.action == TAKEN,
            AuditEntry.object_id == cohort.id,
        )
        .order_by(AuditEntry.position.desc())
        .limit(most)
    )
    return [
        Taking(
            entry.at,
            name,
            entry.change.get("view", ""),
            entry.change.get("format", ""),
            entry.change.get("snapshot"),
        )
        for entry, name in session.execute(found)
    ]


@dataclass(frozen=True)
class Offered:
    """A cohort whose report somebody may read: its newest snapshot, if there is one, and more for `staff`."""

    cohort: Cohort
    number: int | None
    as_of: date | None
    staff: bool


def offered(session: Session, grants: Grants) -> list[Offered]:
    """The cohorts whose funders' report these roles let read, newest first. A fixed number of statements."""
    found = cohorts.in_places(session, grants.places(Permission.REPORT_READ))
    last = _newest(session, [cohort.id for cohort in found])
    rows = []
    for cohort in found:
        number, as_of = last.get(cohort.id, (None, None))
        rows.append(Offered(cohort, number, as_of, may_read_all(grants, cohort)))
    return rows


def _newest(session: Session, cohort_ids: Iterable[int]) -> dict[int, tuple[int, date]]:
    rows = (
        sa.select(ReportSnapshot.cohort_id, ReportSnapshot.number, ReportSnapshot.as_of)
        .where(ReportSnapshot.cohort_id.in_(list(cohort_ids)))
        .order_by(ReportSnapshot.number)
    )
    return {cohort_id: (number, as_of) for cohort_id, number, as_of in session.execute(rows)}


def may_read(grants: Grants, cohort: Cohort) -> bool:
    """Whether these roles let read what funders see of a cohort."""
    return grants.allow(Permission.REPORT_READ, program_id=cohort.program_id, cohort_id=cohort.id)


def may_read_all(grants: Grants, cohort: Cohort) -> bool:
    """Whether these roles let read every number of a cohort."""
    return grants.allow(Permission.COHORT_EXPORT, program_id=cohort.program_id, cohort_id=cohort.id)
