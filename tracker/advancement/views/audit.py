"""The transition audit of a cohort, for its staff."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.advancement import audit_words, transition
from tracker.advancement.appeal_models import Ruling
from tracker.advancement.models import Closing
from tracker.advancement.views.blueprint import bp, day_of
from tracker.cohorts import queries as cohorts
from tracker.cohorts.views.blueprint import cohort_for
from tracker.cohorts.words import GATES_SHORT, PHASES
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web import charts
from tracker.web.access import grants, not_found, requires

bp.add_app_template_global(audit_words.share_sentence)
bp.add_app_template_global(audit_words.days_words)
bp.add_app_template_global(audit_words.median_words)


@bp.route("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/transition-audit")
@requires(Permission.COHORT_EXPORT)
def transition_audit(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """What came of each gate, how early people knew, what was decided against a check, by whom and why."""
    cohort = cohort_for(Permission.COHORT_EXPORT, program_slug, cohort_slug)
    if any(one.cohort_id == cohort.id for one in cohorts.enrolments_of(db.session, actor().id)):
        not_found()  # it tells of the decisions on everybody, a scholar's own among them
    found = transition.audits(db.session, cohort)
    return render_template(
        "advancement/audit.html",
        cohort=cohort,
        audits=[(one, charts.histogram(one.notice.days)) for one in found],
        phases=PHASES,
        gates=GATES_SHORT,
        closings=[(closing, audit_words.CLOSED[closing]) for closing in Closing],
        rulings=[(ruling, audit_words.RULED[ruling]) for ruling in Ruling],
        today=day_of(cohort),
        held=grants(),
    )
