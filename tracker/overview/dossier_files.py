"""A scholar's dossier as a file: a tagged PDF to read, JSON to compute with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_datetime

from tracker.overview.dossier_words import Chapter, Part, chapters
from tracker.overview.dossiers import Dossier
from tracker.reports import pdf
from tracker.web.texts import gettext as _

VERSION = "1.0"


@dataclass(frozen=True)
class Taken:
    """Who takes it, when (aware), in which language."""

    by: str
    at: datetime
    language: str


def as_json(dossier: Dossier, taken: Taken) -> bytes:
    """The dossier as JSON. The same dossier at the same time gives the same bytes."""
    enrolment = dossier.standing.enrolment
    cohort = enrolment.cohort
    found = {
        "schema_version": VERSION,
        "program": {"slug": cohort.program.slug, "name": cohort.program.name},
        "cohort": {"slug": cohort.slug, "name": cohort.name},
        "scholar": {"name": enrolment.person.name, "email": enrolment.person.email},
        "as_of": dossier.standing.today.isoformat(),
        "taken_by": taken.by,
        "taken_at": taken.at.astimezone(UTC).isoformat(timespec="seconds"),
        "language": taken.language,
        "chapters": [_chapter(one) for one in chapters(dossier)],
    }
    return json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def _chapter(one: Chapter) -> dict[str, Any]:
    return {"key": one.key, "title": one.title, "parts": [_part(part) for part in one.parts]}


def _part(one: Part) -> dict[str, Any]:
    facts: list[dict[str, Any]] = []
    for fact in one.facts:
        plain = {} if fact.value is None else {"value": fact.value}
        facts.append({"key": fact.key, "name": fact.name, "text": fact.text, **plain})
    return {"key": one.key, "title": one.title, "facts": facts}


def as_pdf(dossier: Dossier, taken: Taken) -> bytes:
    """The dossier as PDF/UA. The same dossier at the same time gives the same bytes."""
    enrolment = dossier.standing.enrolment
    cohort = enrolment.cohort
    at = taken.at.astimezone(ZoneInfo(cohort.program.time_zone))
    moment = f"{format_datetime(at, 'd MMM y, HH:mm', rebase=False)} ({cohort.program.time_zone})"
    data = {
        "title": _("Dossier of %(name)s", name=enrolment.person.name),
        "language": taken.language,
        "running": f"{enrolment.person.name}, {cohort.name}",
        "mark": _("Personal"),
        "foot": moment,
        "facts": [
            [_("Program"), cohort.program.name],
            [_("Cohort"), cohort.name],
            [_("Taken by"), taken.by],
            [_("Taken at"), moment],
            [
                _("What it holds"),
                _("Everything about this scholar that they may read, and nobody else's data"),
            ],
        ],
        "sections": [
            {
                "title": one.title,
                "paragraphs": [] if one.parts else [_("Nothing yet.")],
                "sheets": [_sheet(part) for part in one.parts],
            }
            for one in chapters(dossier)
        ],
    }
    return pdf.write(data, taken_at=taken.at)


def _sheet(part: Part) -> dict[str, Any]:
    facts = [[fact.name, fact.text] for fact in part.facts]
    empty: dict[str, Any] = {"lead": "", "empty": None, "drawing": None, "lines": [], "notes": []}
    return {"title": part.title, "facts": facts, **empty}
