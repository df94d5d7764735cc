"""What pages and jobs call the tables that are taken out."""

from __future__ import annotations

from tracker.reports.actions import Wanted
from tracker.reports.lines import Kind, Table
from tracker.web.texts import gettext as _


def table(one: Table) -> str:
    """The table's name."""
    words = {
        Table.BOARD: _("Board"),
        Table.FORMS: _("All forms"),
        Table.DECISIONS: _("All decisions"),
        Table.TRANSITION: _("Transition audit"),
        Table.OUTCOMES: _("Outcomes"),
        Table.AUDIT: _("Audit trail"),
    }
    return words[one]


def kind(one: Kind) -> str:
    """What the file is called by those who open it."""
    return {Kind.CSV: "CSV", Kind.XLSX: "XLSX", Kind.JSONL: _("JSON lines")}[one]


def title(wanted: Wanted) -> str:
    """What a job that writes it does."""
    place = wanted.cohort.name if wanted.cohort else wanted.program.name
    return _(
        "%(table)s of %(place)s as %(kind)s",
        table=table(wanted.table),
        place=place,
        kind=kind(wanted.kind),
    )
