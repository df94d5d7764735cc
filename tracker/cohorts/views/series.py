"""Series of forecasts from elsewhere: followed, pulled again, compared."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.cohorts import forecast_forms, series_actions, series_queries
from tracker.cohorts.models import Program
from tracker.cohorts.series_rules import is_address
from tracker.cohorts.views.blueprint import bp, program_for
from tracker.evidence import trends_series
from tracker.evidence.trends_series import BadSeries, Series
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web import catalogue_drift, paging
from tracker.web import forms as web_forms
from tracker.web.access import grants, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

SERIES = "/programs/<slug:program_slug>/series"
# The zone in which a day begins first: a forecast of another side of the world is not from tomorrow.
FIRST_ZONE = "Pacific/Kiritimati"


@bp.route(SERIES)
@requires(Permission.BOARD_READ)
def series(program_slug: str) -> ResponseReturnValue:
    """The series that a program follows, each with its newest fit."""
    program = program_for(Permission.BOARD_READ, program_slug)
    rows = series_queries.of_program(db.session, program.id)
    return render_template(
        "cohorts/series.html",
        program=program,
        fits=[(row, series_queries.fitted(db.session, row.versions[-1])) for row in rows],
        may_add=_may_add(program),
    )


@bp.route(f"{SERIES}/new", methods=["GET", "POST"])
@requires(Permission.PROGRAM_MANAGE)
def new_series(program_slug: str) -> ResponseReturnValue:
    """Follow another series."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    form = forecast_forms.Followed()
    if form.validate_on_submit() and (read := _read(form)) is not None:
        with refusals(form):
            made = series_actions.create(
                db.session,
                actor(),
                program=program,
                title=form.title.data,
                source=form.source.data or "",
                content=form.file.content,
                series=read,
            )
            db.session.commit()
            flash(_("Taken in: %(title)s.", title=made.title))
            return redirect(url_for(".one_series", program_slug=program_slug, series_id=made.id))
    page = render_template("cohorts/series_new.html", program=program, form=form)
    return page, 422 if form.errors else 200


@bp.route(f"{SERIES}/<int:series_id>", methods=["GET", "POST"])
@requires(Permission.BOARD_READ)
def one_series(program_slug: str, series_id: int) -> ResponseReturnValue:
    """One series: the version asked for beside the one before it, and the form for a new pull."""
    needed = Permission.PROGRAM_MANAGE if request.method == "POST" else Permission.BOARD_READ
    program = program_for(needed, program_slug)
    form = forecast_forms.Pull()
    if form.validate_on_submit() and (read := _read(form)) is not None:
        followed = or_404(series_queries.one(db.session, series_id, program_id=program.id))
        with refusals(form):
            made = series_actions.add_version(
                db.session, actor(), followed=followed, content=form.file.content, series=read
            )
            db.session.commit()
            flash(_("Taken in as version %(number)d.", number=made.number))
            return redirect(url_for(".one_series", program_slug=program_slug, series_id=series_id))
    followed = or_404(series_queries.one(db.session, series_id, program_id=program.id))
    numbers = [version.number for version in followed.versions]
    wanted = request.args.get("version", type=int)
    place = numbers.index(wanted) if wanted in numbers else len(numbers) - 1
    shown = series_queries.fitted(db.session, followed.versions[place])
    before = series_queries.fitted(db.session, followed.versions[place - 1]) if place else None
    rows = list(zip(shown.series.made, shown.series.predicted, strict=True))[::-1]
    page = render_template(
        "cohorts/series_one.html",
        program=program,
        followed=followed,
        linked=is_address(followed.source),
        shown=shown,
        before=before,
        rows=paging.paged(rows, paging.wanted(request.args)),
        form=form if _may_add(program) else None,
        today=clock.today(program.time_zone),
    )
    return page, 422 if form.errors else 200


def _may_add(program: Program) -> bool:
    return grants().allow(Permission.PROGRAM_MANAGE, program_id=program.id)


def _read(form: web_forms.Form) -> Series | None:
    """The forecasts of the file that was sent; what is wrong with it stands at its field."""
    last: date = clock.today(FIRST_ZONE)
    try:
        return trends_series.read(form["file"].data, last)
    except BadSeries as error:
        form.refuse("file", catalogue_drift.problem(error))
        return None
