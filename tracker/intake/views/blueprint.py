"""The blueprint of imports, and how its pages find the import they are about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort, Program
from tracker.extensions import db
from tracker.intake import all_kinds, run_queries, texts
from tracker.intake.kinds import Kind, Option, Scope
from tracker.intake.models import ImportRun
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.settings import Settings
from tracker.web.access import grants, not_found, or_404

bp = Blueprint("intake", __name__)

IMPORTS = "/programs/<slug:program_slug>/imports"
RUN = f"{IMPORTS}/<int:import_id>"
# A form around a file of the largest size that is taken.
UPLOAD_LIMIT = texts.LIMIT + 64 * 1024


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let those who are signed in send large files, to the one page that takes them."""
    if endpoint == "intake.send" and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = UPLOAD_LIMIT


@bp.errorhandler(413)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """A file larger than is taken: how large one may be, and what to do with it."""
    advice = _(
        "A file can have %(limit)d MB. Leave out columns that are not used, or split it and send the parts"
        " one after the other: what is here already changes nothing. Nothing of it was kept.",
        limit=texts.LIMIT // texts.MEGABYTE,
    )
    title = _("Too large to send")
    return render_template("errors/error.html", status=413, title=title, advice=advice, typed=[]), 413


def program_of(program_slug: str) -> tuple[Program, list[Cohort], bool]:
    """A program, those of its cohorts into which the reader may import, and whether that is all of it.

    Not found for whoever may import nowhere in it.
    """
    program = or_404(cohorts.program(db.session, program_slug))
    held = grants()
    whole = held.allow(Permission.COHORT_MANAGE, program_id=program.id)
    reached = [
        cohort
        for cohort in cohorts.every(db.session, program_id=program.id)
        if held.allow(Permission.COHORT_MANAGE, program_id=program.id, cohort_id=cohort.id)
    ]
    if not whole and not reached:
        not_found()
    return program, reached, whole


def kinds_for(program: Program, reached: Sequence[Cohort], *, whole: bool) -> list[Kind]:
    """The kinds that the reader may import somewhere in a program."""
    held = grants()
    places = [cohort.id for cohort in reached] + ([None] if whole else [])
    return [
        kind
        for kind in all_kinds.KINDS
        if any(
            held.allow(Permission(kind.permission), program_id=program.id, cohort_id=place)
            for place in places
        )
    ]


def run_for(program_slug: str, import_id: int) -> tuple[ImportRun, Kind]:
    """An import and its kind; not found for whoever may not make such a one."""
    program = or_404(cohorts.program(db.session, program_slug))
    run = or_404(run_queries.one(db.session, program.id, import_id))
    kind = all_kinds.named(run.kind)
    if not run_queries.reads(grants(), run, kind.permission):
        not_found()
    return run, kind


def scope_of(run: ImportRun) -> Scope:
    """Where a file goes, for its kind."""
    return Scope(run.program, run.cohort, actor(), run.options)


def options_for(kind: Kind, scope: Scope) -> list[tuple[Option, Sequence[tuple[str, str]]]]:
    """What is chosen for a file as a whole, with the choices."""
    return [(option, option.choices(db.session, scope)) for option in kind.options]


def folder() -> Path:
    """Where files are kept."""
    settings: Settings = current_app.extensions["tracker_settings"]
    return settings.file_folder


def path_of(run: ImportRun) -> Path | None:
    """The kept file of an import; None where it is gone."""
    if run.file is None or run.file.removed_at is not None:
        return None
    path = folder() / run.file.key
    return path if path.is_file() else None


def address(run: ImportRun) -> dict[str, Any]:
    """The parts of the addresses of an import's pages."""
    return {"program_slug": run.program.slug, "import_id": run.id}


def page(run: ImportRun) -> str:
    """The address of an import's own page."""
    return url_for("intake.one", **address(run))
