"""The outbox on screen."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.outbox import queries
from tracker.permissions import Permission
from tracker.settings import Settings
from tracker.web.access import grants, requires

bp = Blueprint("outbox", __name__, url_prefix="/outbox")


@bp.route("/")
@requires(Permission.OUTBOX_READ)
def index() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["tracker_settings"]
    programs = {program for program, _cohort in grants().places(Permission.OUTBOX_READ) if program}
    return render_template(
        "outbox/index.html",
        messages=queries.newest(db.session, frozenset(programs)),
        delivering=settings.smtp is not None,
    )
