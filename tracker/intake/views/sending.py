"""Sending a file, the imports there were, and the templates to fill in."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.cohorts.models import Cohort, Program
from tracker.extensions import db
from tracker.intake import all_kinds, flow, import_words, layouts, messages, run_queries
from tracker.intake.flow import standing
from tracker.intake.kinds import Kind, Scope
from tracker.intake.models import ImportRun
from tracker.intake.problems import BadInput, Problems
from tracker.intake.upload_forms import Upload
from tracker.intake.views.blueprint import (
    IMPORTS,
    address,
    bp,
    folder,
    kinds_for,
    program_of,
)
from tracker.jobs import files
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import grants, not_found, requires
from tracker.web.downloads import attachment

# What nobody took in by then is not wanted any more.
KEPT = timedelta(days=30)


@bp.route(IMPORTS)
@requires(Permission.COHORT_MANAGE)
def index(program_slug: str) -> ResponseReturnValue:
    """The imports there were, and a way to the next one."""
    program, reached, whole = program_of(program_slug)
    kinds = kinds_for(program, reached, whole=whole)
    places = None if whole else [cohort.id for cohort in reached]
    runs = run_queries.of_program(db.session, program.id, [kind.name for kind in kinds], places)
    return render_template(
        "intake/index.html",
        program=program,
        runs=runs,
        kinds=kinds,
        labels={kind.name: kind.label() for kind in kinds},
        standing=standing,
        words=import_words,
    )


@bp.route(f"{IMPORTS}/new", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def send(program_slug: str) -> ResponseReturnValue:
    """Send a file. It is read far enough to name its columns; nothing is written of what it says."""
    program, reached, whole = program_of(program_slug)
    form = Upload().offer(kinds_for(program, reached, whole=whole), reached, whole_program=whole)
    if form.validate_on_submit():
        kind = all_kinds.named(form.kind.data)
        cohort = next((one for one in reached if one.slug == form.cohort.data), None)
        if kind.needs_cohort and cohort is None:
            form.refuse("cohort", _("Lines of this kind belong to one cohort: choose it."))
        elif not _may(kind, program, cohort):
            form.refuse("kind", _("This kind is not yours to take in there."))
        else:
            try:
                run = _begin(form, kind, program, cohort)
            except BadInput as error:
                db.session.rollback()
                for problem in error.problems[: messages.SHOWN]:
                    form.refuse("file", messages.whole(messages.sentence(problem)))
            else:
                db.session.commit()
                return redirect(url_for(".columns", **address(run)))
    status = 422 if form.errors else 200
    return render_template("intake/send.html", program=program, form=form), status


@bp.route(f"{IMPORTS}/templates/<slug:kind_slug>.csv")
@requires(Permission.COHORT_MANAGE)
def template(program_slug: str, kind_slug: str) -> Response:
    """A file to fill in: the columns of a kind with one example."""
    program, reached, whole = program_of(program_slug)
    kinds = {kind.name.replace("_", "-"): kind for kind in kinds_for(program, reached, whole=whole)}
    kind = kinds.get(kind_slug)
    if kind is None:
        not_found()
    cohort = reached[0] if reached else None
    fields = kind.fields(db.session, Scope(program, cohort, actor(), {}))
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([one.name for one in fields])
    writer.writerow([one.example for one in fields])
    # With a byte order mark, by which spreadsheets know UTF-8.
    return attachment(written.getvalue().encode("utf-8-sig"), f"{kind_slug}.csv")


def _may(kind: Kind, program: Program, cohort: Cohort | None) -> bool:
    place = cohort.id if cohort else None
    return grants().allow(Permission(kind.permission), program_id=program.id, cohort_id=place)


def _begin(form: Upload, kind: Kind, program: Program, cohort: Cohort | None) -> ImportRun:
    """Keep the file and look at its columns. Raises `BadInput`; the kept bytes then go with the day."""
    sha256, size = form.file.facts()
    kept = files.keep(
        db.session,
        folder(),
        name=form.file.data,
        media_type="application/octet-stream",
        write=form.file.copy,
        program_id=program.id,
        person_id=actor().id,
        keep_until=clock.now() + KEPT,
    )
    path = folder() / kept.key
    try:
        layout = layouts.of(path, name=form.file.data)
        if not layout.rows and len(layout.sheets) < 2:
            raise Problems(form.file.data).fail("no_rows")
    except BadInput:
        path.unlink(missing_ok=True)
        raise
    run = flow.begin(
        db.session,
        actor(),
        kind=kind,
        program=program,
        cohort=cohort,
        file=kept,
        name=form.file.data,
        sha256=sha256,
        size=size,
        layout=layout,
    )
    flash(_("The file is here. Nothing of it is written yet."))
    return run
