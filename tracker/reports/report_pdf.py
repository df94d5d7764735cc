"""A cohort report as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template
from markupsafe import Markup

from tracker.reports import pdf
from tracker.reports.drawings import Drawing
from tracker.reports.editions import Edition
from tracker.reports.laid_out import Document, Section, Sheet, laid_out, title
from tracker.reports.printed import Printed
from tracker.reports.report_words import VIEWS
from tracker.web.texts import gettext as _

# How wide a picture is drawn, in its own units; how wide it is set, and how high it may become, in cm.
WIDTH = 480
SET, HIGHEST = 12.0, 18.0
SHORT = 14  # characters
# The colours of the page, which a file on paper cannot take from a style sheet.
STYLE = Markup(
    "<style>text{font:12px 'Libertinus Serif';fill:#59636c}.said{fill:#1d2327}.tiny{font-size:11px}"
    ".column,.piece{fill:#0b6b62}.track{fill:#e3dfd6;opacity:.5}.axis{stroke:#8d8a80}"
    ".piece{stroke:#fff}.step-1{opacity:.2}.step-2{opacity:.38}.step-3{opacity:.56}.step-4{opacity:.78}</style>"
)


def write(edition: Edition) -> bytes:
    """The PDF; needs an application context with the reader's language."""
    document = laid_out(edition)
    return pdf.write(_data(edition, document), taken_at=edition.taken_at)


def _data(edition: Edition, document: Document) -> dict[str, Any]:
    method = {
        "title": _("How to read the figures"),
        "paragraphs": document.method,
        "sheets": [],
    }
    sections = [*map(_section, document.sections), method]
    return {
        "title": document.title,
        "language": document.language,
        "running": title(edition),
        "mark": str(VIEWS[edition.view]),
        "foot": dict(document.facts)[_("Taken at")],
        "facts": document.facts,
        "sections": sections,
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": f"{section.number}. {section.title}",
        "paragraphs": [],
        "sheets": [_sheet(sheet) for sheet in section.sheets],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    columns = list(zip(*(line.cells for line in sheet.lines), strict=True)) or [()] * len(sheet.columns)
    empty = sheet.empty or (None if sheet.lines else _("Nothing to count."))
    return {
        "title": sheet.title,
        "lead": sheet.lead,
        "columns": sheet.columns,
        "corner": _("What is counted"),
        "narrow": [_narrow(head, cells) for head, cells in zip(sheet.columns, columns, strict=True)],
        "texts": [not any(one.number for one in cells) for cells in columns],
        "lines": [
            {
                "name": line.name,
                "part": line.part,
                "changed": line.changed,
                "cells": [
                    {
                        "main": one.main,
                        "rest": one.rest,
                        "quiet": one.quiet,
                        "number": one.number,
                        "link": one.link,
                    }
                    for one in line.cells
                ],
            }
            for line in sheet.lines
        ],
        "notes": sheet.notes,
        "empty": empty,
        "drawing": sheet.drawing and _drawing(sheet.drawing, sheet.title),
    }


def _narrow(head: str, cells: Sequence[Printed]) -> bool:
    """Whether a column holds nothing but short figures under few words."""
    return len(head) < SHORT and all(not one.rest and len(one.main) < SHORT for one in cells)


def _drawing(drawing: Drawing, name: str) -> dict[str, Any]:
    height = SET * drawing.height / WIDTH
    return {"svg": svg(drawing, name), "alt": drawing.alt, "width": SET * min(1.0, HIGHEST / height)}


def svg(drawing: Drawing, name: str) -> str:
    """A picture as a file of its own, the same as on the page but with its colours."""
    drawn = render_template("reports/drawing.svg", drawing=drawing, name=name, width=WIDTH).strip()
    first, rest = drawn.split(">", 1)
    return f"{first}>{STYLE}{rest}"
