"""The kind of files that bring past forms."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker import clock
from tracker.evaluations import queries
from tracker.intake import cells, values
from tracker.intake.columns import CRITERION
from tracker.intake.forms_importer import CREATE, FormsImporter
from tracker.intake.kinds import Field, Kind, Option, Scope
from tracker.permissions import Permission
from tracker.web.texts import gettext as _


def fields(session: Session, scope: Scope) -> list[Field]:
    """What a line may say of a form, with the criteria of the rubric in use."""
    return [
        Field(
            "scholar",
            lambda: _("Scholar"),
            values.line(cells.NAME_LIMIT),
            required=True,
            key=True,
            guesses=("fellow", "mentee", "who is the form about", "student"),
            example="ada@example.org",
        ),
        Field(
            "mentor",
            lambda: _("Mentor"),
            values.line(cells.NAME_LIMIT),
            required=True,
            key=True,
            guesses=("evaluator", "rater", "reviewer", "filed by"),
            example="mara@example.org",
        ),
        Field(
            "overall",
            lambda: _("Overall, 1 to 5 or “cannot say”"),
            cells.overall,
            guesses=("score", "rating", "overall rating", "mark"),
            example="4",
        ),
        Field("cannot_say", lambda: _("Whether the mentor cannot say yet"), cells.yes),
        Field(
            "form_id",
            lambda: _("Id of the form in the other system"),
            values.line(cells.NAME_LIMIT),
            key=True,
            guesses=("form id", "record id", "response id"),
            example="rec0001",
        ),
        *_said(scope),
        *_criteria(session, scope),
    ]


def _said(scope: Scope) -> list[Field]:
    """What a form says beside its levels."""
    zone = scope.program.time_zone
    day = partial(cells.day, zone=ZoneInfo(zone), today=clock.today(zone))
    return [
        Field(
            "work",
            lambda: _("Project"),
            values.line(cells.TITLE_LIMIT),
            guesses=("project", "project title"),
            example="Probing for deception",
        ),
        Field(
            "confidence",
            lambda: _("Confidence: low, medium, high"),
            cells.confidence,
            guesses=("how sure", "certainty"),
            example="medium",
        ),
        Field(
            "filed_on",
            lambda: _("Filed on"),
            day,
            key=True,
            day=True,
            guesses=("timestamp", "date", "filed on", "submitted on"),
            example="2026-02-14",
        ),
        Field(
            "keep",
            lambda: _("One thing to keep"),
            values.paragraph(cells.TEXT_LIMIT),
            guesses=("what went well", "strengths"),
        ),
        Field(
            "change",
            lambda: _("One thing to change"),
            values.paragraph(cells.TEXT_LIMIT),
            guesses=("what to change", "improve", "weaknesses"),
        ),
    ]


def _criteria(session: Session, scope: Scope) -> list[Field]:
    """The criteria of the rubric in use."""
    rubric = queries.rubric_in_use(session, scope.program.id)
    return [
        Field(
            CRITERION + criterion.slug,
            partial(str, criterion.name),
            cells.criterion,
            guesses=(criterion.slug, criterion.name.lower()),
            example="3",
        )
        for criterion in (rubric.criteria if rubric else ())
    ]


KIND = Kind(
    name="forms",
    label=lambda: _("Past forms"),
    needs_cohort=True,
    fields=fields,
    begin=FormsImporter,
    permission=Permission.COHORT_MANAGE,
    options=(
        Option(
            CREATE,
            lambda: _("People who are not known yet"),
            lambda _session, _scope: [("yes", _("create and enrol them"))],
        ),
    ),
)
