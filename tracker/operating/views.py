"""What the machines beside a server ask: whether it can answer, and its figures."""

from __future__ import annotations

import hmac

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.operating import health, metrics
from tracker.settings import Settings
from tracker.web.access import not_found, public

bp = Blueprint("operating", __name__)


@bp.route("/readyz")
@public
def ready() -> ResponseReturnValue:
    lacking = health.lacking(db.session)
    if lacking is not None:
        return {"ready": False, "lacking": lacking}, 503
    return {"ready": True}


@bp.route("/metrics")
@public
def figures() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["tracker_settings"]
    if settings.metrics_token is None:
        not_found()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    # As bytes, which may be any: of two texts it compares ASCII alone.
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), settings.metrics_token.encode()):
        wrong = {"WWW-Authenticate": "Bearer", "Content-Type": "text/plain; charset=utf-8"}
        return "The token is missing or wrong.\n", 401, wrong
    content, kind = metrics.written(current_app, db.session)
    return content, 200, {"Content-Type": kind}
