"""How somebody wants their own mail: which kinds when, and at which hours of their day."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker.extensions import db
from tracker.outbox import kind_words, mail_queries, timing_rules, wishes
from tracker.outbox.forms import WishForm, wish_form
from tracker.outbox.kinds import CHOSEN, KINDS, kind_of
from tracker.outbox.views.blueprint import bp
from tracker.permissions import Permission
from tracker.web.access import requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

# What always comes at once, of what people may wonder about.
ALWAYS = ("concern", "letter", "policy_changed", "appeal", "invitation", "sign_in_link")


@bp.route("/account/mail", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def mail() -> ResponseReturnValue:
    """One's own choices. Decisions and concerns have none, and the page says so."""
    if request.method == "GET":
        return _page(_form(sent=False))
    form = _form(sent=True)
    if form.validate():
        with refusals(form):
            wishes.choose(db.session, current_user, wanted=form.wanted(), hours=form.hours())
            db.session.commit()
            flash(_("Saved. What was held for you until now still comes with the next mail of the day."))
            return redirect(url_for(".mail"))
    return _page(form), 422


def _form(*, sent: bool) -> WishForm:
    chosen = mail_queries.choices(db.session, current_user.id)
    wanted = {kind: timing_rules.wanted(kind_of(kind), chosen.get(kind)) for kind in CHOSEN}
    return wish_form(wanted, mail_queries.hours(db.session, current_user.id), sent=sent)


def _page(form: WishForm) -> str:
    always = [kind_words.kind_words(kind) for kind in ALWAYS if KINDS[kind].urgent]
    return render_template("outbox/own.html", form=form, chosen=CHOSEN, always=always)
