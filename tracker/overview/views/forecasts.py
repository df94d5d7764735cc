"""Forecasts of a scholar's milestone, and the milestones of a cohort whose dates move."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.cohorts import forecast_actions, forecast_forms, forecast_queries
from tracker.cohorts import queries as cohorts
from tracker.cohorts.views.blueprint import cohort_for
from tracker.extensions import db
from tracker.overview import forecasts as parts
from tracker.overview.views.blueprint import bp, day_of
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.filters import day
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"


@bp.route("/scholars/<int:enrolment_id>/milestones/<int:milestone_id>", methods=["GET", "POST"])
@requires(Permission.FORECAST_VIEW)
def forecasts(enrolment_id: int, milestone_id: int) -> ResponseReturnValue:
    """What was forecast of one scholar's milestone; the scholar and their mentors add to it."""
    enrolment = or_404(cohorts.enrolment(db.session, enrolment_id))
    part = or_404(parts.part_of(db.session, enrolment, reader=actor(), held=grants()))
    milestone = or_404(cohorts.milestone(db.session, milestone_id, cohort_id=enrolment.cohort_id))
    today = day_of(enrolment.cohort)
    done_on = forecast_queries.done_on(db.session, milestone, enrolment)
    form = forecast_forms.Forecast()
    if form.is_submitted() and not part.says:
        not_found()
    if form.validate_on_submit():
        with refusals(form):
            said = form.predicted_for.data
            forecast_actions.say(
                db.session, actor(), milestone=milestone, enrolment=enrolment, predicted_for=said
            )
            db.session.commit()
            flash(_("Kept: you expect this on %(day)s.", day=day(said)))
            return redirect(url_for(".forecasts", enrolment_id=enrolment_id, milestone_id=milestone_id))
    page = render_template(
        "cohorts/forecasts.html",
        enrolment=enrolment,
        milestone=milestone,
        part=part,
        form=form if part.says and done_on is None and enrolment.left_on is None else None,
        voices=forecast_queries.voices(db.session, milestone, enrolment),
        done_on=done_on,
        today=today,
    )
    return page, 422 if form.errors else 200


@bp.route(f"{COHORT}/forecasts")
@requires(Permission.BOARD_READ)
def drifting(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """The open milestones of a cohort with their forecasts, those that slip first."""
    cohort = cohort_for(Permission.BOARD_READ, program_slug, cohort_slug)
    heard = [
        one
        for one in forecast_queries.open_voices(db.session, [cohort.id])
        if one.enrolment.person_id != actor().id
    ]
    return render_template(
        "cohorts/forecasts_cohort.html",
        cohort=cohort,
        slipping=[one for one in heard if one.slips],
        others=[one for one in heard if not one.slips],
        held=grants(),
        today=day_of(cohort),
    )
