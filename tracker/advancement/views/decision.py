"""One decision: what was decided, on what, by whom; its letter; what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.advancement import (
    appeal_queries,
    check_words,
    decision_forms,
    decision_words,
    letter_queries,
    panels,
    room_queries,
)
from tracker.advancement import decision_queries as queries
from tracker.advancement.decision_cases import gather
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.letter_models import Letter
from tracker.advancement.panel_rules import Seat, may_dissent
from tracker.advancement.views.blueprint import bp
from tracker.cohorts import calendar
from tracker.cohorts.calendar import PersonalPhase
from tracker.evaluations.score_models import Audience
from tracker.evaluations.views import levels
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.web.access import grants, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

DECISION = "/decisions/<int:decision_id>"


@bp.route(DECISION)
@requires(Permission.GATE_VIEW)
def decision(decision_id: int) -> ResponseReturnValue:
    """The scholar's own words of it, or the whole of it for staff and panel."""
    return _page(_readable(decision_id))


@bp.route(f"{DECISION}/dissent", methods=["POST"])
@requires(Permission.GATE_READ)
def dissent(decision_id: int) -> ResponseReturnValue:
    """Why a member of the panel sees it otherwise; it stays as written."""
    found = _readable(decision_id)
    seats = queries.panel_of(db.session, found)
    or_404(next((seat for seat in seats if seat.person_id == actor().id), None))
    or_404(found.enrolment.person_id != actor().id or None)
    form = decision_forms.DissentForm()
    if form.validate_on_submit():
        with refusals(form):
            panels.dissent(db.session, actor(), decision=found, text=form.text.data)
            db.session.commit()
            flash(_("Written down. It stays with the decision, and the scholar reads it."))
            return redirect(url_for(".decision", decision_id=decision_id))
    return _page(_readable(decision_id), form), 422


def _readable(decision_id: int) -> GateDecision:
    return or_404(queries.readable(db.session, decision_id, reader=actor(), grants=grants()))


def following(decision: GateDecision) -> PersonalPhase | None:
    """The phase after the one that was decided, with the scholar's own dates."""
    phases = calendar.phases_of(db.session, decision.enrolment)
    here = next(one for one in phases if one.id == decision.phase_id)
    later = [one for one in phases if one.starts_on > here.starts_on]
    return min(later, key=lambda one: one.starts_on, default=None)


def letter_of(decision: GateDecision) -> Letter | None:
    """The letter that told of a decision; an appeal's letter tells of the appeal."""
    sent = letter_queries.to_scholar(db.session, decision.enrolment_id)
    mine = [one for one in sent if one.decision_id == decision.id]
    return mine[-1] if mine else None


def _page(found: GateDecision, form: decision_forms.DissentForm | None = None) -> str:
    me = actor()
    own = found.enrolment.person_id == me.id
    next_, letter = following(found), letter_of(found)
    seats = queries.panel_of(db.session, found)
    mine = next((seat for seat in seats if seat.person_id == me.id), None)
    return render_template(
        "advancement/decision.html",
        decision=found,
        own=own,
        enrolment=found.enrolment,
        told=decision_words.told_sentence(found, following=next_.kind if next_ else None),
        next_steps=decision_words.next_steps(found, next_on=next_.starts_on if next_ else None),
        seats=seats,
        lines=check_words.kept_lines(found.checks, found.policy),
        letter=letter,
        sends=letter_queries.sends(grants(), found.enrolment.cohort),
        appeal=_appeal(found, own),
        appealed=appeal_queries.of_decision(db.session, found.id) if own else None,
        dissenting=(form or decision_forms.DissentForm()) if _may_dissent(found, mine) else None,
        **({} if own else _then_and_now(found)),
    )


def _appeal(found: GateDecision, own: bool) -> str | None:
    """Where the scholar appeals, or reads what came of it."""
    endpoint = "advancement.appeal"
    if not own or found.by_default or endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, decision_id=found.id)


def _may_dissent(found: GateDecision, mine: Any) -> bool:
    if mine is None or mine.dissent or found.enrolment.person_id == mine.person_id:
        return False
    seat = Seat(seated=True, filed=mine.filed_at is not None)
    return bool(may_dissent(seat, mine.view, found.outcome, "-"))


def _then_and_now(found: GateDecision) -> dict[str, Any]:
    """For staff and panel: the frozen evidence beside what is known today, as far as they may see it."""
    gathered = gather(db.session, found.enrolment, found.phase)
    if gathered is None:
        return {}
    evidence = room_queries.evidence(db.session, gathered, reader=actor(), grants=grants())
    readable = {one.form.id: one.form for one in evidence.forms}
    shown = levels.shown(found.enrolment.cohort, Audience.ALL, gathered.today) if evidence.level else None
    return {
        "now": gathered.seen,
        "then_forms": [one for one in found.evidence.get("forms", []) if one["form"] in readable],
        "now_forms": readable,
        "hidden": len(found.evidence.get("forms", [])) - len(readable.keys() & _ids(found)),
        "sees_level": evidence.level,
        "level_then": _known(found.evidence.get("level")) if evidence.level else None,
        "level_now": _known(shown.by_scholar.get(found.enrolment_id) if shown else None),
    }


def _known(entry: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A level as the page prints it, without a word of advice; None where none can be told."""
    return {**entry, "early": True} if entry and entry["level"] is not None else None


def _ids(found: GateDecision) -> set[int]:
    return {one["form"] for one in found.evidence.get("forms", [])}
