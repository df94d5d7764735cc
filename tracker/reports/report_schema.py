"""The form of a cohort report in JSON, as a JSON Schema (draft 2020-12). Pure.

A change that a reader of the document notices gets a new `VERSION`: the second number where something is
added, the first where something goes or changes its meaning. The published file is made by
`python -m tracker.reports.report_schema > docs/cohort-report.schema.json`.
"""

from __future__ import annotations

import json
from typing import Any

from tracker.reports.figures import Kind
from tracker.reports.numbers import Unit, View, Why

VERSION = "1.0"

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NUMBER: Schema = {"type": "number"}
_PART: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_NAMES: Schema = {"type": "array", "items": _TEXT, "minItems": 1}


def schema() -> Schema:
    """The schema as plain values."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cohort report",
        "description": "The fifteen tables of a cohort report. A figure that is not there says why.",
        **_closed(
            {
                "schema_version": {"const": VERSION},
                "program": _closed({"slug": _TEXT, "name": _TEXT}),
                "cohort": _closed({"slug": _TEXT, "name": _TEXT}),
                "view": {"enum": [view.value for view in View]},
                "as_of": {**_TEXT, "format": "date"},
                "made_at": {**_TEXT, "format": "date-time"},
                "snapshot": {"type": ["integer", "null"], "minimum": 1},
                "exporter": {"type": ["string", "null"]},
                "exported_at": {**_TEXT, "format": "date-time"},
                "time_zone": _TEXT,
                "language": _TEXT,
                "filter": _TEXT,
                "method": {"type": "array", "items": _TEXT},
                "settings": {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
                "tables": {"type": "array", "items": {"$ref": "#/$defs/table"}},
            }
        ),
        "$defs": {"table": _table(), "row": _row(), "cell": {"oneOf": list(_cells())}, "why": _why()},
    }


def _table() -> Schema:
    return _closed(
        {
            "number": {"type": "integer", "minimum": 1, "maximum": 15},
            "key": _TEXT,
            "section": _TEXT,
            "title": _TEXT,
            "lead": _TEXT,
            "missing": {"oneOf": [{"$ref": "#/$defs/why"}, {"type": "null"}]},
            "columns": {"type": "array", "items": _closed({"key": _TEXT, "name": _TEXT})},
            "rows": {"type": "array", "items": {"$ref": "#/$defs/row"}},
            "notes": {"type": "array", "items": _TEXT},
        }
    )


def _row() -> Schema:
    cells: Schema = {"type": "object", "additionalProperties": {"$ref": "#/$defs/cell"}}
    return _closed({"key": _TEXT, "name": _TEXT, "definition_changed": {"type": "boolean"}, "cells": cells})


def _cells() -> list[Schema]:
    """One form for each kind of cell; `counts` are the names of the numbers it rests on."""
    ends: Schema = {"low": _NUMBER, "high": _NUMBER, "spread": {"enum": ["interval", "iqr"]}, "sd": _NUMBER}
    unit: Schema = {"unit": {"enum": [unit.value for unit in Unit]}}
    return [
        _kind(Kind.COUNT, {"value": _COUNT, "counts": _NAMES}),
        _kind(
            Kind.SHARE,
            {
                "value": _PART,
                "part": _COUNT,
                "whole": {"type": "integer", "minimum": 1},
                "low": _PART,
                "high": _PART,
                "spread": {"const": "interval"},
                "counts": _NAMES,
            },
        ),
        _kind(Kind.MEASURE, {"value": _NUMBER, "n": _COUNT, **unit, "counts": _NAMES}, ends),
        _kind(Kind.AMOUNT, {"value": _NUMBER, **unit}),
        _kind(Kind.WORDS, {"text": _TEXT}, {"link": {**_TEXT, "format": "uri"}}),
        _kind(Kind.ABSENT, {"why": {"$ref": "#/$defs/why"}}),
    ]


def _kind(kind: Kind, fields: Schema, others: Schema | None = None) -> Schema:
    return _closed({"kind": {"const": kind.value}, **fields}, others)


def _why() -> Schema:
    return {"enum": [why.value for why in Why]}


def _closed(fields: Schema, others: Schema | None = None) -> Schema:
    """An object with these fields and no others; `others` may be left out."""
    return {
        "type": "object",
        "properties": {**fields, **(others or {})},
        "required": list(fields),
        "additionalProperties": False,
    }


def as_text() -> str:
    """The published file."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    print(as_text(), end="")  # noqa: T201  # what it is run for
