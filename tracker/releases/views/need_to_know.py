"""The need-to-know list of a case: who is on it and why, and letting a director in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.releases import access_forms, case_queries, need_to_know, stop_queries, words
from tracker.releases.access_rules import Ability
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole
from tracker.releases.views.blueprint import bp, case_for, sent
from tracker.web.access import or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal


@bp.route("/<int:case_id>/people", methods=["GET", "POST"])
@requires(Permission.RELEASE_COORDINATE)
def people(case_id: int) -> ResponseReturnValue:
    """Everybody on the list, and the form that lets a director in."""
    case, _standing = case_for(case_id, Ability.ROUTE)
    form = access_forms.AdmitForm().offer(_directors(case))
    if form.validate_on_submit():
        with refusals(form):
            person = next(one for one in _directors(case) if one.id == form.person.data)
            need_to_know.add(db.session, seal(), actor(), case=case, person=person, reason=form.reason.data)
            db.session.commit()
            flash(_("Added. They can read the case from now on."))
            return redirect(url_for(".people", case_id=case_id))
    status = 422 if form.errors else 200
    return _page(case, form), status


@bp.post("/<int:case_id>/people/<int:seat_id>/remove")
@requires(Permission.RELEASE_COORDINATE)
def remove_person(case_id: int, seat_id: int) -> ResponseReturnValue:
    """Take a director off the list."""
    case, _standing = case_for(case_id, Ability.ROUTE)
    seat = or_404(case_queries.seat(db.session, seat_id, case_id=case_id))
    need_to_know.remove(db.session, actor(), case=case, seat=seat)
    db.session.commit()
    flash(_("Removed. They read it no more from this moment."))
    return redirect(url_for(".people", case_id=case_id))


@bp.post("/<int:case_id>/people/ask")
@requires(Permission.RELEASE_DIRECT)
def ask_to_read(case_id: int) -> ResponseReturnValue:
    """A director asks to be put on the list."""
    case, _standing = case_for(case_id, Ability.NEUTRAL)
    need_to_know.ask(db.session, actor(), case=case)
    db.session.commit()
    return sent(case_id, _("The coordinators were asked to put you on the list."))


def _directors(case: Case) -> list[Person]:
    seats = case_queries.seats(db.session, case.id)
    on_list = {row.person_id for row, _reason in seats if row.role is CaseRole.DIRECTOR}
    return [one for one in stop_queries.directors(db.session, case) if one.id not in on_list]


def _page(case: Case, form: access_forms.AdmitForm) -> str:
    db.session.rollback()  # reasons are opened in a transaction that wrote nothing
    rows = case_queries.seats(db.session, case.id)
    reasons = open_texts(actor().id, "need-to-know list", [reason for _row, reason in rows if reason])
    return render_template(
        "releases/people.html",
        case=case,
        form=form,
        rows=[(row, reasons.get(row.reason_id or 0, "")) for row, _reason in rows],
        handlers=[(case.coordinator, CaseRole.COORDINATOR), (case.deputy, CaseRole.DEPUTY)],
        removable=CaseRole.DIRECTOR,
        words=words,
    )
