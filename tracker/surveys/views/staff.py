"""The surveys of a cohort: their days, who answered, what came of them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.cohorts.models import Cohort
from tracker.cohorts.views.blueprint import cohort_for
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.surveys import findings, forms, growth, queries, setup
from tracker.surveys.questions import Slot, Sort
from tracker.surveys.views.blueprint import bp, day_of
from tracker.web import catalogue
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/surveys"
SLOT = f"<any({', '.join(repr(slot.value) for slot in Slot)}):slot>"


@bp.route(COHORT)
@requires(Permission.BOARD_READ)
def index(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Every survey with its days and its response."""
    cohort = cohort_for(Permission.BOARD_READ, program_slug, cohort_slug)
    kept = queries.counts(db.session, cohort.id)
    data = {"applied": kept.applied, "accepted": kept.accepted} if kept else {}
    return _index(cohort, forms.CountsForm(formdata=None, data=data))


@bp.route(f"{COHORT}/rest", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def switch_on_rest(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Switch on what the cohort does not have, on the proposed days."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    setup.switch_on_rest(db.session, actor(), cohort=cohort)
    db.session.commit()
    flash(_("Switched on. Scholars find each survey on their page from its first day."))
    return redirect(url_for(".index", **_address(cohort)))


@bp.route(f"{COHORT}/counts", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def set_counts(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """How many applied, and how many were accepted."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    form = forms.CountsForm()
    if form.validate_on_submit():
        with refusals(form):
            setup.set_counts(
                db.session,
                actor(),
                cohort=cohort,
                applied=form.applied.data or 0,
                accepted=form.accepted.data or 0,
            )
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for(".index", **_address(cohort)))
    return _index(cohort, form), 422


@bp.route(f"{COHORT}/{SLOT}")
@requires(Permission.BOARD_READ)
def show(program_slug: str, cohort_slug: str, slot: str) -> ResponseReturnValue:
    """One survey: its days, who answered, the result as far as the reader may see it."""
    cohort = cohort_for(Permission.BOARD_READ, program_slug, cohort_slug)
    survey = queries.survey(db.session, cohort.id, Slot(slot))
    days = survey or setup.proposed(cohort, Slot(slot))
    data = {"opens_on": days.opens_on, "closes_on": days.closes_on} if days else {}
    return _show(cohort, Slot(slot), forms.DaysForm(formdata=None, data=data))


@bp.route(f"{COHORT}/{SLOT}/days", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def switch_on(program_slug: str, cohort_slug: str, slot: str) -> ResponseReturnValue:
    """Ask the cohort between two days."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    form = forms.DaysForm()
    if form.validate_on_submit():
        with refusals(form):
            setup.switch_on(
                db.session,
                actor(),
                cohort=cohort,
                slot=Slot(slot),
                opens_on=form.opens_on.data,
                closes_on=form.closes_on.data,
            )
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for(".show", slot=slot, **_address(cohort)))
    return _show(cohort, Slot(slot), form), 422


@bp.route(f"{COHORT}/{SLOT}/off", methods=["POST"])
@requires(Permission.COHORT_MANAGE)
def switch_off(program_slug: str, cohort_slug: str, slot: str) -> ResponseReturnValue:
    """Ask no more; what was answered is kept."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    survey = or_404(queries.survey(db.session, cohort.id, Slot(slot)))
    setup.switch_off(db.session, actor(), survey=survey)
    db.session.commit()
    flash(_("Switched off. What was answered is kept."))
    return redirect(url_for(".show", slot=slot, **_address(cohort)))


@bp.route(f"{COHORT}/{SLOT}/answers")
@requires(Permission.COHORT_MANAGE)
def answers(program_slug: str, cohort_slug: str, slot: str) -> ResponseReturnValue:
    """Every single answer, by name. A confidential survey has no such page."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    survey = or_404(queries.survey(db.session, cohort.id, Slot(slot)))
    if survey.slot.confidential:
        not_found()
    return render_template(
        "surveys/answers.html",
        cohort=cohort,
        survey=survey,
        place=_address(cohort),
        rows=queries.named_answers(db.session, survey.id),
    )


def _address(cohort: Cohort) -> dict[str, Any]:
    return {"program_slug": cohort.program.slug, "cohort_slug": cohort.slug}


def _facts(cohort: Cohort) -> dict[str, Any]:
    """What every page of a cohort's surveys shows; `manages` who may change them and read single answers."""
    held = grants()
    reach = {"program_id": cohort.program_id, "cohort_id": cohort.id}
    return {
        "cohort": cohort,
        "place": _address(cohort),
        "held": held,
        "today": day_of(cohort),
        "manages": held.allow(Permission.COHORT_MANAGE, **reach),
    }


def _index(cohort: Cohort, form: forms.CountsForm) -> str:
    rows = queries.of_cohort(db.session, cohort.id)
    today = day_of(cohort)
    return render_template(
        "surveys/index.html",
        slots=list(Slot),
        surveys=rows,
        proposed={slot: setup.proposed(cohort, slot) for slot in Slot},
        responses=queries.response(db.session, rows.values(), today),
        form=form,
        counts=queries.counts(db.session, cohort.id),
        **_facts(cohort),
    )


def _show(cohort: Cohort, slot: Slot, form: forms.DaysForm) -> str:
    facts = _facts(cohort)
    survey = queries.survey(db.session, cohort.id, slot)
    found = (
        findings.result(db.session, survey, facts["today"], sees_single=facts["manages"]) if survey else None
    )
    return render_template(
        "surveys/survey.html",
        slot=slot,
        survey=survey,
        result=found,
        why="" if found is None or found.shown else catalogue.sentence(found.shown),
        questions=survey.version.questions if survey else setup.questions_now(db.session, cohort, slot),
        growth=growth.of_cohort(db.session, cohort.id, sees_single=facts["manages"])
        if slot.sort is Sort.SELF
        else None,
        form=form,
        **facts,
    )
