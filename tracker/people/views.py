"""Sign-in by link, invitations taken up, one's own account."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import available_timezones

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_security import hash_password, login_user

from tracker import clock
from tracker.extensions import db
from tracker.outbox import actions as outbox
from tracker.outbox import texts
from tracker.people import actions, forms, queries, rules
from tracker.people.current import actor
from tracker.people.models import LinkKind
from tracker.permissions import Permission
from tracker.settings import Settings
from tracker.web import catalogue
from tracker.web.access import public, requires
from tracker.web.addresses import full_address

bp = Blueprint("people", __name__)


@bp.route("/sign-in/link", methods=["GET", "POST"])
@public
def ask_link() -> ResponseReturnValue:
    form = forms.LinkRequest()
    shown = None
    if not form.validate_on_submit():
        return render_template("people/ask_link.html", form=form)
    # The answer is the same whether the address is known or not.
    email = form.email.data or ""
    person = queries.by_email(db.session, email)
    settings: Settings = current_app.extensions["tracker_settings"]
    if person is not None and person.active:
        token = actions.make_link(db.session, None, person=person, kind=LinkKind.SIGN_IN)
        link = full_address("people.open_link", token=token)
        lifetime = actions.LIFETIME[LinkKind.SIGN_IN]
        with force_locale(person.locale):
            values = {"name": person.name, "minutes": _minutes(lifetime), "link": link}
            mail = texts.compose(db.session, "sign_in_link", values)
        outbox.write(
            db.session,
            person_id=person.id,
            address=email,
            kind="sign_in_link",
            subject=mail.subject,
            body=mail.body,
            opens_account=True,
        )
        db.session.commit()
        shown = mail.body if settings.demo and settings.smtp is None else None
    return render_template(
        "people/link_sent.html", email=email, shown=shown, delivering=settings.smtp is not None
    )


def _minutes(lifetime: timedelta) -> str:
    minutes = int(lifetime / timedelta(minutes=1))
    return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))


@bp.route("/links/<token:token>", methods=["GET", "POST"])
@public
def open_link(token: str) -> ResponseReturnValue:
    """A page with a button: programs that scan mail follow links, but press no buttons."""
    link = queries.link(db.session, token)
    usable = rules.may_use(link, clock.now())
    if not usable or link is None:
        refused = render_template("people/link_refused.html", reason=catalogue.sentence(usable))
        return refused, 410
    form = forms.FirstPassword(name=link.person.name)
    inviting = link.kind is LinkKind.INVITATION
    if not inviting:
        del form.name, form.password
    if not form.validate_on_submit():
        return render_template("people/open_link.html", form=form, link=link, inviting=inviting)
    person = actions.use_link(db.session, token)
    if inviting:
        actions.update_account(db.session, person, name=form.name.data, time_zone=person.time_zone)
        person.password = hash_password(form.password.data or "")
    db.session.commit()
    login_user(person, authn_via=["email"])
    return redirect(url_for("overview.home"))


@bp.route("/account", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def account() -> ResponseReturnValue:
    person = actor()
    form = forms.Account(name=person.name, time_zone=person.time_zone or "")
    if form.validate_on_submit():
        actions.update_account(db.session, person, name=form.name.data, time_zone=form.time_zone.data or None)
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".account"))
    return render_template(
        "people/account.html", form=form, person=person, zones=sorted(available_timezones())
    )
