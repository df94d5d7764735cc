"""The two tables of a cohort's report that are for its coordinator alone, who has no other of it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.reports import reading, sealed_numbers
from tracker.reports.laid_out import sections
from tracker.reports.views.blueprint import bp
from tracker.web.access import grants, not_found, or_404, reads_from_copy, requires


@bp.route("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/report/sealed")
@requires(Permission.RELEASE_COORDINATE)
@reads_from_copy
def sealed_report(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """How much is restricted and withheld, and what came of the reviews of a cohort; never a file."""
    cohort = or_404(cohorts.cohort(db.session, program_slug, cohort_slug))
    try:
        found = reading.sealed(db.session, actor(), cohort)
    except Refused as refused:
        if refused.decision.code == "report_not_yours":
            not_found()
        raise
    return render_template(
        "reports/sealed.html",
        cohort=cohort,
        as_of=clock.today(cohort.program.time_zone),
        sections=sections(found.tables, found.counts),
    )


@bp.app_template_global("sealed_reports")
def sealed_reports() -> list[Cohort]:
    """The cohorts whose sealed tables somebody reads, newest first; none in which they were a scholar."""
    held, me = grants(), actor()
    found = cohorts.in_places(db.session, held.places(Permission.RELEASE_COORDINATE))
    own = {one.cohort_id for one in cohorts.enrolments_of(db.session, me.id)}
    return [one for one in found if sealed_numbers.coordinates(held, one) and one.id not in own]
