"""What results moved: a section of a work's page, and the page of a cohort with two of them side by side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.cohorts.views.blueprint import cohort_for
from tracker.evaluations import score_inputs, score_settings
from tracker.evaluations.score_models import Audience
from tracker.evaluations.score_shown import Shown
from tracker.evaluations.views import levels as level_pages
from tracker.extensions import db
from tracker.overview import queries, result_words
from tracker.overview.results import Moved, alone, moves, pair
from tracker.overview.views.blueprint import bp, day_of
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import credit_queries
from tracker.projects import queries as projects
from tracker.projects.models import Work
from tracker.projects.standing import Viewer
from tracker.projects.views.blueprint import SECTIONS
from tracker.scoring import NotConverged
from tracker.web.access import grants, requires

bp.add_app_template_global(result_words.moved_sentence)
bp.add_app_template_global(result_words.partner_sentence)
bp.add_app_template_global(result_words.signed)


def section(_session: Session, viewer: Viewer, work: Work) -> dict[str, Any] | None:
    """What the result did: to a member their own level, as it is open to them; to staff every member's."""
    cohort, today, mine = work.phase.cohort, day_of(work.phase.cohort), viewer.place.member
    if not work.scored or not (mine or viewer.reads):
        return None
    audience = Audience.RELEASED if mine else Audience.ALL
    seen = {mine.enrolment_id} if mine else _seen(cohort, today, [work])
    shown = level_pages.shown(cohort, audience, today)
    if shown is None:
        return None
    found = moves(shown, [work], credit_queries.shares(db.session, [work.id]), seen)
    return {
        "found": [_with_alone(cohort, shown, one) for one in found],
        "shown": shown,
        "own": mine is not None,
    }


SECTIONS["overview/work_moved.html"] = section


@bp.route("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/results")
@requires(Permission.BOARD_READ)
def moved(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Every settled result with what it did to whom, and two of them side by side."""
    cohort = cohort_for(Permission.BOARD_READ, program_slug, cohort_slug)
    today = day_of(cohort)
    shown = level_pages.shown(cohort, Audience.ALL, today)
    works = [work for work in projects.in_cohort(db.session, cohort.id) if work.scored]
    shares = credit_queries.shares(db.session, [work.id for work in works])
    found = moves(shown, works, shares, _seen(cohort, today, works)) if shown else []
    by_key = {one.key: one for one in found}
    usual = pair(found)
    chosen = [
        by_key.get(request.args.get(name, ""), usual[place] if usual else None)
        for place, name in enumerate(("one", "other"))
    ]
    return render_template(
        "overview/moved.html",
        cohort=cohort,
        shown=shown,
        found=found,
        chosen=[_with_alone(cohort, shown, one) for one in chosen if shown and one],
        picked=[one.key if one else "" for one in chosen],
        held=grants(),
    )


def _seen(cohort: Cohort, today: date, works: Collection[Work]) -> set[int]:
    """The members of these works whose level the reader may see."""
    _rows, unseen = queries.seen_rows(db.session, cohort, actor(), today)
    return {one.enrolment_id for work in works for one in work.members} - set(unseen)


def _with_alone(cohort: Cohort, shown: Shown, one: Moved) -> Moved:
    """The same with what it would have moved, made alone; for a result that was, nothing is to be told."""
    if one.share > 0.995:
        return one
    released = day_of(cohort) if shown.audience is Audience.RELEASED else None
    given = score_inputs.inputs(db.session, cohort.id, released_on=released)
    priors = score_settings.priors(score_settings.in_use(db.session, cohort.program_id))
    try:
        return replace(one, alone=alone(given, shown, priors, one))
    except NotConverged:
        return one
