"""Jobs on screen: what is under way, how far it is, and the file when it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from tracker import audit
from tracker.extensions import db
from tracker.jobs import actions, files, queries, rules, words
from tracker.jobs.models import Job
from tracker.jobs.queries import Row
from tracker.jobs.rules import Reader
from tracker.permissions import Permission
from tracker.reasons import Refused, no
from tracker.settings import Settings
from tracker.web import catalogue
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.downloads import streamed

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.route("/")
@requires(Permission.HOME_READ)
def index() -> ResponseReturnValue:
    rows = queries.for_reader(db.session, _me().id, _programs())
    _seen(rows)
    return render_template("jobs/index.html", rows=rows, words=words)


@bp.route("/<int:job_id>")
@requires(Permission.HOME_READ)
def one(job_id: int) -> ResponseReturnValue:
    row, reader = _visible(job_id)
    job = row.job
    _seen([row])
    return render_template(
        "jobs/one.html",
        row=row,
        job=job,
        words=words,
        yours=rules.may_take_file(reader, holds_permission=_still_may(row)),
        silent=job.is_open and queries.nobody_works(db.session),
    )


@bp.route("/<int:job_id>/state")
@requires(Permission.HOME_READ)
def state(job_id: int) -> ResponseReturnValue:
    row, _reader = _visible(job_id)
    job = row.job
    return jsonify(open=job.is_open, done=job.done, total=job.total, words=words.progress(job))


@bp.route("/<int:job_id>/cancel", methods=["POST"])
@requires(Permission.HOME_READ)
def cancel(job_id: int) -> ResponseReturnValue:
    row, _reader = _visible(job_id)
    return _changed(row.job, actions.cancel)


@bp.route("/<int:job_id>/retry", methods=["POST"])
@requires(Permission.HOME_READ)
def retry(job_id: int) -> ResponseReturnValue:
    row, reader = _visible(job_id)
    # It is done in the name of whoever asked, so nobody else begins it anew, nor one who lost the right.
    if not rules.may_take_file(reader, holds_permission=_still_may(row)):
        not_found()
    return _changed(row.job, actions.retry)


# A POST, though it only reads: taking personal data out is written into the audit trail.
@bp.route("/<int:job_id>/file", methods=["POST"])
@requires(Permission.HOME_READ)
def file(job_id: int) -> ResponseReturnValue:
    row, reader = _visible(job_id)
    kept = or_404(row.job.file)
    if not rules.may_take_file(reader, holds_permission=_still_may(row)):
        not_found()
    settings: Settings = current_app.extensions["tracker_settings"]
    try:
        content = files.opened(settings.file_folder, kept)
    except files.Gone:
        raise Refused(no("job_file_gone")) from None
    audit.note(db.session, _me(), "job.file", row.job, program_id=row.job.program_id, kind=row.job.kind)
    db.session.commit()
    return streamed(files.pieces(content), size=kept.size, name=kept.name, media_type=kept.media_type)


def _changed(job: Job, change: Callable[[Session, audit.Row, Job], None]) -> ResponseReturnValue:
    """Back to the job's page, which says so where a second click found nothing left to do."""
    job_id = job.id
    try:
        change(db.session, _me(), job)
        db.session.commit()
    except Refused as error:
        db.session.rollback()
        flash(catalogue.sentence(error.decision), "error")
    return redirect(url_for("jobs.one", job_id=job_id))


@bp.app_context_processor
def _mark() -> dict[str, object]:
    return {"job_mark": job_mark}


def job_mark() -> str:
    """What stands in the head of every page of somebody who waits for a job, or whose job has ended."""
    if not current_user.is_authenticated:
        return ""
    under_way, ended = queries.marks(db.session, _me().id)
    return words.mark(under_way, ended)


def _me() -> audit.Row:
    # The room of people lies above this one; all that is needed of them here is who they are.
    return cast("audit.Row", current_user)


def _programs() -> frozenset[int]:
    """The programs whose staff the reader is, by a role in the whole of it."""
    places = grants().places(Permission.JOB_READ)
    return frozenset(program for program, cohort in places if program is not None and cohort is None)


def _visible(job_id: int) -> tuple[Row, Reader]:
    """A job and who reads it; not found where it is not theirs."""
    row = or_404(queries.one(db.session, job_id))
    reader = Reader(is_starter=row.job.person_id == _me().id, is_staff=row.job.program_id in _programs())
    if not rules.may_see(reader):
        not_found()
    return row, reader


def _seen(rows: Sequence[Row]) -> None:
    """Take the mark off that tells of what has ended, once the page was sent that says how."""
    me = _me().id
    new = [row.job.id for row in rows if row.job.person_id == me and row.job.is_news]
    if new:
        db.afterwards(lambda session: actions.see(session, me, new))


def _still_may(row: Row) -> bool:
    job = row.job
    return job.permission is None or grants().allow(
        Permission(job.permission), program_id=job.program_id, cohort_id=job.cohort_id
    )
