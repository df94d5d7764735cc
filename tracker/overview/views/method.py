"""How the score is made: the page that explains it to everybody, and the program's settings of it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Program
from tracker.cohorts.views.blueprint import program_for
from tracker.evaluations import score_settings, scoring_rules
from tracker.evaluations.scoring_rules import COMPONENTS, Scoring
from tracker.extensions import db
from tracker.overview import forms
from tracker.overview.views.blueprint import bp
from tracker.overview.worked_examples import Example, worked
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.scoring.fit import NotConverged
from tracker.web import catalogue
from tracker.web.access import grants, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

# Numbers are shown with six digits.
ROUNDING = 1e-5


@bp.route("/how-the-score-is-made")
@requires(Permission.HOME_READ)
def method() -> ResponseReturnValue:
    """The model in words, with the settings of a program that the reader belongs to."""
    programs = _own_programs()
    wanted = request.args.get("program")
    program = next((one for one in programs if one.slug == wanted), programs[0] if programs else None)
    scoring = score_settings.in_use(db.session, program.id) if program else score_settings.DEFAULTS
    return render_template(
        "overview/method.html",
        program=program,
        others=[one for one in programs if one is not program],
        scoring=scoring,
        shares=dict(zip(COMPONENTS, scoring.shares, strict=True)),
        examples=_examples(scoring),
    )


@bp.route("/programs/<slug:program_slug>/scoring", methods=["GET", "POST"])
@requires(Permission.SCORING_MANAGE)
def scoring(program_slug: str) -> ResponseReturnValue:
    """The program's settings. An address with values tries them on the examples and changes nothing."""
    program = program_for(Permission.SCORING_MANAGE, program_slug)
    in_use = score_settings.in_use(db.session, program.id)
    if request.method == "POST":
        form = forms.scoring_form(in_use)
        if form.validate_on_submit() and _saved(program, form):
            flash(_("Saved. Levels are made like this from now on."))
            return redirect(url_for(".scoring", program_slug=program_slug))
        tried = None
    else:
        form = forms.scoring_form(in_use, request.args)
        tried = _tried(form, in_use) if request.args else None
    return render_template(
        "overview/scoring.html",
        form=form,
        program=program,
        in_use=in_use,
        tried=tried,
        examples=_examples(tried or in_use),
    )


def _saved(program: Program, form: forms.ScoringForm) -> bool:
    """Whether the settings were taken; what a rule refuses stands at its field."""
    with refusals(form):
        score_settings.set_scoring(
            db.session,
            actor(),
            program=program,
            scoring=form.scoring(),
            base_version=form.base_version,
        )
        db.session.commit()
    return not form.errors


def _tried(form: forms.ScoringForm, in_use: Scoring) -> Scoring | None:
    """The settings that an address tries, if they can be used and differ from those in use."""
    if not form.validate():
        return None
    typed = form.scoring()
    decision = scoring_rules.may_set_scoring(typed)
    if not decision:
        form.refuse(score_settings.field_of(decision), catalogue.sentence(decision))
        return None
    return typed.normalised() if _differ(typed, in_use) else None


def _differ(one: Scoring, other: Scoring) -> bool:
    """Whether two settings differ by more than the rounding of what the page shows."""
    values = [(*scoring.shares, scoring.k_low, scoring.k_high, scoring.bar) for scoring in (one, other)]
    return any(abs(a - b) > ROUNDING for a, b in zip(*values, strict=True))


def _own_programs() -> Sequence[Program]:
    """The programs that the reader has a role in, or was a scholar of."""
    roles = {grant.program_id for grant in grants().grants if grant.program_id is not None}
    places = {one.cohort.program_id for one in cohorts.enrolments_of(db.session, actor().id)}
    return cohorts.programs_in(db.session, roles | places)


def _examples(scoring: Scoring) -> Sequence[Example]:
    """The worked examples at these settings; none where the model does not settle."""
    try:
        return worked(score_settings.priors(scoring), scoring.bar)
    except NotConverged:
        return []
