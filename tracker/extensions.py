"""The objects that the application is extended with; nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, Response, after_this_request, current_app, g, has_request_context, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from tracker import db as database
from tracker.db import Standby

log = logging.getLogger(__name__)

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Database:
    """One session per request or command; requests that only read get a transaction that cannot write."""

    def init_app(self, app: Flask, engine: Engine, standby: Standby | None = None) -> None:
        app.extensions["tracker_standby"] = standby
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

    def read_from_copy(self) -> None:
        """From here on read from the copy of the database, where there is one that has all that was written.

        Who is signed in, and what they may do, was read from the first one before.
        """
        standby: Standby | None = current_app.extensions["tracker_standby"]
        if standby is None or request.method not in READING:
            return
        sessions = standby.sessions(self.session)
        if sessions is not None:
            g.tracker_first_session, g.tracker_session = self.session, sessions()

    def afterwards(self, write: Callable[[Session], None]) -> None:
        """Write what a request worked out and is worth keeping, once its answer was sent.

        In a transaction of its own, so that a page never waits for the write lock (decision 0003). What
        fails here is logged and lost: only what can be worked out again may come this way.
        """
        makers: dict[str, sessionmaker[Session]] = current_app.extensions["tracker_sessions"]

        def commit() -> None:
            try:
                with makers["write"]() as session:
                    write(session)
                    session.commit()
            except SQLAlchemyError:
                log.exception("what a page worked out could not be kept")

        def send_first(response: Response) -> Response:
            response.call_on_close(commit)
            return response

        after_this_request(send_first)

    def _close(self, _error: BaseException | None) -> None:
        for name in ("tracker_session", "tracker_first_session"):
            session = g.pop(name, None)
            if session is None:
                continue
            try:
                session.close()
            except SQLAlchemyError:
                # The server went away meanwhile. What was committed is, and the answer stands.
                log.warning("a connection broke when it was given back", exc_info=True)
                session.invalidate()


db = Database()
csrf = CSRFProtect()
babel = Babel()
