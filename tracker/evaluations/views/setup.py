"""A new program, and the checklist of what a cohort still lacks. Both need rubrics, so they stand here."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.cohorts import actions as cohort_actions
from tracker.cohorts import forms as cohort_forms
from tracker.cohorts import members, policies
from tracker.cohorts.views.blueprint import cohort_for
from tracker.cohorts.words import GATES_SHORT, PHASES
from tracker.evaluations import checklist, setup
from tracker.extensions import db
from tracker.people import actions as people_actions
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import requires
from tracker.web.forms import refusals

bp = Blueprint("setup", __name__)


@bp.route("/programs/new", methods=["GET", "POST"])
@requires(Permission.PROGRAM_CREATE)
def new_program() -> ResponseReturnValue:
    """A program with the rubric that ships; whoever makes it is its first lead."""
    form = cohort_forms.Program(data={"time_zone": actor().time_zone or "UTC"})
    if form.validate_on_submit():
        with refusals(form):
            program = cohort_actions.create_program(
                db.session,
                actor(),
                slug=form.slug.data or "",
                name=form.name.data,
                time_zone=form.time_zone.data,
            )
            setup.set_rubric(db.session, actor(), program=program)
            people_actions.make_founder(db.session, actor(), program_id=program.id)
            db.session.commit()
            flash(_("%(name)s stands, and you are its lead. Next: its first cohort.", name=program.name))
            return redirect(url_for("cohorts.new_cohort", program_slug=program.slug))
    return render_template("cohorts/new_program.html", form=form, zones=sorted(available_timezones()))


@bp.route("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/setup")
@requires(Permission.COHORT_MANAGE)
def show(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """What is set up, what is missing, and which of it comes next."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    roster = members.of_cohort(db.session, cohort, clock.now())
    return render_template(
        "evaluations/setup.html",
        cohort=cohort,
        phases={phase.kind: phase for phase in cohort.phases},
        kinds=PHASES,
        gates=GATES_SHORT,
        unread=policies.unread_counts(db.session, cohort, clock.today(cohort.program.time_zone)),
        counts=checklist.counts(db.session, cohort),
        uninvited=len(roster.uninvited),
    )
