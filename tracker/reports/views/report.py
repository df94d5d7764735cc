"""The cohort report: read by staff and by funders, and taken as a file."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.reports import formats, reading
from tracker.reports.editions import MEDIA, Edition, Format
from tracker.reports.laid_out import laid_out
from tracker.reports.numbers import View
from tracker.reports.report_schema import as_text
from tracker.reports.views.blueprint import bp
from tracker.web.access import grants, not_found, or_404, permit, public, reads_from_copy, requires
from tracker.web.downloads import streamed

HERE = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/report"
NEEDED = {View.STAFF: Permission.COHORT_EXPORT, View.FUNDER: Permission.REPORT_READ}


@bp.route(HERE)
@requires(Permission.COHORT_EXPORT)
@reads_from_copy
def report(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Every number of the cohort, of today or as a snapshot kept them."""
    return _page(_cohort(program_slug, cohort_slug, View.STAFF), View.STAFF)


@bp.route(f"{HERE}/funder")
@requires(Permission.REPORT_READ)
@reads_from_copy
def funder_report(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """What funders read: the newest snapshot, without what would tell of few people."""
    return _page(_cohort(program_slug, cohort_slug, View.FUNDER), View.FUNDER)


# A POST, though it only reads: taking a report is written into the audit trail.
@bp.route(f"{HERE}/<any(staff,funder):view>.<any(html,pdf,xlsx,csv,json,parquet):kind>", methods=["POST"])
@requires(Permission.REPORT_READ)
def report_file(program_slug: str, cohort_slug: str, view: str, kind: str) -> ResponseReturnValue:
    """The report as a file, recorded."""
    cohort = _cohort(program_slug, cohort_slug, View(view))
    edition = _edition(cohort, View(view), request.form.get("snapshot"))
    content = formats.write(edition, Format(kind))
    reading.note(db.session, actor(), cohort, edition, Format(kind))
    db.session.commit()
    return streamed(
        [content], size=len(content), name=edition.filename(Format(kind)), media_type=MEDIA[Format(kind)]
    )


@bp.route("/cohort-report.schema.json")
@public
def report_schema() -> ResponseReturnValue:
    """The form of the report in JSON, for whoever reads it by a program."""
    return as_text(), 200, {"Content-Type": "application/schema+json"}


def _cohort(program_slug: str, cohort_slug: str, view: View) -> Cohort:
    cohort = or_404(cohorts.cohort(db.session, program_slug, cohort_slug))
    permit(NEEDED[view], program_id=cohort.program_id, cohort_id=cohort.id)
    return cohort


def _page(cohort: Cohort, view: View) -> ResponseReturnValue:
    try:
        edition = _edition(cohort, view, request.args.get("snapshot"))
    except Refused as refused:
        if refused.decision.code != "report_no_snapshot":
            raise
        return render_template("reports/none.html", cohort=cohort, held=grants(), view=view)
    return render_template(
        "reports/report.html",
        cohort=cohort,
        edition=edition,
        document=laid_out(edition),
        formats=[kind.value for kind in Format],
        held=grants(),
    )


def _edition(cohort: Cohort, view: View, typed: str | None) -> Edition:
    """What the reader gets; a snapshot that there is none of, or that is not theirs, is not found."""
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 7):
        not_found()
    person, number = actor(), int(typed) if typed else None
    try:
        found = reading.shown(db.session, person, cohort, view, number=number)
    except Refused as refused:
        if refused.decision.code == "report_not_yours" or number is not None:
            not_found()
        raise
    return Edition(
        report=found.report,
        view=view,
        program=cohort.program.name,
        exporter=person.name,
        taken_at=clock.now(),
        zone=cohort.program.time_zone,
        language=str(get_locale() or "en"),
        snapshot=found.snapshot,
    )
