"""A cohort's report for whoever reads it, and the frozen ones that funders see."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Cohort
from tracker.people.models import Person
from tracker.reasons import Decision, no, require
from tracker.reports import (
    funder_view,
    kept,
    kept_choice,
    report,
    sealed_numbers,
    snapshot_queries,
    snapshot_rules,
)
from tracker.reports.funder_view import Frozen
from tracker.reports.numbers import Report, View
from tracker.reports.snapshot_models import ReportSnapshot
from tracker.reports.suppression import Choice, Reason


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


@dataclass(frozen=True)
class Basis:
    """What a snapshot made now would be made of: all numbers, and what funders read so far.

    `others` are the newest snapshots of the program's other cohorts, by slug; `made_of` tells it from others.
    """

    report: Report
    earlier: tuple[Frozen, ...]
    others: Mapping[str, Report]
    made_of: str

    def chosen(self, tell: Callable[[int], None]) -> dict[str, str]:
        """What of it funders are told, to be kept for `Basis.draft`; takes seconds, and no database."""
        choice = funder_view.chosen(self.report, self.earlier, tell)
        return {"made_of": self.made_of, **kept_choice.written(choice, self.report)}

    def draft(self, choice: Choice | None = None) -> Draft:
        """The snapshot; its choice is worked out, in seconds, where none is given."""
        shown = funder_view.for_funder(self.report, self.earlier, self.others, choice)
        return Draft(len(self.earlier) + 1, self.report, shown.report, shown.reasons)


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


def basis(session: Session, cohort: Cohort) -> Basis:
    """What a snapshot made now would be made of."""
    today = clock.today(cohort.program.time_zone)
    rows = snapshot_queries.of_cohort(session, cohort.id)
    made = report.make(session, cohort, as_of=today)
    newest = snapshot_queries.of_program(session, cohort.program_id)
    others = {slug: row for slug, row in newest.items() if row.cohort_id != cohort.id}
    return Basis(
        made,
        tuple(_frozen(row) for row in rows),
        {slug: _frozen(row).funder for slug, row in others.items()},
        kept_choice.made_of(
            made, [row.sha256 for row in rows], {slug: row.sha256 for slug, row in others.items()}
        ),
    )


def draft(session: Session, cohort: Cohort) -> Draft:
    """What a snapshot made now would hold; takes seconds where there are earlier ones."""
    return basis(session, cohort).draft()


def draft_of(session: Session, cohort: Cohort, chosen: Mapping[str, str]) -> Draft:
    """The same out of what `Basis.chosen` gave earlier. Raises Refused `snapshot_changed`: not of today's."""
    now = basis(session, cohort)
    if chosen["made_of"] != now.made_of:
        require(no("snapshot_changed"))
    return now.draft(kept_choice.read(chosen, now.report, now.earlier))


def may_freeze(session: Session, cohort: Cohort, today: date) -> Decision:
    """Whether a snapshot of the cohort can be made on a day."""
    newest = snapshot_queries.newest(session, cohort.id)
    return snapshot_rules.may_freeze(_times(cohort, today, newest))


def freeze(session: Session, actor: Person, *, cohort: Cohort, shown: str) -> ReportSnapshot:
    """Freeze the numbers of today. `shown` is the `seal` of the funders' numbers that the actor looked at."""
    _hold(session, cohort)
    made = draft(session, cohort)
    if seal(made) != shown:
        require(no("snapshot_changed"))
    return _write(session, actor, cohort, made)


def freeze_chosen(
    session: Session, actor: Person, *, cohort: Cohort, chosen: Mapping[str, str]
) -> ReportSnapshot:
    """Freeze the numbers of today as the actor looked at them in `draft_of`, which refuses others."""
    _hold(session, cohort)
    return _write(session, actor, cohort, draft_of(session, cohort, chosen))


def _hold(session: Session, cohort: Cohort) -> None:
    """Keep everybody else of the program from freezing, and refuse where it is not the time."""
    audit.hold(session, cohort.program_id)
    require(may_freeze(session, cohort, clock.today(cohort.program.time_zone)))


def _write(session: Session, actor: Person, cohort: Cohort, made: Draft) -> ReportSnapshot:
    staff, funder = kept.written(made.report), kept.written(made.funder)
    row = ReportSnapshot(
        cohort_id=cohort.id,
        number=made.number,
        as_of=made.report.as_of,
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
