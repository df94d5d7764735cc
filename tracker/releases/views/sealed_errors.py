"""What a page says when a sealed text cannot be opened: nothing was shown, and whom to tell."""

from __future__ import annotations

import logging

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.extensions import READING, db
from tracker.releases.views.blueprint import bp
from tracker.sealed import ReadNotLogged, SealDestroyed, SealError
from tracker.web.errors import typed
from tracker.web.texts import gettext as _

log = logging.getLogger(__name__)


@bp.app_errorhandler(SealError)
def not_opened(error: SealError) -> ResponseReturnValue:
    """Fails closed, with everything undone; the reason goes to the log, which it may, naming rows only."""
    db.session.rollback()
    if isinstance(error, SealDestroyed):
        return _page(
            410,
            _("The texts of this case were deleted"),
            _("They are deleted some years after a case ends. What is left is its number, kind and days."),
        )
    log.error("sealed text on %s: %s", request.endpoint, error)
    if isinstance(error, ReadNotLogged):
        return _page(
            503,
            _("Sealed texts cannot be opened at the moment"),
            _(
                "Who reads them is written down first, and that did not work just now, so nothing was opened"
                " and nothing was changed. Try again in a minute; if it stays, tell the coordinator."
            ),
        )
    return _page(
        503,
        _("Sealed texts are not available"),
        _(
            "The key that opens them is missing or does not fit. Nothing was shown, kept or changed. Tell the"
            " coordinator and the people who run this server; the rest of Tracker works."
        ),
    )


def _page(status: int, title: str, advice: str) -> ResponseReturnValue:
    kept = [] if request.method in READING else typed()
    page = render_template("errors/error.html", status=status, title=title, advice=advice, typed=kept)
    return page, status
