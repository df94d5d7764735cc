"""The support plan on a concern: made, and judged by two people."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.advancement import forms, plan_rules, plans, queries
from tracker.advancement.models import Concern, Verdict
from tracker.advancement.views.blueprint import bp, readable
from tracker.advancement.views.concern import page
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _


@bp.route("/concerns/<int:concern_id>/plan", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def make_plan(concern_id: int) -> ResponseReturnValue:
    """Say what help is given, who answers for it, and when it is reviewed."""
    concern = _worked_on(concern_id)
    people = queries.owners(db.session, concern)
    facts = plans.planning(db.session, actor(), concern, owner_id=actor().id)
    start = {"owner": actor().id, "review_on": plan_rules.default_review(facts)}
    form = forms.PlanForm(data=start).offer(people)
    if form.validate_on_submit():
        with refusals(form):
            plans.make_plan(
                db.session,
                actor(),
                concern=concern,
                help_given=form.help_given.data,
                owner_id=form.owner.data,
                review_on=form.review_on.data,
            )
            db.session.commit()
            flash(_("The plan is made; %(name)s reads it.", name=concern.enrolment.person.name))
            return redirect(url_for(".show", concern_id=concern_id))
    status = 422 if form.errors else 200
    concern = _worked_on(concern_id)
    earliest = plan_rules.earliest_review(facts)
    return render_template("advancement/plan.html", concern=concern, form=form, earliest=earliest), status


@bp.route("/concerns/<int:concern_id>/review", methods=["POST"])
@requires(Permission.CONCERN_RAISE)
def judge(concern_id: int) -> ResponseReturnValue:
    """One of the two words on a plan."""
    concern = _worked_on(concern_id)
    plan = or_404(concern.plan)
    form = forms.JudgeForm().offer(extended=plan.extended_to is not None)
    if form.validate_on_submit():
        with refusals(form):
            plans.judge(
                db.session,
                actor(),
                concern=concern,
                verdict=Verdict(form.verdict.data),
                text=form.text.data,
                until=form.until.data,
            )
            db.session.commit()
            flash(_("Filed. What the other person says stays hidden until both words are in."))
            return redirect(url_for(".show", concern_id=concern_id))
    return page(_worked_on(concern_id), judging=form), 422


def _worked_on(concern_id: int) -> Concern:
    """The concern, for those who plan help on it; the panel reads and does not plan."""
    concern = readable(concern_id)
    if not queries.works_on(grants(), concern, actor()):
        not_found()
    return concern
