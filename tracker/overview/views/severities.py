"""How mentors' ratings compare: each mentor's own page, and the list for a lead. Nobody else sees either."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.cohorts.views.blueprint import cohort_for
from tracker.evaluations import visibility
from tracker.evaluations.score_models import Audience
from tracker.evaluations.views import levels as level_pages
from tracker.extensions import db
from tracker.overview import queries
from tracker.overview.views.blueprint import bp, day_of
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.web.access import grants, or_404, requires

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"


@bp.route("/how-my-ratings-compare")
@requires(Permission.EVALUATION_SUBMIT)
def my_ratings() -> ResponseReturnValue:
    """The cohorts that the reader has rated in; with one, its page."""
    rated = queries.rated_in(db.session, actor().id)
    if len(rated) == 1:
        return redirect(_own_page(rated[0].program.slug, rated[0].slug))
    return render_template(
        "overview/my_ratings.html", rated=[(one, _own_page(one.program.slug, one.slug)) for one in rated]
    )


@bp.route(f"{COHORT}/mentors/<int:person_id>")
@requires(Permission.EVALUATION_SUBMIT)
def severity(program_slug: str, cohort_slug: str, person_id: int) -> ResponseReturnValue:
    """One mentor's ratings beside the others'; shown to them once their forms are in, and to a lead."""
    cohort = cohort_for(Permission.EVALUATION_SUBMIT, program_slug, cohort_slug)
    me, today = actor(), day_of(cohort)
    mine = person_id == me.id
    shown = level_pages.shown(cohort, Audience.ALL, today)
    seen = visibility.severities(shown, cohort, reader=me, grants=grants()) if shown else {}
    if not mine:
        or_404(seen.get(person_id))
    return render_template(
        "overview/severity.html",
        cohort=cohort,
        mentor=or_404(db.session.get(Person, person_id)),
        mine=mine,
        blind=mine and queries.owes_in(db.session, cohort, me.id, today),
        entry=seen.get(person_id),
    )


@bp.route(f"{COHORT}/mentors")
@requires(Permission.SEVERITY_READ)
def severities(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """All mentors of a cohort by name, for a lead; one's own line waits for one's own forms."""
    cohort = cohort_for(Permission.SEVERITY_READ, program_slug, cohort_slug)
    me, today = actor(), day_of(cohort)
    shown = level_pages.shown(cohort, Audience.ALL, today)
    seen = visibility.severities(shown, cohort, reader=me, grants=grants()) if shown else {}
    if queries.owes_in(db.session, cohort, me.id, today):
        seen.pop(me.id, None)
    return render_template(
        "overview/severities.html",
        cohort=cohort,
        shown=shown,
        rows=[(person, seen[person.id]) for person in queries.people_by_name(db.session, seen)],
    )


def _own_page(program_slug: str, cohort_slug: str) -> str:
    return url_for(".severity", program_slug=program_slug, cohort_slug=cohort_slug, person_id=actor().id)
