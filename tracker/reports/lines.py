"""The columns of the exported tables, and one row of each as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from tracker.evaluations.board import Row


class Table(StrEnum):
    BOARD = "board"
    FORMS = "forms"
    DECISIONS = "decisions"
    TRANSITION = "transition"
    OUTCOMES = "outcomes"
    AUDIT = "audit"


# The audit trail is a program's; all the others are a cohort's.
OF_COHORTS = tuple(table for table in Table if table is not Table.AUDIT)


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


BOARD = (
    "scholar",
    "enrolment_id",
    "external_id",
    "withdrew_on",
    "forms_filed",
    "forms_owed",
    "forms_overdue",
    "drafts",
    "forms_missing",
    "people",
    "works",
    "ratings",
    "mean",
    "median",
    "sd",
    "lowest",
    "highest",
    "last_filed_on",
)


def board_line(row: Row, outside: Mapping[int, str]) -> list[Any]:
    """A scholar's row, in the order of `BOARD`. Mean, median and sd in rubric points."""
    evidence, overall, owed = row.evidence, row.evidence.overall, row.forms
    return [
        row.name,
        row.enrolment_id,
        outside.get(row.person_id),
        row.withdrew_on,
        evidence.filed,
        owed.owed,
        owed.overdue,
        owed.drafts,
        owed.missing,
        evidence.people,
        evidence.works,
        overall.count,
        overall.mean,
        overall.median,
        overall.sd,
        overall.lowest,
        overall.highest,
        evidence.last_filed_on,
    ]
