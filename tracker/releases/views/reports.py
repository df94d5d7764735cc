"""Reports: somebody of the program saw a release that nobody approved; its coordinators answer."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.cohorts.models import Cohort, Enrolment, Program
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import incident_queries as queries
from tracker.releases import reports, stop_words
from tracker.releases.incident_models import Report
from tracker.releases.stop_forms import AnswerForm, ReportForm
from tracker.releases.views.blueprint import bp
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

PURPOSE = "report"


@bp.app_template_global("reads_reports")
def reads_reports() -> bool:
    """Whether the signed-in person answers reports of some program."""
    return bool(queries.coordinated(grants()))


@bp.route("/report", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def report() -> ResponseReturnValue:
    """Say that a release is out which nobody approved."""
    programs = _programs()
    form = ReportForm().offer(programs)
    if request.method == "POST" and form.validate():
        with refusals(form):
            reports.file(
                db.session,
                actor(),
                seal=seal(),
                program_id=int(form.program.data),
                text=form.text.data or "",
            )
            db.session.commit()
            flash(_("Sent. The coordinators of releases read it, and nobody else."))
            return redirect(url_for(".index"))
    status = 422 if request.method == "POST" else 200
    return render_template("releases/report.html", form=form, programs=programs), status


@bp.get("/reports")
@requires(Permission.RELEASE_COORDINATE)
def reports_page() -> ResponseReturnValue:
    """The reports of the programs that somebody coordinates: days and numbers, no words."""
    rows = queries.reports(db.session, _coordinated())
    return render_template("releases/reports.html", rows=rows, words=stop_words)


@bp.route("/reports/<int:report_id>", methods=["GET", "POST"])
@requires(Permission.RELEASE_COORDINATE)
def answer_report(report_id: int) -> ResponseReturnValue:
    """Read a report, and say what comes of it."""
    row = _report(report_id)
    cases = queries.cases_of(db.session, row.program_id)
    form = AnswerForm().offer(cases)
    if request.method == "POST" and form.validate():
        answer = form.answer.data or ""
        about = next((one for one in cases if str(one.id) == form.case.data), None)
        with refusals(form):
            if about is None:
                reports.dismiss(db.session, actor(), seal=seal(), report=row, answer=answer)
            else:
                reports.confirm(db.session, actor(), seal=seal(), report=row, case=about, answer=answer)
            db.session.commit()
            flash(_("Answered."))
            return redirect(url_for(".reports_page"))
    row = _report(report_id)
    texts = [row.text] + ([row.answer] if row.answer else [])
    opened = open_texts(actor().id, PURPOSE, texts)
    page = render_template(
        "releases/report_answer.html", row=row, form=form, opened=opened, words=stop_words, me=actor().id
    )
    return page, 422 if request.method == "POST" else 200


def _report(report_id: int) -> Report:
    row = or_404(queries.report(db.session, report_id))
    if row.program_id not in _coordinated():
        not_found()
    return row


def _coordinated() -> frozenset[int]:
    found = queries.coordinated(grants())
    if not found:
        not_found()
    return found


def _programs() -> Sequence[Program]:
    """The programs that somebody belongs to: by a role today, or enrolled in it at any time."""
    held = {one.program_id for one in grants().grants if one.program_id is not None}
    enrolled = sa.select(Cohort.program_id).join(Enrolment).where(Enrolment.person_id == actor().id)
    found = sa.select(Program).where(sa.or_(Program.id.in_(held), Program.id.in_(enrolled)))
    return db.session.scalars(found.order_by(Program.name)).all()
