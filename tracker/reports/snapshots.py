"""A cohort's report for whoever reads it, and the frozen ones that funders see."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Cohort
from tracker.people.models import Person
from tracker.reasons import Decision, no, require
from tracker.reports import funder_view, kept, report, sealed_numbers, snapshot_queries, snapshot_rules
from tracker.reports.funder_view import Frozen
from tracker.reports.numbers import Report, View
from tracker.reports.snapshot_models import ReportSnapshot
from tracker.reports.suppression import Reason


class Damaged(RuntimeError):
    """A snapshot is not what was frozen: somebody changed it in the database."""


@dataclass(frozen=True)
class Shown:
    """A report as somebody may read it, and the number of the snapshot it was frozen in, if it was."""

    report: Report
    snapshot: int | None


@dataclass(frozen=True)
class Draft:
    """A snapshot before it is made: all numbers, what funders would read of them, and why not the rest."""

    number: int
    report: Report
    funder: Report
    reasons: Mapping[str, Reason]


def for_reader(
    session: Session, actor: Person | None, cohort: Cohort, view: View, *, number: int | None = None
) -> Shown:
    """A cohort's report for somebody; nobody (None) is the command line, which may read everything.

    Staff read the live numbers, or all numbers of a snapshot. Funders read what the newest snapshot tells,
    staff also what an earlier one told. Raises Refused: `report_not_yours` (to be answered as not found) or
    `report_no_snapshot`.
    """
    today = clock.today(cohort.program.time_zone)
    grants = actor.grants_on(today) if actor else None
    everything = grants is None or snapshot_queries.may_read_all(grants, cohort)
    if not everything:
        assert grants is not None
        readable = view is View.FUNDER and number is None and snapshot_queries.may_read(grants, cohort)
        require(_yours(readable))
    if view is View.STAFF and number is None:
        coordinates = grants is not None and sealed_numbers.coordinates(grants, cohort)
        return Shown(report.make(session, cohort, as_of=today, sealed=coordinates), None)
    row = (
        snapshot_queries.newest(session, cohort.id)
        if number is None
        else snapshot_queries.one(session, cohort.id, number)
    )
    if row is None:
        require(no("report_no_snapshot"))
    assert row is not None
    found = _frozen(row)
    return Shown(found.staff if view is View.STAFF else found.funder, row.number)


def _yours(yours: bool) -> Decision:
    return Decision(True) if yours else no("report_not_yours")


def draft(session: Session, cohort: Cohort) -> Draft:
    """What a snapshot made now would hold."""
    today = clock.today(cohort.program.time_zone)
    rows = snapshot_queries.of_cohort(session, cohort.id)
    made = report.make(session, cohort, as_of=today)
    newest = snapshot_queries.of_program(session, cohort.program_id)
    others = {slug: _frozen(row).funder for slug, row in newest.items() if row.cohort_id != cohort.id}
    shown = funder_view.for_funder(made, [_frozen(row) for row in rows], others)
    return Draft(len(rows) + 1, made, shown.report, shown.reasons)


def may_freeze(session: Session, cohort: Cohort, today: date) -> Decision:
    """Whether a snapshot of the cohort can be made on a day."""
    newest = snapshot_queries.newest(session, cohort.id)
    return snapshot_rules.may_freeze(_times(cohort, today, newest))


def freeze(session: Session, actor: Person, *, cohort: Cohort, shown: str) -> ReportSnapshot:
    """Freeze the numbers of today. `shown` is the `seal` of the funders' numbers that the actor looked at."""
    audit.hold(session, cohort.program_id)
    today = clock.today(cohort.program.time_zone)
    require(may_freeze(session, cohort, today))
    made = draft(session, cohort)
    if seal(made) != shown:
        require(no("snapshot_changed"))
    staff, funder = kept.written(made.report), kept.written(made.funder)
    row = ReportSnapshot(
        cohort_id=cohort.id,
        number=made.number,
        as_of=today,
        version=kept.VERSION,
        staff=staff,
        funder=funder,
        sha256=_hash(staff, funder),
        made_by_id=actor.id,
    )
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor,
        "report_snapshot.make",
        row,
        program_id=cohort.program_id,
        cohort=cohort.id,
        number=row.number,
        sha256=row.sha256,
    )
    return row


def seal(made: Draft) -> str:
    """What tells whether the numbers a draft holds are still those that somebody looked at."""
    counts = sorted(made.report.counts.items()), sorted(made.funder.counts.items())
    tables = made.report.tables, made.funder.tables
    return hashlib.sha256(repr((made.number, counts, tables)).encode()).hexdigest()


def _times(cohort: Cohort, today: date, newest: ReportSnapshot | None) -> snapshot_rules.Times:
    ends = [phase.ends_on for phase in cohort.phases]
    return snapshot_rules.Times(today, ends, newest.as_of if newest else None)


def _frozen(row: ReportSnapshot) -> Frozen:
    if _hash(row.staff, row.funder) != row.sha256:
        raise Damaged(f"snapshot {row.number} of cohort {row.cohort_id} is not what was frozen")
    return Frozen(kept.read(row.staff), kept.read(row.funder))


def _hash(staff: str, funder: str) -> str:
    return hashlib.sha256(f"{staff}\n{funder}".encode()).hexdigest()
