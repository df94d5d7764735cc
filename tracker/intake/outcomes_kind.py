"""The kind of files that bring outcomes."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from tracker.cohorts.models import PhaseKind
from tracker.intake import cells, values
from tracker.intake.kinds import Field, Kind, Scope
from tracker.intake.outcomes_importer import OutcomesImporter
from tracker.permissions import Permission
from tracker.projects.outcome_models import OutcomeKind, OutcomeStatus, Tier
from tracker.projects.outcome_rules import LABEL_LENGTH, Link, is_web_address
from tracker.web.texts import gettext as _

WORDS = 4000
KINDS = {
    "article": OutcomeKind.PAPER,
    "blog_post": OutcomeKind.POST,
    "blogpost": OutcomeKind.POST,
    "arxiv": OutcomeKind.PREPRINT,
    "repository": OutcomeKind.CODE,
    "data": OutcomeKind.DATASET,
    "presentation": OutcomeKind.TALK,
    "software": OutcomeKind.TOOL,
    "null_result": OutcomeKind.NEGATIVE_RESULT,
}


def links(cell: str) -> tuple[Link, ...]:
    """The web addresses of a cell, with blanks between them; each is called by its site."""
    found = []
    for word in cells.text(cell, cells.TEXT_LIMIT, multiline=True).split():
        url = word.strip("<>").rstrip(",;")
        if not is_web_address(url):
            raise cells.BadCell("web_address", given=cells.shown(url))
        found.append(Link((urlsplit(url).hostname or url)[:LABEL_LENGTH], url))
    return tuple({link.url: link for link in found}.values())


def fields(_session: Session, scope: Scope) -> list[Field]:
    """What a line may say of an outcome."""
    return [
        Field(
            "work",
            lambda: _("Project"),
            values.line(cells.TITLE_LIMIT),
            required=True,
            key=True,
            guesses=("work", "project", "project title", "project name"),
            example="Probing for deception",
        ),
        Field(
            "phase",
            lambda: _("Phase"),
            values.one_of(PhaseKind),
            key=True,
            guesses=("phase kind", "stage"),
        ),
        Field(
            "kind",
            lambda: _("What it is"),
            values.one_of(OutcomeKind, KINDS),
            required=True,
            key=True,
            guesses=("type", "output type", "outcome type", "kind of output"),
            example="paper",
        ),
        Field(
            "title",
            lambda: _("Title"),
            values.line(cells.TITLE_LIMIT),
            required=True,
            key=True,
            guesses=("name", "output", "outcome", "output title", "paper title"),
            example="What probes miss",
        ),
        *_content(scope),
    ]


def _content(scope: Scope) -> list[Field]:
    """What an outcome says and where it stands."""
    return [
        Field(
            "status",
            lambda: _("Status"),
            values.one_of(OutcomeStatus),
            guesses=("state", "output status"),
            example="submitted",
        ),
        Field(
            "on_day",
            lambda: _("Since"),
            values.day(scope.program.time_zone),
            day=True,
            guesses=("date", "on", "since", "status date", "submitted on"),
            example="2026-05-22",
        ),
        Field(
            "venue",
            lambda: _("Where"),
            values.line(cells.NAME_LIMIT),
            guesses=("where", "journal", "conference", "published in"),
            example="A workshop on probing",
        ),
        Field(
            "tier",
            lambda: _("Kind of venue"),
            values.one_of(Tier),
            guesses=("venue tier", "kind of venue", "venue type"),
            example="workshop",
        ),
        Field(
            "words",
            lambda: _("What it says"),
            values.paragraph(WORDS),
            guesses=("summary", "abstract", "description", "notes"),
        ),
        Field(
            "links",
            lambda: _("Links"),
            links,
            many=True,
            guesses=("link", "url", "urls", "link to output"),
            example="https://example.org/probes",
        ),
    ]


KIND = Kind(
    name="outcomes",
    label=lambda: _("Outcomes"),
    needs_cohort=True,
    fields=fields,
    begin=OutcomesImporter,
    permission=Permission.COHORT_MANAGE,
    needs_person=True,
)
