"""What holds of every report, whatever its cohort."""

from __future__ import annotations

from collections import Counter

from tracker.reports.known_counts import named
from tracker.reports.numbers import Measure, Report


def follows(report: Report) -> None:
    """Every relation holds; every cell rests on counts of the report and stands in a column of its table."""
    for one in report.relations:
        parts = [report.counts[key] for key in one.parts]
        assert report.counts[one.total] == sum(parts), one
    assert all(number >= 0 for number in report.counts.values())
    assert report.public <= report.counts.keys()
    keys = Counter((table.number, table.key) for table in report.tables)
    assert set(keys.values()) == {1}
    for table in report.tables:
        assert bool(table.rows) is (table.why_empty is None), table.key
        rows = Counter(row.key for row in table.rows)
        assert set(rows.values()) <= {1}, table.key
        for row in table.rows:
            assert len(row.cells) == len(table.columns), (table.key, row.key)
            for cell in row.cells:
                assert set(named(cell)) <= report.counts.keys(), (table.key, row.key)
                if isinstance(cell, Measure):
                    assert report.counts[cell.n] > 0, (table.key, row.key)
                    assert cell.low is None or cell.low <= cell.value <= cell.high, (table.key, row.key)
