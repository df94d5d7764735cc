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
    # A message belongs to a program, so a role in one cohort is not enough to read them.
    places = grants().places(Permission.OUTBOX_READ)
    programs = {program for program, cohort in places if program is not None and cohort is None}
    return render_template(
        "outbox/index.html",
        messages=queries.newest(db.session, frozenset(programs)),
        delivering=settings.smtp is not None,
    )
