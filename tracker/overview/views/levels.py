"""The levels of a cohort, each with its interval, in groups that no interval bridges."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.cohorts.views.blueprint import cohort_for
from tracker.evaluations.score_models import Audience
from tracker.evaluations.views import levels as level_pages
from tracker.extensions import db
from tracker.overview import levels as levels_of
from tracker.overview import queries
from tracker.overview.views.blueprint import bp, day_of
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web import charts
from tracker.web.access import grants, requires


@bp.route("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/levels")
@requires(Permission.BOARD_READ)
def levels(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """By name, unless intervals separate; what lies behind the ratings; what more would help."""
    cohort = cohort_for(Permission.BOARD_READ, program_slug, cohort_slug)
    today = day_of(cohort)
    shown = level_pages.shown(cohort, Audience.ALL, today)
    everyone, unseen = queries.seen_rows(db.session, cohort, actor(), today)
    entries = levels_of.visible(shown, unseen)
    by_key = {row.enrolment_id: row for row in everyone}
    known = [key for key in by_key if key in entries and entries[key]["level"] is not None]
    spans = [(entries[key]["q05"], entries[key]["q95"]) for key in known]
    return render_template(
        "overview/levels.html",
        cohort=cohort,
        shown=shown,
        rated=any(row.evidence.people for row in everyone),
        known=entries,
        groups=[[by_key[key] for key in group] for group in levels_of.by_level(known, entries)],
        apart=charts.apart(spans),
        without=[row for key, row in by_key.items() if key not in known and key not in unseen],
        unseen=len(unseen & by_key.keys()),
        capped=queries.capped_titles(db.session, shown),
        held=grants(),
    )
