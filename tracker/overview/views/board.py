"""The cohort board."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.advancement import queries as advancement
from tracker.advancement import state_queries
from tracker.cohorts import calendar
from tracker.cohorts import queries as cohorts
from tracker.cohorts.views.blueprint import cohort_for
from tracker.evaluations import queries as evaluations
from tracker.evaluations import rules as form_rules
from tracker.evaluations.score_models import Audience
from tracker.evaluations.views import levels as level_pages
from tracker.extensions import db
from tracker.overview import forms, levels, queries
from tracker.overview.views.blueprint import bp, day_of
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web import paging
from tracker.web.access import grants, requires


@bp.route("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/")
@requires(Permission.BOARD_READ)
def board(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """One row a scholar; what the reader may not see yet neither stands in a row nor sorts one."""
    cohort = cohort_for(Permission.BOARD_READ, program_slug, cohort_slug)
    chosen, today = forms.board_filter(request.args), day_of(cohort)
    shown = level_pages.shown(cohort, Audience.ALL, today)
    everyone, unseen = queries.seen_rows(db.session, cohort, actor(), today)
    seen = levels.visible(shown, unseen)
    scholars = [one for one in cohorts.scholars(db.session, cohort.id) if one.person_id != actor().id]
    stands = state_queries.stands(db.session, scholars, today)
    rows = queries.filtered(everyone, chosen, stands)
    groups = queries.in_groups(rows, seen, chosen)
    return render_template(
        "overview/board.html",
        cohort=cohort,
        chosen=chosen,
        everyone=everyone,
        rows=paging.paged([row for group in groups for row in group], paging.wanted(request.args)),
        groups={group[0].enrolment_id: group for group in groups if group} if len(groups) > 1 else {},
        today=today,
        unseen=unseen,
        stands=stands,
        concerns=advancement.open_in_cohort(db.session, cohort.id),
        later=calendar.days_later(db.session, cohort.id, today),
        shown=shown,
        levels=seen,
        minutes=form_rules.median_minutes(evaluations.filing_seconds(db.session, cohort.id)),
        held=grants(),
    )
