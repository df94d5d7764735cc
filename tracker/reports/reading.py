"""A cohort's report for one reader: not about themselves, and no ratings before their own are in."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Cohort
from tracker.evaluations import visibility
from tracker.people.models import Person
from tracker.reasons import no, require
from tracker.reports import queries, sealed_numbers, snapshots
from tracker.reports.editions import Edition, Format
from tracker.reports.numbers import Part, Report, View, Why
from tracker.reports.snapshots import Shown

# Tables of what others said on forms: whoever owes one would else see it before saying it.
JUDGING = frozenset({"ratings", "mentors_trend", "levels", "levels_summary"})


def shown(
    session: Session, actor: Person | None, cohort: Cohort, view: View, *, number: int | None = None
) -> Shown:
    """The report as somebody may read it; nobody (None) is the command line.

    Raises Refused: `report_not_yours` (to be answered as not found), `report_no_snapshot`, or for a scholar
    of the cohort `report_about_you`.
    """
    found = snapshots.for_reader(session, actor, cohort, view, number=number)
    if view is View.STAFF:
        return replace(found, report=screened(session, actor, cohort, found.report))
    return found


def screened(session: Session, actor: Person | None, cohort: Cohort, report: Report) -> Report:
    """The numbers of staff without what this reader may not know yet; refused to scholars of the cohort."""
    if actor is None:
        return report
    if queries.is_scholar(session, cohort.id, actor.id):
        require(no("report_about_you"))
    today = clock.today(cohort.program.time_zone)
    hidden = visibility.hidden_from(session, actor.id, today)
    if not queries.scholars_among(session, cohort.id, hidden):
        return report
    tables = (
        replace(table, rows=(), why_empty=Why.OWED) if table.key in JUDGING else table
        for table in report.tables
    )
    return replace(report, tables=tuple(tables))


def sealed(session: Session, actor: Person, cohort: Cohort) -> Part:
    """The tables that are for a cohort's coordinator alone, as of today, and no other table.

    Raises Refused: `report_not_yours` (to be answered as not found), or for a scholar of the cohort
    `report_about_you`.
    """
    today = clock.today(cohort.program.time_zone)
    if not sealed_numbers.coordinates(actor.grants_on(today), cohort):
        require(no("report_not_yours"))
    if queries.is_scholar(session, cohort.id, actor.id):
        require(no("report_about_you"))
    return sealed_numbers.make(session, cohort, today, True)


def note(session: Session, actor: Person | None, cohort: Cohort, edition: Edition, kind: Format) -> None:
    """Record who took a report, for whom it is made and as what."""
    audit.note(
        session,
        actor,
        "cohort.report",
        cohort,
        program_id=cohort.program_id,
        view=edition.view.value,
        format=kind.value,
        snapshot=edition.snapshot,
        as_of=edition.report.as_of.isoformat(),
    )
