"""Who owes which form: the list, asking for more, and excusing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker import clock
from tracker.cohorts import calendar
from tracker.cohorts import queries as cohort_queries
from tracker.cohorts.views.blueprint import cohort_for
from tracker.evaluations import checklist, forms_setup, rules, setup
from tracker.extensions import db
from tracker.people import queries as people_queries
from tracker.people.current import actor
from tracker.permissions import ROLE_PERMISSIONS, Permission
from tracker.projects import queries as project_queries
from tracker.web import paging
from tracker.web.access import or_404, requires
from tracker.web.forms import refusals

bp = Blueprint("assignments", __name__, url_prefix="/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>")

RATERS = [role for role, held in ROLE_PERMISSIONS.items() if Permission.EVALUATION_SUBMIT in held]


@bp.route("/assignments")
@requires(Permission.COHORT_MANAGE)
def index(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """The forms asked for in a cohort; `show` picks open, overdue, filed, excused or all."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    today = clock.today(cohort.program.time_zone)
    away = calendar.on_leave(db.session, cohort.id, today)  # from who is away nothing is overdue
    asked = [
        (
            one,
            rules.assignment_state(
                max(one.due_on, today) if one.enrolment_id in away else one.due_on,
                one.form is not None,
                one.excused_at is not None,
                today,
            ),
        )
        for one in checklist.asked(db.session, cohort.id)
    ]
    wanted = request.args.get("show", "open")
    if wanted not in rules.SHOWN:
        wanted = "open"
    return render_template(
        "evaluations/assignments.html",
        cohort=cohort,
        asked=paging.paged(
            [(one, state) for one, state in asked if state in rules.SHOWN[wanted]],
            paging.wanted(request.args),
        ),
        counts={name: sum(state in states for _one, state in asked) for name, states in rules.SHOWN.items()},
        wanted=wanted,
    )


@bp.route("/works/<int:work_id>/assignments/new", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def new(program_slug: str, cohort_slug: str, work_id: int) -> ResponseReturnValue:
    """Ask one mentor for forms on some or all members of a work."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    work = or_404(project_queries.work(db.session, work_id, cohort_id=cohort.id))
    mentors = people_queries.with_role(db.session, RATERS, program_id=cohort.program_id, cohort_id=cohort.id)
    milestones = {one.id: one for one in cohort_queries.milestones(db.session, cohort.id)}
    everybody = [one.enrolment_id for one in work.members]
    form = forms_setup.Ask(data={"members": everybody, "due_on": work.due_on})
    form.offer(work, mentors, milestones.values())
    if form.validate_on_submit():
        with refusals(form):
            made = setup.ask(
                db.session,
                actor(),
                work=work,
                members=[
                    one.enrolment for one in work.members if one.enrolment_id in (form.members.data or [])
                ],
                mentor=next(one for one in mentors if one.id == form.mentor.data),
                relation=form.as_relation(),
                due_on=form.due_on.data,
                milestone=milestones.get(form.milestone.data),
            )
            db.session.commit()
            flash(ngettext("%(num)d form asked for.", "%(num)d forms asked for.", len(made)))
            return redirect(url_for(".index", program_slug=program_slug, cohort_slug=cohort_slug))
    return render_template("evaluations/ask.html", form=form, cohort=cohort, work=work, mentors=mentors)


@bp.route("/assignments/<int:assignment_id>/excuse", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def excuse(program_slug: str, cohort_slug: str, assignment_id: int) -> ResponseReturnValue:
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    assignment = or_404(checklist.asked_for(db.session, assignment_id, cohort_id=cohort.id))
    setup.excuse(db.session, actor(), assignment=assignment)
    db.session.commit()
    flash(_("%(name)s is excused from this form.", name=assignment.mentor.name))
    return redirect(url_for(".index", program_slug=program_slug, cohort_slug=cohort_slug))
