"""The dates and the gate of one phase. A stale save shows both versions and overwrites nothing."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.cohorts import actions, forms_phases, queries
from tracker.cohorts.models import Phase, PhaseKind
from tracker.cohorts.views.blueprint import bp, cohort_for
from tracker.cohorts.views.policies import letter
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import requires
from tracker.web.forms import version

SETUP = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/setup"


@bp.route(f"{SETUP}/phases/<any(training, research, extension):kind>", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def phase(program_slug: str, cohort_slug: str, kind: str) -> ResponseReturnValue:
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    which = PhaseKind(kind)
    form = forms_phases.phase_form(which, queries.phase(cohort, which))
    saved: Phase | None = None
    if form.validate_on_submit():
        base_version = version(form.version.data)
        try:
            actions.set_phase(
                db.session,
                actor(),
                cohort=cohort,
                phase=form.dates(which, stands=base_version > 0),
                base_version=base_version,
                text=form[f"{kind}_text"].data,
                reason=form[f"{kind}_reason"].data,
                tell=letter,
            )
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("setup.show", program_slug=program_slug, cohort_slug=cohort_slug))
        except Refused as error:
            db.session.rollback()
            form.refuse(form.locate(which, error), catalogue.sentence(error.decision))
            if error.decision.code == "phase_changed":
                cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
                saved = queries.phase(cohort, which)
    standing = forms_phases.shown(saved) if saved else {}
    if saved:  # the next save has seen what stands, and may replace it
        form.version.data = str(saved.version)
    stands = queries.phase(cohort, which)
    return render_template(
        "cohorts/phase.html",
        form=form,
        cohort=cohort,
        kind=which,
        standing=standing,
        stands=stands is not None,
        begun=stands is not None and stands.starts_on <= clock.today(cohort.program.time_zone),
    )
