"""The decision room: evidence and checks, the panel, and a decision that is read as a letter first."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.advancement import check_words, decision_desk, decision_forms, panels
from tracker.advancement import decision_queries as queries
from tracker.advancement.decision_checks import Check
from tracker.advancement.decision_models import Outcome
from tracker.advancement.decisions import ChecksFail, DecidedAlready
from tracker.advancement.views.blueprint import bp
from tracker.advancement.views.letters import notice_to
from tracker.advancement.views.room_page import ROOM, gate_for, page
from tracker.cohorts.models import Enrolment, Phase
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Decision, Refused
from tracker.web import catalogue
from tracker.web.access import or_404, requires
from tracker.web.forms import Form, refusals
from tracker.web.texts import gettext as _


@bp.route(ROOM)
@requires(Permission.GATE_READ)
def room(enrolment_id: int, kind: str) -> ResponseReturnValue:
    """One scholar's gate: what is known, what the policy asks for, what the panel thinks."""
    return page(*gate_for(Permission.GATE_READ, enrolment_id, kind))


@bp.route(f"{ROOM}/decision", methods=["POST"])
@requires(Permission.GATE_DECIDE)
def decide(enrolment_id: int, kind: str) -> ResponseReturnValue:
    """Keep a draft, show how a decision and its letter would read, or decide and send."""
    enrolment, phase = gate_for(Permission.GATE_DECIDE, enrolment_id, kind)
    policy = or_404(phase.policy)
    form = decision_forms.DecisionForm().offer(policy)
    if request.form.get("act") == "save":
        _keep(enrolment, phase, panels.DECISION, decision_forms.DecisionForm)
        flash(_("Saved as a draft. Nobody else sees it."))
        return redirect(url_for(".room", enrolment_id=enrolment_id, kind=kind))
    missing: dict[Check, Decision] = {}
    status = 422
    if form.validate():
        try:
            return (
                _send(enrolment, phase, form)
                if request.form.get("act") == "send"
                else _read(enrolment, phase, form)
            )
        except DecidedAlready:
            db.session.rollback()
            status = 409
        except ChecksFail as error:
            db.session.rollback()
            missing = error.failing
            form.refuse("outcome", catalogue.sentence(error.decision))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "outcome", catalogue.sentence(error.decision))
    enrolment, phase = gate_for(Permission.GATE_DECIDE, enrolment_id, kind)
    _keep(enrolment, phase, panels.DECISION, decision_forms.DecisionForm)
    return page(enrolment, phase, deciding=form, missing=missing, second=status == 409), status


def _read(
    enrolment: Enrolment, phase: Phase, form: decision_forms.DecisionForm, changed: str = ""
) -> ResponseReturnValue:
    """The letter as it would go out, with the checks as they would be kept."""
    ahead = decision_desk.prepare(
        db.session,
        actor(),
        enrolment=enrolment,
        phase=phase,
        wanted=form.wanted(),
        seen=form.round,
    )
    _keep(enrolment, phase, panels.DECISION, decision_forms.DecisionForm)
    return render_template(
        "advancement/room_letter.html",
        enrolment=enrolment,
        phase=phase,
        ahead=ahead,
        lines=check_words.kept_lines(ahead.checks, or_404(phase.policy)),
        form=form,
        changed=changed,
    ), 409 if changed else 200


def _send(enrolment: Enrolment, phase: Phase, form: decision_forms.DecisionForm) -> ResponseReturnValue:
    try:
        letter = decision_desk.send(
            db.session,
            actor(),
            enrolment=enrolment,
            phase=phase,
            wanted=form.wanted(),
            seen=form.round,
            shown=form.shown.data or "",
            notice=notice_to(enrolment),
        )
    except Refused as error:
        if error.decision.code != "letter_changed":
            raise
        db.session.rollback()
        return _read(enrolment, phase, form, catalogue.sentence(error.decision))
    db.session.commit()
    name = enrolment.person.name
    if letter.message is None:
        flash(_("Decided. There is no address to write to: the letter stands on %(name)s's page.", name=name))
    else:
        flash(_("Decided and sent. %(name)s gets a mail that leads to the letter.", name=name))
    return redirect(url_for(".decision", decision_id=letter.decision_id))


