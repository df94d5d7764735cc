"""Writes the mails of what a request asked of people, as soon as its answer is out."""

from __future__ import annotations

from flask import Flask, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session

from tracker.extensions import READING, db
from tracker.releases import notice_mail
from tracker.releases.notices import TOLD
from tracker.releases.views.blueprint import bp


@bp.record_once
def install(state: BlueprintSetupState) -> None:
    """Look after every request that writes. Where it fails, the next round of the day writes them."""
    app = state.app
    assert isinstance(app, Flask)

    def look_afterwards() -> None:
        if request.method in READING:
            return
        info = db.session.info

        def write(session: Session) -> None:
            if info.pop(TOLD, False):
                with app.app_context():
                    notice_mail.write_all(session)

        db.afterwards(write)

    app.before_request(look_afterwards)
