"""The kind of files that bring milestones, when they were done, and what was forecast of them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.cohorts.models import PhaseKind
from tracker.intake import cells, lists, values
from tracker.intake.kinds import Field, Kind, Scope
from tracker.intake.milestone_importer import MilestoneImporter
from tracker.permissions import Permission
from tracker.web.texts import gettext as _


def fields(_session: Session, scope: Scope) -> list[Field]:
    """What a line may say of a milestone."""
    day = values.day(scope.program.time_zone)
    return [
        Field(
            "title",
            lambda: _("Milestone"),
            values.line(cells.NAME_LIMIT),
            required=True,
            key=True,
            guesses=("milestone", "name", "milestone name", "deliverable"),
            example="Research plan",
        ),
        Field(
            "phase",
            lambda: _("Phase"),
            values.one_of(PhaseKind),
            key=True,
            guesses=("phase kind", "stage"),
            example="research",
        ),
        Field(
            "due_on",
            lambda: _("Due"),
            day,
            day=True,
            guesses=("due", "due date", "deadline", "due on", "when is it due"),
            example="2026-04-17",
        ),
        Field(
            "scholar",
            lambda: _("Scholars"),
            lists.of(values.line(cells.NAME_LIMIT)),
            key=True,
            many=True,
            guesses=("scholars", "fellow", "fellows", "assignee", "assignees", "participant"),
            example="ada@example.org",
        ),
        *_said(scope),
    ]


def _said(scope: Scope) -> list[Field]:
    """What a line may say of a scholar's milestone."""
    day = values.day(scope.program.time_zone)
    return [
        Field(
            "done_on",
            lambda: _("Done"),
            day,
            day=True,
            guesses=("done", "done on", "completed", "completed on", "completion date"),
        ),
        Field(
            "forecast",
            lambda: _("Forecast: the day expected"),
            day,
            day=True,
            guesses=("expected", "expected on", "eta", "predicted", "predicted for", "expected done"),
            example="2026-04-20",
        ),
        Field(
            "forecast_on",
            lambda: _("Forecast: the day it was made"),
            day,
            key=True,
            day=True,
            guesses=("forecast on", "forecast date", "made on", "timestamp"),
            example="2026-03-30",
        ),
        Field(
            "forecast_by",
            lambda: _("Forecast: who made it"),
            values.line(cells.NAME_LIMIT),
            key=True,
            guesses=("forecast by", "forecaster", "made by"),
        ),
    ]


KIND = Kind(
    name="milestones",
    label=lambda: _("Milestones with forecasts"),
    needs_cohort=True,
    fields=fields,
    begin=MilestoneImporter,
    permission=Permission.COHORT_MANAGE,
    needs_person=True,
)
