"""Seating a panel, and what those do who are asked to sit: declare, take the seat, step aside."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import no, require, yes
from tracker.releases import appeal_queries, declarations, panel_people, panel_queries, panels, seats
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.assignment_forms import AnswerForm
from tracker.releases.models import Case
from tracker.releases.panel_forms import CallForm, ChairForm, ConveneForm
from tracker.releases.panel_models import PanelKind
from tracker.releases.panel_words import KINDS
from tracker.releases.parts import CaseState
from tracker.releases.views.blueprint import INVITATIONS, SECTIONS, bp, case_for, show
from tracker.releases.views.panel_room import Here, here, page
from tracker.web.access import not_found, requires
from tracker.web.forms import Form, refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import seal

SECTION = "releases/case_panel.html"


def section(session: Session, standing: Standing, case: Case) -> dict[str, object] | None:
    """On the page of a case: its panel for who sits there or handles it, and whom to seat."""
    routes = bool(may(standing, Ability.ROUTE))
    if not routes and not may(standing, Ability.DELIBERATION) and not may(standing, Ability.VOTE):
        return None
    panels_there = panel_queries.panels(session, case.id)
    newest = panels_there[-1] if panels_there else None
    at_work = newest is not None and not panel_queries.room(session, case, newest).decided
    at_work = at_work and newest is not None and panel_queries.room(session, case, newest).under_review
    wanted = routes and case.state is CaseState.FORMAL and not at_work
    if not wanted and not panels_there:
        return None
    seen = routes or any(panel_queries.seat_of(session, one.id, standing.person_id) for one in panels_there)
    return {
        "panels": panels_there if seen or may(standing, Ability.DELIBERATION) else [],
        "kinds": KINDS,
        "convening": _offered(session, case) if wanted else None,
        "again": appeal_queries.sent_back(session, case.id) is not None,
        "seats_needed": max(3, case.numbers.seats),
        "external": case.tier == 3,
    }


def _offered(session: Session, case: Case, form: ConveneForm | None = None) -> ConveneForm:
    people = [one for one in panel_people.free(session, case) if one.id != actor().id]
    offered = form or ConveneForm(formdata=None)
    return offered.offer((one, panel_people.is_external(one, case)) for one in people)


SECTIONS[SECTION] = section


def asked(session: Session, person: Person) -> list[tuple[int, str]]:
    """The seats that somebody was asked to take, by case, with where they answer."""
    waiting = panel_queries.waiting_seats(session, person.id)
    return [(one.panel.case_id, url_for("releases.panel_room", panel_id=one.panel_id)) for one in waiting]


INVITATIONS.append(asked)


@bp.post("/<int:case_id>/panel")
@requires(Permission.RELEASE_COORDINATE)
def convene_panel(case_id: int) -> ResponseReturnValue:
    """Seat a panel: members, alternates, chair."""
    case, _standing = case_for(case_id, Ability.ROUTE)
    form = _offered(db.session, case, ConveneForm())
    if form.validate_on_submit():
        with refusals(form):
            again = appeal_queries.sent_back(db.session, case.id) is not None
            panel = panels.convene(
                db.session,
                actor(),
                case=case,
                seats=form.seats(),
                chair=form.chair.data,
                kind=PanelKind.REMAND if again else PanelKind.FORMAL,
            )
            db.session.commit()
            flash(_("The panel is asked to sit. Its members declare their conflicts of interest first."))
            return redirect(url_for(".panel_room", panel_id=panel.id))
    return show(case_id, {SECTION: {"convening": form}}), 422


@bp.post("/panels/<int:panel_id>/call")
@requires(Permission.RELEASE_COORDINATE)
def call_in(panel_id: int) -> ResponseReturnValue:
    """Call somebody in for a member who stepped aside."""
    found = _routed(panel_id)
    form = CallForm().offer(panel_people.free(db.session, found.case))

    def act() -> None:
        person = db.session.get(Person, form.person.data)
        require(no("panel_seat_barred", count=1) if person is None else yes(), field="person")
        assert person is not None
        panels.call(db.session, actor(), case=found.case, panel=found.panel, person=person)

    return kept(found, "calling", form, act, _("Asked to sit."))


@bp.post("/panels/<int:panel_id>/chair")
@requires(Permission.RELEASE_COORDINATE)
def change_chair(panel_id: int) -> ResponseReturnValue:
    """Make another member the chair."""
    found = _routed(panel_id)
    sitting = [seat.person for seat in panel_queries.sitting_seats(db.session, found.case, found.panel)]
    form = ChairForm().offer(sitting)

    def act() -> None:
        chosen = next((one for one in sitting if one.id == form.chair.data), None)
        require(yes() if chosen else no("panel_chair_unseated"), field="chair")
        assert chosen is not None
        panels.hand_over(db.session, actor(), case=found.case, panel=found.panel, person=chosen)

    return kept(found, "chairing", form, act, _("The chair has changed."))


@bp.post("/panels/<int:panel_id>/seat")
@requires(Permission.RELEASE_REVIEW)
def answer_seat(panel_id: int) -> ResponseReturnValue:
    """Declare conflicts of interest, then take the seat or leave it."""
    found = here(panel_id)
    if not found.invited:
        not_found()
    form = AnswerForm()
    case, panel, me = found.case, found.panel, actor()

    def act() -> None:
        said = bool(form.hards or form.softs)
        require(no("panel_say_which") if said == bool(form.none.data) else yes(), field="none")
        declarations.declare(
            db.session, seal(), me, case=case, hard=form.hards, soft=form.softs, words=form.words.data or ""
        )
        if form.take.data == "no" or form.hards:
            seats.step_aside(db.session, me, case=case, panel=panel, person=me)
        elif me.id in panel_people.free_ids(db.session, case):
            seats.take(db.session, me, case=case, panel=panel)

    return kept(found, "declaring", form, act, _("Your answer is kept."), leaves=True)


@bp.post("/panels/<int:panel_id>/aside")
@requires(Permission.RELEASE_REVIEW)
def leave_panel(panel_id: int) -> ResponseReturnValue:
    """Leave the panel: reading ends at once."""
    found = here(panel_id)
    if found.seat is None or found.seat.recused_at is not None:
        not_found()
    form = Form()

    def act() -> None:
        seats.step_aside(db.session, actor(), case=found.case, panel=found.panel, person=actor())

    return kept(found, "aside", form, act, _("You stepped aside."), leaves=True)


def kept(
    found: Here, name: str, form: Form, act: Callable[[], object], said: str, *, leaves: bool = False
) -> ResponseReturnValue:
    """Do it and go back to the room, or show the form again with what was refused."""
    panel_id = found.panel.id
    if form.validate_on_submit():
        with refusals(form):
            act()
            db.session.commit()
            flash(said)
            if leaves and not here_still(panel_id):
                return redirect(url_for(".index"))
            return redirect(url_for(".panel_room", panel_id=panel_id))
    return page(here(panel_id), {name: form}), 422


def here_still(panel_id: int) -> bool:
    """Whether the room is still open to who was there."""
    seat = panel_queries.seat_of(db.session, panel_id, actor().id)
    return seat is not None and seat.recused_at is None


def _routed(panel_id: int) -> Here:
    found = here(panel_id)
    if not found.routes:
        case_for(found.case.id, Ability.ROUTE)
    return found