@bp.route(f"{ROOM}/view", methods=["POST"])
@requires(Permission.GATE_READ)
def file_view(enrolment_id: int, kind: str) -> ResponseReturnValue:
    """One's own view as a member of the panel, kept as a draft or filed for good."""
    enrolment, phase = gate_for(Permission.GATE_READ, enrolment_id, kind)
    case = or_404(queries.case(db.session, enrolment.id, phase.id))
    or_404(next((seat for seat in queries.seats(case) if seat.person_id == actor().id), None))
    form = decision_forms.ViewForm().offer(or_404(phase.policy))
    if request.form.get("act") == "save":
        _keep(enrolment, phase, panels.VIEW, decision_forms.ViewForm)
        flash(_("Saved as a draft. Nobody else sees it."))
        return redirect(url_for(".room", enrolment_id=enrolment_id, kind=kind))
    if form.validate():
        with refusals(form):
            panels.file_view(
                db.session, actor(), room=case, view=Outcome(form.view.data), reasons=form.reasons.data or ""
            )
            db.session.commit()
            flash(_("Filed. It stays as it is, and you can read the others' now."))
            return redirect(url_for(".room", enrolment_id=enrolment_id, kind=kind))
    enrolment, phase = gate_for(Permission.GATE_READ, enrolment_id, kind)
    _keep(enrolment, phase, panels.VIEW, decision_forms.ViewForm)
    return page(enrolment, phase, viewing=form), 422


@bp.route(f"{ROOM}/panel", methods=["POST"])
@requires(Permission.GATE_DECIDE)
def appoint(enrolment_id: int, kind: str) -> ResponseReturnValue:
    """Ask somebody onto the panel."""
    enrolment, phase = gate_for(Permission.GATE_DECIDE, enrolment_id, kind)
    offered = {one.id: one for one in queries.may_sit(db.session, enrolment.cohort)}
    form = decision_forms.SeatForm().offer(offered.values())
    if form.validate_on_submit():
        with refusals(form):
            person = offered[form.person.data]
            panels.appoint(db.session, actor(), enrolment=enrolment, phase=phase, person=person)
            db.session.commit()
            flash(_("%(name)s sits on this panel now and finds it on their home page.", name=person.name))
            return redirect(url_for(".room", enrolment_id=enrolment_id, kind=kind))
    enrolment, phase = gate_for(Permission.GATE_DECIDE, enrolment_id, kind)
    return page(enrolment, phase, seating=form), 422


@bp.route(f"{ROOM}/panel/<int:person_id>/leave", methods=["POST"])
@requires(Permission.GATE_DECIDE)
def unseat(enrolment_id: int, kind: str, person_id: int) -> ResponseReturnValue:
    """Take somebody off the panel who has not filed a view."""
    enrolment, phase = gate_for(Permission.GATE_DECIDE, enrolment_id, kind)
    case = or_404(queries.case(db.session, enrolment.id, phase.id))
    seat = or_404(next((one for one in queries.seats(case) if one.person_id == person_id), None))
    form, name = Form(), seat.person.name
    with refusals(form):
        panels.unseat(db.session, actor(), room=case, person=seat.person)
        db.session.commit()
        flash(_("%(name)s no longer sits on this panel.", name=name))
    for _id, _label, message in form.problems():
        flash(message, "error")
    return redirect(url_for(".room", enrolment_id=enrolment_id, kind=kind))


def _keep(enrolment: Enrolment, phase: Phase, kind: str, form: type[Form]) -> None:
    typed = decision_forms.typed(form, request.form)
    panels.save_draft(db.session, actor(), enrolment=enrolment, phase=phase, kind=kind, typed=typed)
    db.session.commit()
