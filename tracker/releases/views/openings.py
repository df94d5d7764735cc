"""Opening a case in an emergency: one asks, another agrees, it ends by itself."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import access_forms, break_glass, read_logs, reading_rules
from tracker.releases.access_rules import Ability
from tracker.releases.models import Case
from tracker.releases.views.blueprint import bp, case_for, sent
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal


@bp.route("/<int:case_id>/opening", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def opening(case_id: int) -> ResponseReturnValue:
    """Ask to be let into a case, and answer what others asked."""
    case, _standing = case_for(case_id, Ability.NEUTRAL)
    _only_keyholders(case)
    form = access_forms.OpeningForm()
    if form.validate_on_submit():
        with refusals(form):
            break_glass.ask(db.session, seal(), actor(), case=case, reason=form.reason.data)
            db.session.commit()
            return sent(case_id, _("Asked. It opens once somebody else agrees."))
    status = 422 if form.errors else 200
    return _page(case, form), status


@bp.post("/<int:case_id>/opening/<int:opening_id>/<any(agree, refuse):answer>")
@requires(Permission.RELEASE_VIEW)
def answer_opening(case_id: int, opening_id: int, answer: str) -> ResponseReturnValue:
    """Agree to what somebody else asked for, or refuse it."""
    case, _standing = case_for(case_id, Ability.NEUTRAL)
    _only_keyholders(case)
    asked = or_404(read_logs.opening(db.session, opening_id, case_id=case_id))
    break_glass.answer(db.session, actor(), asked=asked, agrees=answer == "agree")
    db.session.commit()
    minutes = case.numbers.break_glass_minutes
    if answer == "agree":
        return sent(case_id, _("Opened for %(minutes)s minutes. Those concerned are told.", minutes=minutes))
    return sent(case_id, _("Refused. It stays closed."))


def _only_keyholders(case: Case) -> None:
    who = break_glass.keyholder(db.session, actor(), case)
    if not who.holds or who.barred or who.operator:
        not_found()


def _page(case: Case, form: access_forms.OpeningForm) -> str:
    db.session.rollback()  # a reason is opened in a transaction that wrote nothing
    rows = read_logs.asked(db.session, case.id)
    waiting = [row for row in rows if row.answered_at is None and row.asked_by_id != actor().id]
    reasons = open_texts(actor().id, "emergency access", [row.reason for row in waiting])
    may = reading_rules.may_ask(break_glass.keyholder(db.session, actor(), case), "asked")
    return render_template(
        "releases/opening.html",
        case=case,
        form=form,
        refused="" if may else catalogue.sentence(may),
        waiting=[(row, reasons[row.reason_id]) for row in waiting],
        answered=[row for row in rows if row.answered_at is not None],
        minutes=case.numbers.break_glass_minutes,
        now=clock.now(),
    )
