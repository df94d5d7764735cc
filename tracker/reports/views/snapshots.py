"""Frozen reports: what funders would read, who may freeze it, who took it; and the funders' own list."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort
from tracker.extensions import db
from tracker.jobs.models import Job
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.reports import report_words, snapshot_drafts, snapshot_queries, snapshots, withheld
from tracker.reports.editions import Edition
from tracker.reports.laid_out import laid_out
from tracker.reports.numbers import View
from tracker.reports.snapshot_forms import FreezeForm
from tracker.reports.snapshot_words import REASONS
from tracker.reports.snapshots import Draft
from tracker.reports.views.blueprint import bp
from tracker.web.access import grants, or_404, permit, requires
from tracker.web.catalogue import sentence
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

HERE = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/report/snapshots"
# Of a job, whose numbers are 32 bits wide.
MOST_DIGITS = 9


@bp.route("/reports")
@requires(Permission.REPORT_READ)
def index() -> ResponseReturnValue:
    """The cohorts whose report one may read as funders do."""
    return render_template("reports/index.html", offered=snapshot_queries.offered(db.session, grants()))


@bp.route(HERE)
@requires(Permission.REPORT_FREEZE)
def snapshot_list(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """The snapshots of a cohort, and who read or took its report."""
    cohort = _cohort(program_slug, cohort_slug)
    may_freeze = snapshots.may_freeze(db.session, cohort, clock.today(cohort.program.time_zone))
    return render_template(
        "reports/snapshots.html",
        cohort=cohort,
        rows=list(reversed(snapshot_queries.of_cohort(db.session, cohort.id))),
        not_yet=None if may_freeze else sentence(may_freeze),
        taken=snapshot_queries.taken(db.session, cohort),
        words=report_words,
        held=grants(),
    )


@bp.route(f"{HERE}/preview", methods=["POST"])
@requires(Permission.REPORT_FREEZE)
def preview_snapshot(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Have a job work out what funders would read of a snapshot made now."""
    cohort = _cohort(program_slug, cohort_slug)
    title = _("Preview of a snapshot of %(cohort)s", cohort=cohort.name)
    page = url_for(".new_snapshot", program_slug=program_slug, cohort_slug=cohort_slug)
    job = snapshot_drafts.ask(db.session, actor(), cohort=cohort, title=title, page=page)
    db.session.commit()
    return redirect(url_for("jobs.one", job_id=job.id))


@bp.route(f"{HERE}/new", methods=["GET", "POST"])
@requires(Permission.REPORT_FREEZE)
def new_snapshot(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """What funders would read of a snapshot, once a job has worked it out; a POST makes it."""
    cohort = _cohort(program_slug, cohort_slug)
    form = FreezeForm()
    if form.validate_on_submit():
        with refusals(form):
            job = _job(cohort, form.draft.data or "")
            snapshot_drafts.freeze(db.session, actor(), cohort=cohort, job=job)
            db.session.commit()
            flash(_("Frozen. Funders read these figures from now on."))
            return redirect(url_for(".snapshot_list", program_slug=program_slug, cohort_slug=cohort_slug))
    may_freeze = snapshots.may_freeze(db.session, cohort, clock.today(cohort.program.time_zone))
    if not may_freeze:
        page = render_template(
            "reports/snapshot_not_yet.html", cohort=cohort, not_yet=sentence(may_freeze), held=grants()
        )
    elif form.errors or "draft" not in request.args:
        page = _begin(cohort, next((message for _id, _label, message in form.problems()), None))
    else:
        page = _shown(cohort, form, _job(cohort, request.args["draft"]))
    return page, 422 if form.errors else 200


def _begin(cohort: Cohort, problem: str | None) -> str:
    """Where a preview is asked for, with what came of the last one if that was nothing."""
    return render_template(
        "reports/snapshot_begin.html",
        cohort=cohort,
        problem=problem,
        today=clock.today(cohort.program.time_zone),
        newest=snapshot_queries.newest(db.session, cohort.id),
        held=grants(),
    )


def _shown(cohort: Cohort, form: FreezeForm, job: Job) -> str:
    """What would be frozen, with the number of the job by which the form says what was looked at."""
    try:
        draft = snapshot_drafts.draft(db.session, cohort, job)
    except Refused as refused:
        return _begin(cohort, sentence(refused.decision))
    form.draft.data = str(job.id)
    return render_template(
        "reports/snapshot_new.html",
        cohort=cohort,
        form=form,
        number=draft.number,
        figures=list(withheld.figures(draft.report, draft.funder, draft.reasons)),
        document=laid_out(_edition(cohort, draft)),
        reasons=REASONS,
        words=report_words,
        held=grants(),
    )


def _job(cohort: Cohort, typed: str) -> Job:
    """The preview of this cohort that the reader asked for, by its number; any other is not found."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS
    return or_404(snapshot_drafts.one(db.session, actor(), cohort, int(typed)) if is_number else None)


def _cohort(program_slug: str, cohort_slug: str) -> Cohort:
    cohort = or_404(cohorts.cohort(db.session, program_slug, cohort_slug))
    permit(Permission.REPORT_FREEZE, program_id=cohort.program_id, cohort_id=cohort.id)
    return cohort


def _edition(cohort: Cohort, draft: Draft) -> Edition:
    return Edition(
        report=draft.funder,
        view=View.FUNDER,
        program=cohort.program.name,
        exporter=actor().name,
        taken_at=clock.now(),
        zone=cohort.program.time_zone,
        language=str(get_locale() or "en"),
        snapshot=draft.number,
    )
