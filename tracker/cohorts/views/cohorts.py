"""The programs and cohorts one works in, and a new cohort."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.cohorts import actions, forms_phases, queries, rules
from tracker.cohorts.models import Cohort, PhaseKind
from tracker.cohorts.views.blueprint import bp, program_for
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import grants, not_found, requires


@bp.route("/programs/")
@requires(Permission.HOME_READ)
def programs() -> ResponseReturnValue:
    """Staff find their cohorts here; an operator, who sees none, makes programs here."""
    held = grants()
    may_create = held.anywhere(Permission.PROGRAM_CREATE)
    if not (may_create or held.anywhere(Permission.BOARD_READ)):
        not_found()
    places = held.places(Permission.BOARD_READ)
    cohorts = queries.in_places(db.session, places)
    mine = queries.programs_in(db.session, {program_id for program_id, _cohort in places if program_id})
    return render_template(
        "cohorts/programs.html",
        programs=mine,
        current=[cohort for cohort in cohorts if not _is_over(cohort)],
        earlier=[cohort for cohort in cohorts if _is_over(cohort)],
        may_create=may_create,
        may_manage=lambda program: held.allow(Permission.PROGRAM_MANAGE, program_id=program.id),
        may_set_up=lambda cohort: held.allow(
            Permission.COHORT_MANAGE, program_id=cohort.program_id, cohort_id=cohort.id
        ),
    )


@bp.route("/programs/<slug:program_slug>/cohorts/new", methods=["GET", "POST"])
@requires(Permission.PROGRAM_MANAGE)
def new_cohort(program_slug: str) -> ResponseReturnValue:
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    form = forms_phases.cohort_form()
    if form.validate_on_submit():
        typed = [form.dates(kind) for kind in (PhaseKind.TRAINING, PhaseKind.RESEARCH)]
        try:
            cohort = actions.create_cohort(
                db.session,
                actor(),
                program=program,
                slug=form.slug.data,
                name=form.name.data,
                phases=[phase for phase in typed if phase],
            )
            db.session.commit()
        except Refused as error:
            db.session.rollback()
            kind = PhaseKind(error.field) if error.field in list(PhaseKind) else PhaseKind.TRAINING
            form.refuse(form.locate(kind, error), catalogue.sentence(error.decision))
        else:
            flash(_("%(name)s is set up. Next: its people.", name=cohort.name))
            return redirect(url_for("setup.show", program_slug=program.slug, cohort_slug=cohort.slug))
    return render_template("cohorts/new_cohort.html", form=form, program=program)


def _is_over(cohort: Cohort) -> bool:
    return rules.is_over(cohort.last_day, clock.today(cohort.program.time_zone))
