"""Error pages that say what to do next, and keep what was typed."""

from __future__ import annotations

import logging

from flask import Flask, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from tracker import db as database
from tracker.extensions import db
from tracker.reasons import Refused
from tracker.web import catalogue

log = logging.getLogger(__name__)

NOT_TYPED = frozenset({"csrf_token", "password", "new_password", "new_password_confirm"})


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _session_gone)
    app.register_error_handler(401, _session_gone)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Exception, _crash)


def typed() -> list[tuple[str, str]]:
    """What the reader had typed into the form that could not be taken, to copy it from the page."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_TYPED and len(value) > 1
    ]


def _page(status: int, title: str, advice: str, *, keep: bool = False) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=title, advice=advice), status
    return (
        render_template(
            "errors/error.html", status=status, title=title, advice=advice, typed=typed() if keep else []
        ),
        status,
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    words = {
        400: (_("That request could not be read"), _("Go back, reload the page and try again.")),
        404: (
            _("Nothing here"),
            _("The page does not exist, or it is not yours to see. Check the address, or go home."),
        ),
        405: (_("Not this way"), _("This address takes another kind of request. Go home and start there.")),
        413: (_("Too large"), _("What you sent is larger than this page takes.")),
    }
    title, advice = words.get(status, (_("That did not work"), _("Go back and try again.")))
    return _page(status, title, advice)


def _session_gone(error: HTTPException) -> ResponseReturnValue:
    return _page(
        error.code or 400,
        _("You were signed out meanwhile"),
        _("Sign in again and repeat the last step. What you had typed is below; copy it before you leave."),
        keep=True,
    )


def _refused(error: Refused) -> ResponseReturnValue:
    return _page(409, _("Not possible now"), catalogue.sentence(error.decision), keep=True)


def _crash(error: Exception) -> ResponseReturnValue:
    log.error("unexpected error on %s", request.endpoint, exc_info=error)
    try:
        db.session.rollback()  # what failed left a transaction in which nothing can be read
        return _broken(error)
    except SQLAlchemyError:
        # The database is gone, so nobody can be known; what was typed is still in the request.
        g._login_user = AnonymousUserMixin()  # noqa: SLF001  # where Flask-Login keeps it
        return _broken(error)


def _broken(error: Exception) -> ResponseReturnValue:
    if database.is_away(error):
        return _away()
    if database.is_full(error):
        return _page(
            507,
            _("There is no room left on the server"),
            _("Nothing was saved. Tell the people who run this server, and send it again later."),
            keep=True,
        )
    return _page(
        500,
        _("Something broke on our side"),
        _("Nothing was half-saved. Try again; if it stays, tell the people who run this server."),
        keep=True,
    )


def _away() -> ResponseReturnValue:
    answer = make_response(
        _page(
            503,
            _("The database does not answer just now"),
            _(
                "Nothing was half-saved. Wait a few seconds, look whether what you sent is there already,"
                " and send it again if it is not."
            ),
            keep=True,
        )
    )
    answer.headers["Retry-After"] = "5"
    return answer
