"""The form for somebody without an account who saw a release that worries them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import audit
from tracker.cohorts import queries as cohort_queries
from tracker.extensions import db
from tracker.reasons import require
from tracker.releases import policy_forms, policy_queries, policy_rules, reports
from tracker.releases.views.rules_blueprint import bp
from tracker.web.access import or_404, public
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import seal


@bp.route("/policy/<slug:program_slug>/report", methods=["GET", "POST"])
@public
def report(program_slug: str) -> ResponseReturnValue:
    """Tell a program's coordinators; the words are sealed, and the mail to them has none of them."""
    program = or_404(cohort_queries.program(db.session, program_slug))
    form = policy_forms.OutsideReport()
    if form.validate_on_submit():
        with refusals(form):
            audit.hold(db.session, program.id)
            waiting = policy_queries.outside_reports(db.session, program.id)
            require(policy_rules.may_report_from_outside(waiting), field="text")
            text = form.text.data or ""
            reports.file(db.session, None, seal=seal(), program_id=program.id, text=text)
            db.session.commit()
            flash(_("Sent. The coordinators read it, and nobody else. You get no answer here."))
            return redirect(url_for(".policy", program_slug=program_slug))
    page = render_template(
        "releases/outside_report.html",
        program=program,
        form=form,
        contact=policy_queries.contact(db.session, program.id),
    )
    return page, 422 if request.method == "POST" else 200
