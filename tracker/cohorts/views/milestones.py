"""What is due from every scholar of a phase, and who has done it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.cohorts import actions, forms, queries
from tracker.cohorts.models import PhaseKind
from tracker.cohorts.views.blueprint import bp, cohort_for
from tracker.cohorts.words import PHASES
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import or_404, requires
from tracker.web.forms import refusals

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"


@bp.route(f"{COHORT}/milestones", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def milestones(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    form = forms.Milestone().offer(cohort.phases)
    if form.validate_on_submit():
        with refusals(form):
            phase = actions.phase_of(cohort, PhaseKind(form.phase.data))
            actions.add_milestone(
                db.session, actor(), phase=phase, title=form.title.data, due_on=form.due_on.data
            )
            db.session.commit()
            flash(_("Added: %(title)s.", title=form.title.data))
            return redirect(url_for(".milestones", program_slug=program_slug, cohort_slug=cohort_slug))
    return render_template(
        "cohorts/milestones.html",
        form=form,
        cohort=cohort,
        phases=PHASES,
        milestones=queries.milestones(db.session, cohort.id),
        done=queries.done_counts(db.session, cohort.id),
        scholars=sum(one.left_on is None for one in queries.scholars(db.session, cohort.id)),
        day_now=clock.today(cohort.program.time_zone),
    )


@bp.route(f"{COHORT}/milestones/<int:milestone_id>", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def milestone(program_slug: str, cohort_slug: str, milestone_id: int) -> ResponseReturnValue:
    """Every scholar with a tick box; one button saves them all."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    found = or_404(queries.milestone(db.session, milestone_id, cohort_id=cohort.id))
    scholars = {one.id: one for one in queries.scholars(db.session, cohort.id)}
    done = queries.done_on(db.session, found.id)
    form = forms.Done(data={"done": list(done), "was": list(done)}).offer(scholars.values())
    if form.validate_on_submit():
        today = clock.today(cohort.program.time_zone)
        for key, is_done in form.touched().items():
            if (key in done) != is_done:
                actions.mark_milestone(
                    db.session,
                    actor(),
                    milestone=found,
                    enrolment=scholars[key],
                    done_on=today if is_done else None,
                )
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".milestones", program_slug=program_slug, cohort_slug=cohort_slug))
    return render_template(
        "cohorts/milestone.html", form=form, cohort=cohort, milestone=found, scholars=scholars, done=done
    )
