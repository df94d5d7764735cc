"""A report as it is kept, and as it is read again: JSON in one fixed order. Pure.

What is published has a shape of its own; this one holds everything that a `Report` does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from tracker.reports.numbers import (
    Absent,
    Amount,
    Cell,
    Count,
    Measure,
    Relation,
    Report,
    Row,
    Share,
    Table,
    Unit,
    Why,
    Words,
)

VERSION = 1
_CELLS: Mapping[str, type[Cell]] = {
    "count": Count,
    "share": Share,
    "measure": Measure,
    "amount": Amount,
    "words": Words,
    "absent": Absent,
}
_NAMES = {kind: name for name, kind in _CELLS.items()}


class Unreadable(ValueError):
    """What is kept was written in a shape that this program does not know."""


def written(report: Report) -> str:
    """The report as text; the same report gives the same text."""
    body = {
        "version": VERSION,
        "program": report.program,
        "cohort": report.cohort,
        "cohort_name": report.cohort_name,
        "as_of": report.as_of.isoformat(),
        "made_at": report.made_at.isoformat(),
        "tables": [_table(table) for table in report.tables],
        "counts": dict(report.counts),
        "relations": [{"total": one.total, "parts": list(one.parts)} for one in report.relations],
        "public": sorted(report.public),
        "settings": dict(report.settings),
    }
    return json.dumps(body, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def read(text: str) -> Report:
    """The report that was written as this text."""
    body = json.loads(text)
    if body["version"] != VERSION:
        raise Unreadable(f"a report of version {body['version']}; this program knows version {VERSION}")
    return Report(
        program=body["program"],
        cohort=body["cohort"],
        cohort_name=body["cohort_name"],
        as_of=date.fromisoformat(body["as_of"]),
        made_at=datetime.fromisoformat(body["made_at"]),
        tables=tuple(_as_table(table) for table in body["tables"]),
        counts=body["counts"],
        relations=tuple(Relation(one["total"], tuple(one["parts"])) for one in body["relations"]),
        public=frozenset(body["public"]),
        settings=body["settings"],
    )


def _table(table: Table) -> dict[str, Any]:
    return {
        "number": table.number,
        "key": table.key,
        "columns": list(table.columns),
        "rows": [
            {
                "key": row.key,
                "cells": [_cell(cell) for cell in row.cells],
                "label": row.label,
                "changed": row.changed,
            }
            for row in table.rows
        ],
        "labels": dict(table.labels),
        "notes": list(table.notes),
        "why_empty": table.why_empty,
    }


def _as_table(body: Mapping[str, Any]) -> Table:
    return Table(
        number=body["number"],
        key=body["key"],
        columns=tuple(body["columns"]),
        rows=tuple(
            Row(row["key"], tuple(_as_cell(cell) for cell in row["cells"]), row["label"], row["changed"])
            for row in body["rows"]
        ),
        labels=body["labels"],
        notes=tuple(body["notes"]),
        why_empty=Why(body["why_empty"]) if body["why_empty"] is not None else None,
    )


def _cell(cell: Cell) -> dict[str, Any]:
    return {"is": _NAMES[type(cell)]} | {one.name: getattr(cell, one.name) for one in fields(cell)}


def _as_cell(body: Mapping[str, Any]) -> Cell:
    values = {name: value for name, value in body.items() if name != "is"}
    if "counts" in values:
        values["counts"] = tuple(values["counts"])
    if "unit" in values:
        values["unit"] = Unit(values["unit"])
    if "why" in values:
        values["why"] = Why(values["why"])
    return _CELLS[body["is"]](**values)
