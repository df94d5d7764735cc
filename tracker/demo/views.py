"""The demo's own page: wiping it. Registered in demo mode only."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.demo import actions, queries
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.settings import DEMO_FILE, Settings
from tracker.web.access import grants, not_found, requires

bp = Blueprint("demo", __name__)

PASSWORD_FILE = "demo-password"  # noqa: S105  # a file's name


@bp.route("/demo/wipe", methods=["GET", "POST"])
@requires(Permission.HOME_READ)
def wipe() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["tracker_settings"]
    # Once wiped, the running program holds real data: the page is gone although its route is not.
    if not settings.demo:
        not_found()
    may = grants().anywhere(Permission.DEMO_WIPE)
    if request.method == "GET":
        return render_template("demo/wipe.html", may=may, who=queries.who_may_wipe(db.session))
    if not may:
        not_found()
    actions.wipe(db.session, actor())
    db.session.commit()
    _end_demo(settings)
    flash(_("The demo is gone. Set a password of your own under your name, then create your program."))
    return redirect(url_for("overview.home"))


def _end_demo(settings: Settings) -> None:
    """From now on this is an installation like any other, also after the next start."""
    for name in (DEMO_FILE, PASSWORD_FILE):
        (settings.directory / name).unlink(missing_ok=True)
    current_app.extensions["tracker_settings"] = replace(settings, demo=False)
