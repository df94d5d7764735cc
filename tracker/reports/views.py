"""Downloads of a cohort's tables."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from tracker.cohorts import queries as cohorts
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reports.lines import Kind, Table
from tracker.web.access import or_404, permit, requires
from tracker.web.downloads import attachment

bp = Blueprint("reports", __name__)


# A POST, though it only reads: taking personal data out is written into the audit trail.
@bp.route(
    "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"
    "/export/<any(board,decisions,forms,outcomes,transition):table>.<any(csv,xlsx):kind>",
    methods=["POST"],
)
@requires(Permission.COHORT_EXPORT)
def export(program_slug: str, cohort_slug: str, table: str, kind: str) -> ResponseReturnValue:
    from tracker.reports import actions  # noqa: PLC0415  # pandas would double the time to start the server

    cohort = or_404(cohorts.cohort(db.session, program_slug, cohort_slug))
    permit(Permission.COHORT_EXPORT, program_id=cohort.program_id, cohort_id=cohort.id)
    made = actions.export(db.session, actor(), cohort=cohort, table=Table(table), kind=Kind(kind))
    db.session.commit()
    return attachment(made.content, made.filename)
