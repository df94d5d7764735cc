"""One scholar: where they stand, and how staff and mentors see them."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.advancement import queries as advancement
from tracker.advancement import state_queries
from tracker.advancement.views.scholar import on_standing
from tracker.cohorts import queries as cohorts
from tracker.evaluations import queries as evaluations
from tracker.evaluations import scoring_rules, visibility
from tracker.evaluations.score_models import Audience
from tracker.extensions import db
from tracker.overview import gates, queries
from tracker.overview.decided import decided
from tracker.overview.forecasts import part_of
from tracker.overview.views.blueprint import bp, day_of
from tracker.overview.views.level_view import level_view, with_plan
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import grants, or_404, requires


@bp.route("/where-i-stand")
@requires(Permission.STANDING_READ)
def standing() -> ResponseReturnValue:
    """The newest cohort's page; earlier ones are linked from it."""
    mine = or_404(cohorts.enrolments_of(db.session, actor().id) or None)
    return redirect(url_for(".standing_in", enrolment_id=mine[0].id))


@bp.route("/where-i-stand/<int:enrolment_id>")
@requires(Permission.STANDING_READ)
def standing_in(enrolment_id: int) -> ResponseReturnValue:
    """The scholar's own page: the level rests on what is released to them, and so do its reasons."""
    mine = cohorts.enrolments_of(db.session, actor().id)
    enrolment = or_404(next((one for one in mine if one.id == enrolment_id), None))
    today = day_of(enrolment.cohort)
    stands = queries.standing(db.session, enrolment, today)
    released = [item.form for item in stands.feedback if item.form]
    return render_template(
        "overview/standing.html",
        standing=stands,
        gate=gates.ahead(db.session, stands),
        decided=decided(db.session, stands),
        concerns=on_standing(enrolment),
        others=[one for one in mine if one.id != enrolment_id],
        view=level_view(enrolment, Audience.RELEASED, today, released, stands.works),
    )


@bp.route("/scholars/<int:enrolment_id>")
@requires(Permission.EVALUATION_SUBMIT)
def scholar(enrolment_id: int) -> ResponseReturnValue:
    """A scholar as staff and mentors see them; a mentor sees others' forms once their own are in."""
    enrolment = or_404(cohorts.enrolment(db.session, enrolment_id))
    cohort, me = enrolment.cohort, actor()
    if enrolment.person_id == me.id:  # what is not released to them stays so, whatever role they hold
        return redirect(url_for(".standing_in", enrolment_id=enrolment_id))
    held, today = grants(), day_of(cohort)
    staff = held.allow(Permission.EVALUATION_READ, program_id=cohort.program_id, cohort_id=cohort.id)
    reader = visibility.level_reader(db.session, enrolment, reader=me, grants=held, today=today)
    sees_level = scoring_rules.may_see_level(reader)
    if staff and sees_level:
        seen = evaluations.on_scholar(db.session, enrolment_id)
    elif staff or evaluations.mentors(db.session, enrolment_id, me.id):
        seen = visibility.seen_by_mentor(db.session, enrolment_id, me.id, today)
    else:
        abort(404)
    sees_gate = held.allow(Permission.GATE_READ, program_id=cohort.program_id, cohort_id=cohort.id)
    stands = queries.standing(db.session, enrolment, today)
    audience = scoring_rules.audience_of(reader)
    view = level_view(enrolment, audience, today, seen, stands.works) if sees_level else None
    return render_template(
        "overview/scholar.html",
        standing=stands,
        forms=seen,
        staff=staff,
        held=held,
        view=with_plan(view) if view and staff else view,
        sees_level=sees_level,
        waiting=evaluations.waiting_for(db.session, enrolment_id),
        concerns=advancement.seen_of(db.session, enrolment, reader=me, grants=held),
        may_raise=advancement.may_raise(db.session, enrolment, person=me, grants=held),
        stand=state_queries.stands(db.session, [enrolment], today).get(enrolment.id) if sees_gate else None,
        forecasts=part_of(db.session, enrolment, reader=me, held=held),
        me=me,
    )
