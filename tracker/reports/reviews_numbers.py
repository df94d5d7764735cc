"""Table 12: what the program publishes of its release reviews; never anything of one cohort."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.releases import snapshot_queries
from tracker.releases.statistics_rules import Printed
from tracker.reports.numbers import Absent, Amount, Cell, Part, Row, Table, Unit, Why, Words

COLUMNS = ("value",)
# Of all cohorts together, in the newest statistics that two people of the program agreed to publish. Counts
# are rounded to five, small ones merged with others; nothing of one cohort, area or mentor is told.
NOTES = ("reviews_of_program",)


def make(session: Session, cohort: Cohort, _as_of: date) -> Part:
    """The newest published statistics as they were frozen; one statement."""
    found = snapshot_queries.published(session, cohort.program_id)
    if not found:
        return Part((Table(12, "reviews_published", COLUMNS, (), notes=NOTES, why_empty=Why.NOT_YET),), {})
    rows = tuple(Row(key, (cell,)) for key, cell in _lines(Printed.of(found[0].body)))
    return Part((Table(12, "reviews_published", COLUMNS, rows, notes=NOTES),), {})


def _lines(printed: Printed) -> Iterator[tuple[str, Cell]]:
    """The rows of what was printed; a row that was left out there stands in none here."""
    period = printed.period
    yield "first_day", Words(period.begins.isoformat(), public=True)
    yield "last_day", Words((period.ends - timedelta(days=1)).isoformat(), public=True)
    yield "decided", Absent(Why.SUPPRESSED) if printed.total is None else _things(printed.total)
    for group, count in printed.endings:
        yield "_or_".join(group), _things(count)
    for way, count in printed.ways:
        yield f"way_{way.value}", _things(count)
    if printed.median is not None:
        yield "median_days", Amount(printed.median, Unit.DAYS)
    for way, days in printed.medians:
        yield f"median_days_{way.value}", Amount(days, Unit.DAYS)


def _things(count: int) -> Amount:
    return Amount(count, Unit.THINGS)
