"""A client that reads pages as a person without scripts would, and audits each one it gets."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.markup import Reader
from tracker.extensions import Database
from tracker.people.models import Person


@dataclass
class Page:
    """One answer of the server, read."""

    response: TestResponse
    status: int
    html: str
    text: str = ""
    title: str = ""
    forms: list[dict[str, Any]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    def form(self, action: str | None = None) -> dict[str, str]:
        """The fields of the first POST form of the main part (or of the one with this action part)."""
        for found in self.forms:
            attrs = found["attrs"]
            if attrs.get("method") != "post" or attrs.get("action") == "/sign-out":
                continue
            if action is None or action in (attrs.get("action") or ""):
                return dict(found["fields"])
        raise AssertionError(f"no such form on the page: {action}")

    def __contains__(self, text: str) -> bool:
        return text in self.text


class Client:
    """Signs people in, follows pages, and fails on a page or a request that breaks a house rule."""

    def __init__(self, app: Flask, session: Session, db: Database) -> None:
        self.app, self.session, self.db = app, session, db
        self.flask = app.test_client()
        self.statements: list[str] = []

    def sign_in(self, person: Person) -> Client:
        """Be this person from now on."""
        with self.flask.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = person.fs_uniquifier
            cookie["_fresh"] = True
        return self

    def sign_out(self) -> Client:
        with self.flask.session_transaction() as cookie:
            cookie.clear()
        return self

    def get(self, url: str, **options: Any) -> Page:
        return self._read(lambda: self.flask.get(url, **options))

    def post(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> Page:
        """POST as a form of ours would, with a valid CSRF token."""
        return self._read(
            lambda: self.flask.post(url, data={"csrf_token": self.token(), **(data or {})}, **options)
        )

    def submit(self, page: Page, url: str, *, action: str | None = None, **changes: Any) -> Page:
        """Send the page's own form back with some fields changed."""
        return self.post(url, {**page.form(action), **changes})

    def token(self) -> str:
        """A CSRF token of this client's session, as flask_wtf.csrf.generate_csrf makes it for a page."""
        with self.flask.session_transaction() as cookie:
            kept = cookie.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(kept))

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Collect the SQL statements of the block."""
        connection = self.session.connection().engine
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(connection, "before_cursor_execute", note)

    def _read(self, send: Any) -> Page:
        self.session.flush()
        self.session.expunge_all()
        with _uncommitted_work_fails(self.app):
            response: TestResponse = send()
        html = response.get_data(as_text=response.mimetype not in BINARY)
        html = "" if isinstance(html, bytes) else html
        response.close()  # what a request keeps once its answer was sent, it keeps now
        response.request.environ["wsgi.input"].close()  # a large upload was written to a file
        page = Page(response, response.status_code, html)
        taken = response.headers.get("Content-Disposition", "").startswith("attachment")
        if response.mimetype == "text/html" and html and not response.location and not taken:
            _audit(page)
        return page


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = {SHEET, "application/pdf", "application/zip"}


@contextmanager
def _uncommitted_work_fails(app: Flask) -> Iterator[None]:
    """Fail the test if a request that succeeded leaves writes that it did not commit."""
    left: list[str] = []

    def look(response: Any) -> Any:
        if "tracker_session" in g and response.status_code < 400:
            session = g.tracker_session
            pending = [*session.new, *session.dirty, *session.deleted]
            left.extend(repr(row) for row in pending)
            left.extend(session.info.get("flushed", []))
        return response

    app.after_request_funcs.setdefault(None, []).append(look)
    try:
        yield
    finally:
        app.after_request_funcs[None].remove(look)
    assert not left, f"the request left work uncommitted: {left}"


# For every session of the process, once: to listen and to stop again takes longer than many a request.
@event.listens_for(Session, "before_flush")
def _flushed(session: Session, *_rest: Any) -> None:
    names = [type(row).__name__ for row in (*session.new, *session.dirty, *session.deleted)]
    session.info.setdefault("flushed", []).extend(names)


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _cleared(session: Session) -> None:
    session.info.pop("flushed", None)


def _audit(page: Page) -> None:
    reader = Reader(page.html)
    page.text = " ".join("".join(reader.texts).split())
    page.title, page.forms, page.links = reader.title.strip(), reader.forms, reader.links
    faults = list(reader.faults)
    if len(reader.h1) != 1:
        faults.append(f"{len(reader.h1)} h1 headings")
    elif not " ".join(page.title.split()).startswith(" ".join(reader.h1[0].split())):
        faults.append(f"title {page.title!r} does not begin with the h1 {reader.h1[0]!r}")
    if doubled := sorted(one for one, times in Counter(reader.ids).items() if times > 1):
        faults.append(f"ids used twice: {doubled}")
    for earlier, later in zip([1, *reader.headings], reader.headings, strict=False):
        if later > earlier + 1:
            faults.append(f"h{later} follows h{earlier}")
    for found in reader.inputs:
        named = found.get("aria-label") or found.get("aria-labelledby") or found["wrapped"]
        if not named and found.get("id") not in reader.labels:
            faults.append(f"no label for {found.get('name')}")
    for form in reader.forms:
        if form["attrs"].get("method") == "post" and "csrf_token" not in form["fields"]:
            faults.append(f"no CSRF token in the form to {form['attrs'].get('action')}")
        if not form["attrs"].get("action"):
            faults.append("a form without an action")
    if reader.open:
        faults.append(f"left open: {reader.open}")
    assert not faults, f"{page.title}: {faults}"


def count_rows(session: Session, model: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
