"""One concern and the concerns of a cohort, for staff, panel and who raised it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.advancement import actions, forms, plans, queries
from tracker.advancement.models import Concern
from tracker.advancement.views.blueprint import bp, day_of, readable
from tracker.cohorts.views.blueprint import cohort_for
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import grants, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _


@bp.route("/concerns/<int:concern_id>")
@requires(Permission.CONCERN_VIEW)
def show(concern_id: int) -> ResponseReturnValue:
    """The whole of a concern; its scholar reads it on their own page."""
    concern = readable(concern_id)
    if concern.enrolment.person_id == actor().id:
        return redirect(url_for("overview.standing_in", enrolment_id=concern.enrolment_id))
    return page(concern)


@bp.route("/concerns/<int:concern_id>/withdraw", methods=["POST"])
@requires(Permission.CONCERN_RAISE)
def withdraw(concern_id: int) -> ResponseReturnValue:
    """Take a concern back, with a reason that the scholar reads."""
    concern = readable(concern_id)
    or_404(_may_withdraw(concern) or None)
    form = forms.WithdrawForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.withdraw(db.session, actor(), concern=concern, reason=form.reason.data)
            db.session.commit()
            flash(_("Taken back. %(name)s reads your reason.", name=concern.enrolment.person.name))
            return redirect(url_for(".show", concern_id=concern_id))
    return page(readable(concern_id), withdrawal=form), 422


@bp.route("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/concerns")
@requires(Permission.CONCERN_READ)
def concerns(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Every concern of a cohort, open ones first."""
    cohort = cohort_for(Permission.CONCERN_READ, program_slug, cohort_slug)
    return render_template(
        "advancement/concerns.html",
        cohort=cohort,
        concerns=queries.in_cohort(db.session, cohort.id, reader_id=actor().id),
        today=day_of(cohort),
        held=grants(),
    )


def page(
    concern: Concern,
    *,
    withdrawal: forms.WithdrawForm | None = None,
    judging: forms.JudgeForm | None = None,
) -> str:
    """A concern's page with what its reader may do there."""
    me, plan = actor(), concern.plan
    works = queries.works_on(grants(), concern, me)
    may_judge = False
    if plan is not None and plan.outcome is None and concern.closed_on is None:
        facts = plans.review(db.session, me, concern, plan)
        may_judge = facts.reads and facts.delivered and not (facts.spoke_already or facts.seat_taken)
    return render_template(
        "advancement/concern.html",
        concern=concern,
        today=day_of(concern.enrolment.cohort),
        words=queries.words(db.session, plan, reader_id=me.id) if plan else [],
        may_plan=works and plan is None and concern.closed_on is None,
        seat=plans.seat_of(plan, me) if plan and may_judge else None,
        judging=(judging or forms.JudgeForm()).offer(extended=bool(plan and plan.extended_to)),
        may_withdraw=_may_withdraw(concern) and concern.closed_on is None,
        withdrawal=withdrawal or forms.WithdrawForm(),
        me=me,
    )


def _may_withdraw(concern: Concern) -> bool:
    return concern.opened_by_id == actor().id or queries.leads(grants(), concern.enrolment.cohort)
