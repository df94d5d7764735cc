"""The columns of the exported tables, and one row of each as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from sqlalchemy import RowMapping

from tracker.evaluations.board import Row
from tracker.reports.queries import ANSWERS


class Table(StrEnum):
    BOARD = "board"
    FORMS = "forms"
    DECISIONS = "decisions"
    TRANSITION = "transition"
    OUTCOMES = "outcomes"


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


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
# The names that an import knows come first; `scholar` and `mentor` hold what it finds people by.
_ABOUT = (
    "form_id",
    "scholar",
    "scholar_name",
    "scholar_external_id",
    "mentor",
    "mentor_name",
    "mentor_external_id",
    "work",
    "phase",
    "minutes",
    "cannot_say",
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


@dataclass(frozen=True)
class FormLines:
    """Turns forms into rows.

    `origin` names the cohort and leads each form's id, so that an import knows where it came from;
    `levels` maps form ids to {criterion: level}; `scholars` and `mentors` map person ids to outside ids.
    """

    origin: str
    criteria: Sequence[str]
    levels: Mapping[int, Mapping[str, int]]
    scholars: Mapping[int, str]
    mentors: Mapping[int, str]

    def columns(self) -> list[str]:
        return [*_ABOUT, *ANSWERS, *(f"criterion:{slug}" for slug in self.criteria)]

    def line(self, form: RowMapping) -> list[Any]:
        """A form's row, in the order of `columns`."""
        scholar, mentor = self.scholars.get(form["scholar_id"]), self.mentors.get(form["mentor_id"])
        given = self.levels.get(form["id"], {})
        return [
            f"{self.origin}/{form['id']}",
            form["scholar_email"] or scholar or form["scholar_name"],
            form["scholar_name"],
            scholar,
            form["mentor_email"] or mentor or form["mentor_name"],
            form["mentor_name"],
            mentor,
            form["work"],
            form["phase"].value,
            _minutes(form),
            form["overall"] is None,
            *[_plain(form[name]) for name in ANSWERS],
            *[given.get(slug) for slug in self.criteria],
        ]


def _minutes(form: RowMapping) -> float | None:
    """From opening to the first filing; None for imported forms, which nobody measured."""
    opened, filed = form["opened_at"], form["first_filed_at"]
    return (filed - opened).total_seconds() / 60 if opened and filed else None


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
