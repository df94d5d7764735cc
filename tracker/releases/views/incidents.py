"""Pages of incidents: containment by two, a sealed log, and that something is out without approval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import (
    containment,
    incident_queries,
    incident_rules,
    incidents,
    retractions,
    stop_words,
)
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.case_queries import day_of
from tracker.releases.incident_models import Containment, Incident, StepResult
from tracker.releases.models import Case
from tracker.releases.stop_forms import ConfirmForm, TextForm
from tracker.releases.views.blueprint import SECTIONS, bp, case_for, sent
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

PURPOSE = "incident"
STEPS, RESULTS = (",".join(kind) for kind in (Containment, StepResult))


def section(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """That there is an incident, without a word of it; for a coordinator the way to say that it is out."""
    found = incident_queries.of_case(session, case.id)
    me = incident_queries.acting(session, case, actor())
    discloses = bool(incident_rules.may_disclose(case.state, me))
    asked_back = bool(may(standing, Ability.TEXT)) and retractions.newest(session, case.id) is not None
    if not found and not discloses and not asked_back:
        return None
    return {
        "first": any(one.closed_at is None for one in found),
        "asked_back": asked_back,
        "incidents": [(one, day_of(case, one.opened_at), _reads(standing, me, one)) for one in found],
        "discloses": discloses,
    }


SECTIONS["releases/case_incident.html"] = section


@bp.route("/<int:case_id>/disclosed", methods=["GET", "POST"])
@requires(Permission.RELEASE_COORDINATE)
def disclosed(case_id: int) -> ResponseReturnValue:
    """Say that a release is out which nobody approved."""
    case, _standing = case_for(case_id, Ability.NEUTRAL)
    me = incident_queries.acting(db.session, case, actor())
    if not incident_rules.may_disclose(case.state, me):
        not_found()
    form = TextForm()
    if request.method == "POST" and form.validate():
        with refusals(form):
            incidents.disclose(db.session, actor(), seal=seal(), case=case, text=form.text.data or "")
            db.session.commit()
            return sent(case_id, _("Kept, and everybody on the case is asked to look."), "incident")
    case, _standing = case_for(case_id, Ability.NEUTRAL)
    status = 422 if request.method == "POST" else 200
    return render_template("releases/disclosed.html", case=case, form=form), status


@bp.get("/<int:case_id>/incidents/<int:number>")
@requires(Permission.RELEASE_VIEW)
def incident(case_id: int, number: int) -> ResponseReturnValue:
    """The containment checklist and the log."""
    case, found = _incident(case_id, number)
    return _page(case, found)


@bp.post("/<int:case_id>/incidents/<int:number>/begin")
@requires(Permission.RELEASE_COORDINATE)
def begin_containment(case_id: int, number: int) -> ResponseReturnValue:
    """The first of the two."""
    return _act(case_id, number, containment.begin, _("Begun. A second person is asked to agree."))


@bp.post("/<int:case_id>/incidents/<int:number>/agree")
@requires(Permission.RELEASE_VIEW)
def agree_containment(case_id: int, number: int) -> ResponseReturnValue:
    """The second."""
    return _act(case_id, number, containment.agree, _("Agreed. Containment may go on."))


@bp.post(f"/<int:case_id>/incidents/<int:number>/steps/<any({STEPS}):step>/<any({RESULTS}):result>")
@requires(Permission.RELEASE_COORDINATE)
def see_to_step(case_id: int, number: int, step: str, result: str) -> ResponseReturnValue:
    """Mark a line of the checklist."""

    def mark(session: Session, who: Any, *, case: Case, incident: Incident) -> None:
        containment.see_to(
            session, who, case=case, incident=incident, step=Containment(step), result=StepResult(result)
        )

    return _act(case_id, number, mark, _("Kept."))


@bp.post("/<int:case_id>/incidents/<int:number>/notes")
@requires(Permission.RELEASE_VIEW)
def note_incident(case_id: int, number: int) -> ResponseReturnValue:
    """Add to the log."""
    return _write(case_id, number, "note", incidents.write_down, _("Kept in the log."))


@bp.post("/<int:case_id>/incidents/<int:number>/close")
@requires(Permission.RELEASE_COORDINATE)
def close_incident(case_id: int, number: int) -> ResponseReturnValue:
    """Say that it is over."""
    return _write(case_id, number, "closing", incidents.close, _("Closed."))


def _incident(case_id: int, number: int) -> tuple[Case, Incident]:
    """An incident for who handles or judges the case, or is asked to be the second person."""
    case, standing = case_for(case_id, Ability.NEUTRAL)
    found = or_404(incident_queries.numbered(db.session, case.id, number))
    if not _reads(standing, incident_queries.acting(db.session, case, actor()), found):
        not_found()
    return case, found


def _reads(standing: Standing, me: incident_rules.Actor, found: Incident) -> bool:
    seconds = bool(incident_rules.may_agree(incident_queries.facts(found), me))
    return bool(may(standing, Ability.TEXT)) or seconds


def _act(case_id: int, number: int, act: Callable[..., None], said: str) -> ResponseReturnValue:
    """Do what needs no words; what a rule refuses is said above the page."""
    case, found = _incident(case_id, number)
    if ConfirmForm().validate():
        try:
            act(db.session, actor(), case=case, incident=found)
            db.session.commit()
            flash(said)
        except Refused as error:
            db.session.rollback()
            flash(catalogue.sentence(error.decision))
    return redirect(url_for(".incident", case_id=case_id, number=number))


def _write(
    case_id: int, number: int, name: str, write: Callable[..., None], said: str
) -> ResponseReturnValue:
    case, found = _incident(case_id, number)
    form = TextForm(prefix=name)
    if form.validate():
        with refusals(form):
            write(db.session, actor(), seal=seal(), case=case, incident=found, text=form.text.data or "")
            db.session.commit()
            flash(said)
            return redirect(url_for(".incident", case_id=case_id, number=number))
    case, found = _incident(case_id, number)
    return _page(case, found, **{name: form}), 422


def _page(case: Case, found: Incident, **typed: TextForm) -> str:
    standing_texts = may(case_for(case.id, Ability.NEUTRAL)[1], Ability.TEXT)
    texts = [one.text for one in found.notes] + ([found.closing] if found.closing else [])
    me = incident_queries.acting(db.session, case, actor())
    facts = incident_queries.facts(found)
    shown = {
        "begins": bool(incident_rules.may_begin(facts, me)),
        "agrees": bool(incident_rules.may_agree(facts, me)),
        "marks": bool(incident_rules.may_see_to(facts, me)),
        "notes": bool(incident_rules.may_note(facts, me, "x")),
        "closes": bool(incident_rules.may_close(facts, me, "x")),
        "handles": me.handles,
    }
    opened = open_texts(actor().id, PURPOSE, texts if standing_texts else [])
    return render_template(
        "releases/incident.html",
        case=case,
        incident=found,
        opened_on=day_of(case, found.opened_at),
        steps={one.step: one for one in found.steps},
        opened=opened,
        reads=bool(standing_texts),
        note=typed.get("note") or TextForm(prefix="note", formdata=None),
        closing=typed.get("closing") or TextForm(prefix="closing", formdata=None),
        checklist=list(Containment),
        results=list(StepResult),
        words=stop_words,
        **shown,
    )
