"""The objects that the application is extended with; nothing else."""

from __future__ import annotations

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from tracker import db as database

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Database:
    """One session per request or command; requests that only read get a transaction that cannot write."""

    def init_app(self, app: Flask, engine: Engine) -> None:
        app.extensions["tracker_sessions"] = {
            "write": database.make_sessions(engine),
            "read": database.make_sessions(database.read_only(engine)),
        }
        app.teardown_appcontext(self._close)

    @property
    def session(self) -> Session:
        """The session of the current application context, opened at first use."""
        if "tracker_session" not in g:
            reading = has_request_context() and request.method in READING
            makers: dict[str, sessionmaker[Session]] = current_app.extensions["tracker_sessions"]
            g.tracker_session = makers["read" if reading else "write"]()
        session: Session = g.tracker_session
        return session

    def _close(self, _error: BaseException | None) -> None:
        session = g.pop("tracker_session", None)
        if session is not None:
            session.close()


db = Database()
csrf = CSRFProtect()
babel = Babel()
