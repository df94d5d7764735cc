"""Downloads of tables: of a cohort, and of a program's audit trail. Long ones are written by a job."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Program
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reports import actions, export_words
from tracker.reports.actions import Wanted
from tracker.reports.lines import Kind, Table
from tracker.reports.views.blueprint import bp
from tracker.web.access import grants, or_404, permit, requires
from tracker.web.downloads import attachment

KINDS = "<any(csv,xlsx,jsonl):kind>"


# A POST, though it only reads: taking personal data out is written into the audit trail.
@bp.route(
    "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"
    f"/export/<any(board,decisions,forms,outcomes,transition):table>.{KINDS}",
    methods=["POST"],
)
@requires(Permission.COHORT_EXPORT)
def export(program_slug: str, cohort_slug: str, table: str, kind: str) -> ResponseReturnValue:
    cohort = or_404(cohorts.cohort(db.session, program_slug, cohort_slug))
    permit(Permission.COHORT_EXPORT, program_id=cohort.program_id, cohort_id=cohort.id)
    board = url_for("overview.board", program_slug=program_slug, cohort_slug=cohort_slug)
    return _given(Wanted(cohort.program, cohort, Table(table), Kind(kind)), page=board)


@bp.route("/programs/<slug:program_slug>/audit-trail")
@requires(Permission.AUDIT_EXPORT)
def audit_trail(program_slug: str) -> ResponseReturnValue:
    program = or_404(cohorts.program(db.session, program_slug))
    permit(Permission.AUDIT_EXPORT, program_id=program.id)
    return render_template(
        "reports/audit_trail.html", program=program, kinds=list(Kind), words=export_words, held=grants()
    )


@bp.app_template_global("audit_trails")
def audit_trails() -> list[Program]:
    """The programs whose trail somebody takes out without being among those who set it up, by name."""
    held = grants()
    places = held.places(Permission.AUDIT_EXPORT) - held.places(Permission.PROGRAM_MANAGE)
    whole = {program for program, cohort in places if program is not None and cohort is None}
    return list(cohorts.programs_in(db.session, whole))


@bp.route(f"/programs/<slug:program_slug>/audit-trail.{KINDS}", methods=["POST"])
@requires(Permission.AUDIT_EXPORT)
def audit_file(program_slug: str, kind: str) -> ResponseReturnValue:
    program = or_404(cohorts.program(db.session, program_slug))
    permit(Permission.AUDIT_EXPORT, program_id=program.id)
    page = url_for("reports.audit_trail", program_slug=program_slug)
    return _given(Wanted(program, None, Table.AUDIT, Kind(kind)), page=page)


def _given(wanted: Wanted, *, page: str) -> ResponseReturnValue:
    """The file at once, or the page of the job that writes it; `page` is where to go on from there."""
    actions.require_right(db.session, actor(), wanted)
    found = actions.sheet(db.session, wanted)
    if actions.is_long(found, wanted.kind):
        title = export_words.title(wanted)
        job = actions.ask(db.session, actor(), wanted, title=title, page=page)
        db.session.commit()
        return redirect(url_for("jobs.one", job_id=job.id))
    made = actions.taken(db.session, actor(), wanted, found)
    db.session.commit()
    return attachment(made.content, made.filename)
