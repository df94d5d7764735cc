"""Flask-Security on our own tables: password sign-in, sessions, language and zone of the reader."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore
from flask_security.signals import user_authenticated

from tracker.extensions import db
from tracker.outbox import actions as outbox
from tracker.people.models import Person
from tracker.settings import Settings

# Pages on which nobody is to know who is there.
FOR_UNKNOWN = "/polls/"


class Sessions(SecureCookieSessionInterface):
    """Renews the cookie with pages only: a picture that arrives late must not undo a sign-out.

    Pages for people nobody knows have a cookie of their own: whoever is signed in is not even looked up.
    """

    def get_cookie_name(self, app: Flask) -> str:
        return "tracker_unknown" if request.path.startswith(FOR_UNKNOWN) else super().get_cookie_name(app)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return request.endpoint != "static" and super().should_set_cookie(app, session)


class OutboxMail(MailUtil):
    """Sends Flask-Security's notices (such as a changed password) through our outbox."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **context: Any,
    ) -> None:
        person: Person = context["user"]
        outbox.write(
            db.session,
            person_id=person.id,
            address=person.email or "",
            kind=template.rpartition("/")[2],
            subject=subject,
            body=body or "",
        )


def install(app: Flask, settings: Settings) -> None:
    app.session_interface = Sessions()
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  # a scheme, not a password
        SECURITY_PASSWORD_SALT=settings.lasting_key,
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_PASSWORD_COMPLEXITY_CHECKER=None,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_URL="/account/password",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_POST_CHANGE_VIEW="/account",
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_EMAIL_SENDER=settings.mail_from,
        SECURITY_EMAIL_HTML=False,
        SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE=_l("Your password was changed"),
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
        SECURITY_FRESHNESS=timedelta(days=-1),
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_MSG_UNAUTHENTICATED=(_l("Sign in to see this page."), "info"),
    )
    datastore = SQLAlchemyUserDatastore(db, Person, None)  # type: ignore[arg-type]  # roles are our own table
    # Made here and not in extensions: only the constructor takes our way of sending mail.
    Security(app, datastore, mail_util_cls=OutboxMail)
    # Bound to this app's life: blinker keeps only weak references to receivers.
    app.extensions["tracker_keep_session"] = _keep_session
    user_authenticated.connect(_keep_session, app)


def _keep_session(_app: Flask, **_facts: Any) -> None:
    session.permanent = True


def locale() -> str:
    return current_user.locale if current_user.is_authenticated else "en"


def time_zone() -> str:
    return (current_user.time_zone or "UTC") if current_user.is_authenticated else "UTC"
