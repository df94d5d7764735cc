"""Pages of result grids: of a work, of one grid, of taking in its runs, and their files."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import grid_actions as actions
from tracker.projects import grid_forms as forms
from tracker.projects import grid_kinds, grid_queries, grid_readings, grid_words
from tracker.projects.grid_models import GridKind, ResultGrid
from tracker.projects.models import Work
from tracker.projects.standing import Viewer
from tracker.projects.views import grid_drawings
from tracker.projects.views.blueprint import SECTIONS, bp, work_for
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.downloads import attachment
from tracker.web.forms import Form, refusals
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext

TEMPLATE = "projects/work_grids.html"
KIND = "<any(free,unlearning,injection):kind>"

for word in (
    grid_words.figure,
    grid_words.advice_sentence,
    grid_words.problem_sentence,
    grid_words.metric_words,
    grid_words.best_sentence,
    grid_words.mean_words,
    grid_words.mark_words,
    grid_words.sweep_sentence,
    grid_words.reversal_sentence,
    grid_words.agreement_sentence,
    grid_words.forgetting_sentence,
):
    bp.add_app_template_global(word, f"grid_{word.__name__}")


def section(session: Session, viewer: Viewer, work: Work) -> dict[str, Any] | None:
    """The grids of a work on its page; nothing where there are none and none can be made."""
    found = grid_queries.of_work(session, viewer, work)
    keeps = grid_queries.inside(viewer)
    if not found and not keeps:
        return None
    counts = grid_queries.counts(session, [one.id for one in found])
    return {"grids": found, "counts": counts, "keeps": keeps, "kinds": grid_words.KINDS}


SECTIONS[TEMPLATE] = section


@bp.route(f"/works/<int:work_id>/grids/new/{KIND}", methods=["GET", "POST"])
@requires(Permission.WORK_VIEW)
def new_grid(work_id: int, kind: str) -> ResponseReturnValue:
    work, viewer = work_for(work_id)
    if not grid_queries.inside(viewer):
        not_found()
    chosen = GridKind(kind)
    form = _form_of(chosen)
    if form.validate_on_submit():
        with refusals(form):
            grid = actions.make_grid(
                db.session,
                actor(),
                work=work,
                title=form["title"].data,
                kind=chosen,
                design=None if chosen in grid_kinds.READY else forms.design_of(form),
                forgotten_at=form["forgotten_at"].data if "forgotten_at" in form else None,
            )
            db.session.commit()
            flash(_("Made: %(title)s. Next: take in its runs.", title=grid.title))
            return redirect(url_for(".grid_runs", grid_id=grid.id))
    return render_template(
        "projects/grid_new.html",
        work=work,
        form=form,
        kind=chosen,
        kinds=grid_words.KINDS,
        design=grid_kinds.READY.get(chosen),
    )


def _form_of(kind: GridKind) -> Form:
    if kind is GridKind.FREE:
        return forms.own_grid()
    return forms.Suite() if kind is GridKind.UNLEARNING else forms.ReadyGrid()


@bp.get("/grids/<int:grid_id>")
@requires(Permission.WORK_VIEW)
def grid(grid_id: int) -> ResponseReturnValue:
    """What the runs of a grid say of one of its metrics."""
    found, viewer = grid_for(grid_id)
    runs = grid_queries.runs(db.session, found)
    wanted = request.args.get("metric", "")
    metric = next((one for one in found.metrics if one.name == wanted), found.metrics[0])
    reading = grid_readings.read(found, runs, metric)
    keeps = grid_queries.inside(viewer)
    return render_template(
        "projects/grid.html",
        grid=found,
        keeps=keeps,
        kinds=grid_words.KINDS,
        metric=metric,
        reading=reading,
        drawn=None if reading is None else grid_drawings.drawings(reading),
        runs=runs,
        lost=[one for one in runs if one.results is None],
        states=grid_words.STATES,
        forgot=grid_words.FORGOT,
        form=_evidence_form(found) if keeps else None,
    )


@bp.route("/grids/<int:grid_id>/runs", methods=["GET", "POST"])
@requires(Permission.WORK_VIEW)
def grid_runs(grid_id: int) -> ResponseReturnValue:
    """Take runs in: first look at what they would change, then save all of them."""
    found = _kept_by_reader(grid_id)
    form, plan = forms.Runs(), None
    if form.validate_on_submit():
        text = form.text()
        if request.form.get("act") == "save":
            with refusals(form):
                done = actions.take_in(db.session, actor(), grid=found, text=text)
                db.session.commit()
                flash(_taken(len(done.new), len(done.corrected), done.unchanged))
                return redirect(url_for(".grid", grid_id=grid_id))
        plan = actions.look_at(db.session, found, text)
    return render_template(
        "projects/grid_runs.html",
        grid=found,
        form=form,
        plan=plan,
        header=grid_kinds.blank(found.factors, found.metrics),
        ready=found.kind in grid_kinds.READY,
    )


def _taken(new: int, corrected: int, unchanged: int) -> str:
    added = ngettext("%(num)d run added", "%(num)d runs added", new)
    return _(
        "%(added)s, %(corrected)s corrected, %(unchanged)s as they were.",
        added=added,
        corrected=corrected,
        unchanged=unchanged,
    )


@bp.get("/grids/<int:grid_id>/runs.csv")
@requires(Permission.WORK_VIEW)
def grid_file(grid_id: int) -> ResponseReturnValue:
    """Every run of a grid, failed and missing ones too, as it can be taken in again."""
    found, _viewer = grid_for(grid_id)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(grid_kinds.blank(found.factors, found.metrics).rstrip().split(","))
    for run in grid_queries.runs(db.session, found):
        values = run.results or [None] * len(found.metrics)
        writer.writerow([*run.levels, run.seed, run.state.value, *values])
    return attachment(text.getvalue().encode(), f"grid-{found.id}.csv")


# Two addresses, since neither is about anything of anybody's.
@bp.get("/grids/examples/unlearning.csv")
@requires(Permission.WORK_VIEW)
def unlearning_example() -> ResponseReturnValue:
    return attachment(grid_kinds.example(GridKind.UNLEARNING), "unlearning.csv")


@bp.get("/grids/examples/injection.csv")
@requires(Permission.WORK_VIEW)
def injection_example() -> ResponseReturnValue:
    return attachment(grid_kinds.example(GridKind.INJECTION), "injection.csv")


@bp.post("/grids/<int:grid_id>/evidence")
@requires(Permission.WORK_VIEW)
def grid_evidence(grid_id: int) -> ResponseReturnValue:
    """Make a grid the evidence of an outcome of its work."""
    found = _kept_by_reader(grid_id)
    form = _evidence_form(found)
    if form.validate_on_submit():
        outcomes = {str(one.id): one for one in grid_queries.outcomes_of(db.session, found.work_id)}
        with refusals(form):
            actions.attach(db.session, actor(), grid=found, outcome=outcomes.get(form.outcome.data))
            db.session.commit()
            flash(_("Saved."))
    else:
        flash(_("Choose one of the outcomes of this work."), "error")
    return redirect(url_for(".grid", grid_id=grid_id))


def grid_for(grid_id: int) -> tuple[ResultGrid, Viewer]:
    """A grid that is the reader's to see; not found for everybody else."""
    return or_404(grid_queries.one(db.session, actor(), grants(), grid_id))


def _kept_by_reader(grid_id: int) -> ResultGrid:
    found, viewer = grid_for(grid_id)
    if not grid_queries.inside(viewer):
        not_found()
    return found


def _evidence_form(found: ResultGrid) -> forms.Evidence:
    form = forms.Evidence(outcome="" if found.outcome_id is None else str(found.outcome_id))
    return form.offer(grid_queries.outcomes_of(db.session, found.work_id))
