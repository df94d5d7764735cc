"""A report as it is read: its head, sections, tables and pictures in the reader's words.

The page, the HTML file and the PDF are made of this; each only sets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from flask_babel import format_datetime

from tracker.reports import report_words as words
from tracker.reports.drawings import Drawing, drawing
from tracker.reports.editions import Edition
from tracker.reports.figures import figure
from tracker.reports.method_notes import method
from tracker.reports.numbers import Table, View
from tracker.reports.printed import Printed, printed
from tracker.web.filters import day
from tracker.web.texts import gettext as _


@dataclass(frozen=True)
class Line:
    """One row: its name, whether it stands under another row, whether earlier cohorts counted differently."""

    name: str
    part: bool
    changed: bool
    cells: Sequence[Printed]


@dataclass(frozen=True)
class Sheet:
    """One table with its heading, its picture and its notes; `empty` is said instead of rows."""

    key: str
    title: str
    lead: str
    columns: Sequence[str]
    lines: Sequence[Line]
    notes: Sequence[str]
    empty: str | None
    drawing: Drawing | None


@dataclass(frozen=True)
class Section:
    """The tables of one number."""

    number: int
    title: str
    sheets: Sequence[Sheet]


@dataclass(frozen=True)
class Document:
    """The whole: title, the facts of its head, sections, how it was worked out."""

    title: str
    language: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    method: Sequence[str]


def laid_out(edition: Edition) -> Document:
    """The report in words. Needs an application context with the reader's language."""
    report = edition.report
    return Document(
        title=title(edition),
        language=edition.language,
        facts=list(facts(edition)),
        sections=sections(report.tables, report.counts),
        method=list(method(edition)),
    )


def sections(tables: Iterable[Table], counts: Mapping[str, int]) -> list[Section]:
    """Tables in words, those of one number together. Needs an application context, as `laid_out` does."""
    return [
        Section(number, str(words.SECTIONS[number]), [_sheet(table, counts) for table in alike])
        for number, alike in groupby(tables, key=lambda table: table.number)
    ]


def title(edition: Edition) -> str:
    return _(
        "Cohort report: %(cohort)s, %(program)s", cohort=edition.report.cohort_name, program=edition.program
    )


def facts(edition: Edition) -> Iterator[tuple[str, str]]:
    """What stands in the head of every format: for whom, of when, by whom, what is left out."""
    report = edition.report
    yield _("Program"), edition.program
    yield _("Cohort"), report.cohort_name
    yield _("For"), str(words.VIEWS[edition.view])
    yield _("Figures of"), day(report.as_of)
    if edition.snapshot is not None:
        yield _("Snapshot"), _("number %(number)d", number=edition.snapshot)
    yield _("Taken by"), edition.exporter or _("the command line")
    yield _("Taken at"), _moment(edition)
    yield _("Filter"), filter_sentence(edition.view)


def filter_sentence(view: View) -> str:
    """Whom the figures are of, and what of them is left out."""
    if view is View.FUNDER:
        return _("All scholars of the cohort, without numbers under five, texts and names of people")
    return _("All scholars of the cohort, nothing left out but sealed detail")


def _moment(edition: Edition) -> str:
    """The time in the program's zone, whatever the reader's."""
    at = edition.taken_at.astimezone(ZoneInfo(edition.zone))
    return f"{format_datetime(at, 'd MMM y, HH:mm', rebase=False)} ({edition.zone})"


def _sheet(table: Table, counts: Mapping[str, int]) -> Sheet:
    lines = [
        Line(
            name=words.row(table, one),
            part=words.is_part(table, one),
            changed=one.changed,
            cells=[printed(figure(cell, counts)) for cell in one.cells],
        )
        for one in table.rows
    ]
    return Sheet(
        key=table.key,
        title=words.title(table),
        lead=words.lead(table),
        columns=[words.column(table, key) for key in table.columns],
        lines=lines,
        notes=[words.note(key) for key in table.notes],
        empty=str(words.WHY_EMPTY[table.why_empty]) if table.why_empty else None,
        drawing=drawing(table, counts, [one.name for one in lines]),
    )
