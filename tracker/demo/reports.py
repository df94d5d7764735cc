"""The report's story: the day after a cohort's last phase staff freeze its figures for funders."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tracker.demo.happenings import STAFF, Happening, Rows, moment
from tracker.demo.timetable import Timetable
from tracker.reports import snapshots


def frozen(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """Once, after everything of that day: what comes later is for a snapshot of the visitor's own."""
    last = max(phase.ends_on for phase in table.phases)
    yield moment(table, (last - table.start).days + 1, 8 * 60), partial(_freeze, rows, table)


def _freeze(rows: Rows, table: Timetable) -> None:
    cohort = rows.cohorts[table.slug]
    shown = snapshots.seal(snapshots.draft(rows.session, cohort))
    snapshots.freeze(rows.session, rows.people[STAFF], cohort=cohort, shown=shown)
