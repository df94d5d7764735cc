"""A program's rubric: the version in use, earlier ones, and a new one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.cohorts.views.blueprint import program_for
from tracker.evaluations import forms_setup, queries, setup
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import requires
from tracker.web.forms import refusals

bp = Blueprint("rubrics", __name__, url_prefix="/programs/<slug:program_slug>/rubric")

MAX_ROWS = 40


@bp.route("")
@requires(Permission.PROGRAM_MANAGE)
def show(program_slug: str) -> ResponseReturnValue:
    """The version in use with its anchors, and the earlier ones."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    versions = queries.rubrics(db.session, program.id)
    return render_template("evaluations/rubric.html", program=program, versions=versions)


@bp.route("/edit", methods=["GET", "POST"])
@requires(Permission.PROGRAM_MANAGE)
def edit(program_slug: str) -> ResponseReturnValue:
    """Change the rubric: in place while unused, as a new version once used."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    latest = queries.rubric_in_use(db.session, program.id)
    criteria = latest.criteria if latest else []
    based_on = latest.content_hash if latest else ""
    # A page that was opened on a longer version keeps all the rows it had.
    rows = min(sum(name.startswith("name_") for name in request.form), MAX_ROWS)
    form = forms_setup.rubric_form(criteria, based_on=based_on, rows=rows)
    theirs = None
    if form.validate_on_submit():
        with refusals(form):
            rubric = setup.set_rubric(
                db.session,
                actor(),
                program=program,
                criteria=form.criteria(),
                based_on=form.based_on.data or "",
            )
            db.session.commit()
            flash(_("Version %(version)s is in use now.", version=rubric.version))
            return redirect(url_for(".show", program_slug=program_slug))
    if form.is_submitted() and form.based_on.data != based_on:
        theirs, form.based_on.data = queries.rubric_in_use(db.session, program.id), based_on
    return render_template(
        "evaluations/rubric_edit.html", form=form, program=program, latest=latest, theirs=theirs
    )
