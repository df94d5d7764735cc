"""Home per role, the cohort board, where a scholar stands."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort
from tracker.evaluations import actions as forms_of
from tracker.evaluations import queries as evaluations
from tracker.evaluations import rules as form_rules
from tracker.evaluations import visibility
from tracker.extensions import db
from tracker.overview import forms, queries, timeline, words
from tracker.people.current import actor
from tracker.permissions import Permission, Role
from tracker.web import paging
from tracker.web.access import grants, or_404, permit, public, requires

bp = Blueprint("overview", __name__)
bp.add_app_template_global(words.phase_name)
bp.add_app_template_global(words.week_sentence)
bp.add_app_template_global(words.default_sentence)
bp.add_app_template_global(words.clock_sentence)
bp.add_app_template_global(words.gate_sentence)
bp.add_app_template_global(words.evidence_sentence)
bp.add_app_template_global(timeline.line, "timeline_of")


@bp.route("/healthz")
@public
def health() -> ResponseReturnValue:
    return {"alive": True}


@bp.route("/")
@requires(Permission.HOME_READ)
def home() -> ResponseReturnValue:
    me, held = actor(), grants()
    boards = cohorts.in_places(db.session, held.places(Permission.BOARD_READ))
    mine = cohorts.enrolments_of(db.session, me.id)
    if mine and held.roles() <= {Role.SCHOLAR}:
        return redirect(url_for(".standing"))
    handles = cohorts.in_places(db.session, held.places(Permission.FLAG_HANDLE))
    return render_template(
        "overview/home.html",
        boards=boards,
        enrolled=mine,
        owed=[
            row for row in evaluations.owed(db.session, me.id) if form_rules.may_write(forms_of.moment(row))
        ],
        mentors=held.anywhere(Permission.EVALUATION_SUBMIT),
        handles=bool(handles),
        flags=evaluations.open_flags(db.session, [cohort.id for cohort in handles]),
        founds=held.anywhere(Permission.PROGRAM_CREATE),
    )


@bp.route("/where-i-stand")
@requires(Permission.STANDING_READ)
def standing() -> ResponseReturnValue:
    """The newest cohort's page; earlier ones are linked from it."""
    mine = or_404(cohorts.enrolments_of(db.session, actor().id) or None)
    return redirect(url_for(".standing_in", enrolment_id=mine[0].id))


@bp.route("/where-i-stand/<int:enrolment_id>")
@requires(Permission.STANDING_READ)
def standing_in(enrolment_id: int) -> ResponseReturnValue:
    mine = cohorts.enrolments_of(db.session, actor().id)
    enrolment = or_404(next((one for one in mine if one.id == enrolment_id), None))
    return render_template(
        "overview/standing.html",
        standing=queries.standing(db.session, enrolment, _today(enrolment.cohort)),
        others=[one for one in mine if one.id != enrolment_id],
    )


@bp.route("/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>/")
@requires(Permission.BOARD_READ)
def board(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    cohort = or_404(cohorts.cohort(db.session, program_slug, cohort_slug))
    permit(Permission.BOARD_READ, program_id=cohort.program_id, cohort_id=cohort.id)
    chosen, today = forms.board_filter(request.args), _today(cohort)
    everyone, rows = queries.board_rows(db.session, cohort, chosen, today)
    return render_template(
        "overview/board.html",
        cohort=cohort,
        chosen=chosen,
        everyone=everyone,
        shown=paging.paged(rows, paging.wanted(request.args)),
        today=today,
        hidden=visibility.hidden_from(db.session, actor().id, today),
        minutes=form_rules.median_minutes(evaluations.filing_seconds(db.session, cohort.id)),
        held=grants(),
    )


@bp.route("/scholars/<int:enrolment_id>")
@requires(Permission.EVALUATION_SUBMIT)
def scholar(enrolment_id: int) -> ResponseReturnValue:
    """A scholar as staff and mentors see them; a mentor sees others' forms once their own are in."""
    enrolment = or_404(cohorts.enrolment(db.session, enrolment_id))
    cohort, me = enrolment.cohort, actor()
    if enrolment.person_id == me.id:  # what is not released to them stays so, whatever role they hold
        return redirect(url_for(".standing_in", enrolment_id=enrolment_id))
    held, place = grants(), {"program_id": cohort.program_id, "cohort_id": cohort.id}
    staff, today = held.allow(Permission.EVALUATION_READ, **place), _today(cohort)
    if staff and enrolment_id not in visibility.hidden_from(db.session, me.id, today):
        seen = evaluations.on_scholar(db.session, enrolment_id)
    elif staff or evaluations.mentors(db.session, enrolment_id, me.id):
        seen = visibility.seen_by_mentor(db.session, enrolment_id, me.id, today)
    else:
        abort(404)
    return render_template(
        "overview/scholar.html",
        standing=queries.standing(db.session, enrolment, today),
        forms=seen,
        staff=staff,
        waiting=evaluations.waiting_for(db.session, enrolment_id),
        me=me,
    )


def _today(cohort: Cohort) -> date:
    """The day it is where the program is; its deadlines are counted there."""
    return clock.today(cohort.program.time_zone)
