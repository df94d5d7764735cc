"""A cohort report as JSON, in the form that `report_schema` publishes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC
from typing import Any

from tracker.reports import report_words as words
from tracker.reports.editions import Edition
from tracker.reports.figures import figure
from tracker.reports.laid_out import filter_sentence
from tracker.reports.method_notes import method
from tracker.reports.numbers import Cell, Table
from tracker.reports.report_schema import VERSION

# Names of figures that say which they are, so that the same number is found again in another table.
_KEYS = ("key", "part", "whole", "n")


def write(edition: Edition) -> bytes:
    """The document; needs an application context with the reader's language."""
    text = json.dumps(as_data(edition), ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode() + b"\n"


def as_data(edition: Edition) -> dict[str, Any]:
    """The document as plain values."""
    report = edition.report
    return {
        "schema_version": VERSION,
        "program": {"slug": report.program, "name": edition.program},
        "cohort": {"slug": report.cohort, "name": report.cohort_name},
        "view": edition.view.value,
        "as_of": report.as_of.isoformat(),
        "made_at": report.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "snapshot": edition.snapshot,
        "exporter": edition.exporter,
        "exported_at": edition.taken_at.astimezone(UTC).isoformat(timespec="seconds"),
        "time_zone": edition.zone,
        "language": edition.language,
        "filter": filter_sentence(edition.view),
        "method": list(method(edition)),
        "settings": dict(report.settings),
        "tables": [_table(table, report.counts) for table in report.tables],
    }


def _table(table: Table, counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "number": table.number,
        "key": table.key,
        "section": str(words.SECTIONS[table.number]),
        "title": words.title(table),
        "lead": words.lead(table),
        "missing": table.why_empty.value if table.why_empty else None,
        "columns": [{"key": key, "name": words.column(table, key)} for key in table.columns],
        "rows": [
            {
                "key": row.key,
                "name": words.row(table, row),
                "definition_changed": row.changed,
                "cells": {
                    key: _cell(cell, counts) for key, cell in zip(table.columns, row.cells, strict=True)
                },
            }
            for row in table.rows
        ],
        "notes": [words.note(key) for key in table.notes],
    }


def _cell(cell: Cell, counts: Mapping[str, int]) -> dict[str, Any]:
    """The figure without what it does not have, and the names of the counts it rests on."""
    found = {key: value for key, value in asdict(figure(cell, counts)).items() if value is not None}
    names = [getattr(cell, key) for key in _KEYS if isinstance(getattr(cell, key, None), str)]
    return {**found, "counts": names} if names else found
