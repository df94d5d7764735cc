"""The kind of files that bring runs of result grids."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from tracker.intake import cells, values
from tracker.intake.kinds import Field, Kind, Scope
from tracker.intake.runs_importer import LEVEL, VALUE, RunsImporter, kept_by
from tracker.permissions import Permission
from tracker.projects.grid_rules import MOST_RUNS
from tracker.web.texts import gettext as _

CELL = 200


def fields(session: Session, scope: Scope) -> list[Field]:
    """What a line may say of a run, with what the grids of whoever imports vary and measure."""
    grids = kept_by(session, scope.actor, scope.cohort) if scope.cohort else []
    factors = dict.fromkeys(one.name for grid in grids for one in grid.factors)
    metrics = dict.fromkeys(one.name for grid in grids for one in grid.metrics)
    text = values.line(CELL)
    return [
        Field(
            "work",
            lambda: _("Project"),
            values.line(cells.TITLE_LIMIT),
            key=True,
            guesses=("project", "project title"),
        ),
        Field(
            "grid",
            lambda: _("Result grid"),
            values.line(cells.NAME_LIMIT),
            key=True,
            guesses=("result grid", "experiment"),
        ),
        *(
            Field(LEVEL + name, partial(str, name), text, key=True, guesses=(name.lower(),))
            for name in factors
        ),
        Field("seed", lambda: _("Seed"), text, key=True, guesses=("random seed", "run"), example="1"),
        Field(
            "status", lambda: _("Status: ok, failed or missing"), text, guesses=("run status",), example="ok"
        ),
        *(Field(VALUE + name, partial(str, name), text, guesses=(name.lower(),)) for name in metrics),
    ]


KIND = Kind(
    name="runs",
    label=lambda: _("Runs of result grids"),
    needs_cohort=True,
    fields=fields,
    begin=RunsImporter,
    permission=Permission.EVALUATION_SUBMIT,
    needs_person=True,
    whole=MOST_RUNS,
)
