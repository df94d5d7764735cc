"""A cohort report as pandas frames: one a table, one line a cell, the same typed columns in all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from tracker.reports import report_words as words
from tracker.reports.editions import Edition
from tracker.reports.figures import figure
from tracker.reports.numbers import Table

# What a cell may lack is said by pandas' own missing value, so that whole numbers stay whole.
TYPES = {
    **dict.fromkeys(("row", "row_name", "column", "column_name"), "string"),
    **dict.fromkeys(("value", "sd", "low", "high"), "Float64"),
    **dict.fromkeys(("part", "whole", "n"), "Int64"),
    **dict.fromkeys(("kind", "unit", "spread", "text", "link", "why"), "string"),
    "definition_changed": "bool",
}
_OF_FIGURES = tuple(TYPES)[4:-1]


def frames(edition: Edition) -> Iterator[tuple[Table, pd.DataFrame]]:
    """Each table with its frame; needs an application context with the reader's language."""
    for table in edition.report.tables:
        yield table, pd.DataFrame(list(_cells(edition, table)), columns=list(TYPES)).astype(TYPES)


def _cells(edition: Edition, table: Table) -> Iterator[dict[str, Any]]:
    for row in table.rows:
        for key, cell in zip(table.columns, row.cells, strict=True):
            found = figure(cell, edition.report.counts)
            yield {
                "row": row.key,
                "row_name": words.row(table, row),
                "column": key,
                "column_name": words.column(table, key),
                "definition_changed": row.changed,
                **{name: getattr(found, name) for name in _OF_FIGURES},
            }
