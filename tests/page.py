"""A client that reads pages as a person without scripts would, and audits each one it gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tracker.extensions import Database
from tracker.people.models import Person

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.h1: list[str] = []
        self.title = ""
        self.labels: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.forms: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.texts: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._textarea: dict[str, Any] | None = None
        self._select: dict[str, Any] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
            if tag == "h1":
                self.h1.append("")
        if "style" in found or any(name.startswith("on") for name in found):
            self.faults.append(f"inline style or handler on <{tag}>")
        if tag == "script" and not found.get("src"):
            self.faults.append("inline script")
        if tag == "style":
            self.faults.append("inline style sheet")
        if tag in ("td", "th", "li", "p", "dd", "dt", "div", "br"):
            self.texts.append(" ")
        if tag == "label" and found.get("for"):
            self.labels.add(str(found["for"]))
        if tag == "a":
            self.links.append((str(found.get("href")), ""))
        if tag == "form":
            self.forms.append({"attrs": found, "fields": {}})
        if tag in ("input", "select", "textarea", "button"):
            self._control(tag, found)
        if tag == "option" and self._select is not None and self.forms:
            value = found.get("value") or ""
            name = self._select["name"]
            if "selected" in found or name not in self.forms[-1]["fields"]:
                self.forms[-1]["fields"][name] = value

    def _control(self, tag: str, found: dict[str, str | None]) -> None:
        kind = found.get("type") or ("text" if tag == "input" else tag)
        if tag != "button" and kind not in ("hidden", "submit"):
            wrapped = "label" in self._open
            self.inputs.append({**found, "wrapped": "yes" if wrapped else None})
        if not self.forms or "form" not in self._open or not found.get("name"):
            return
        fields, name = self.forms[-1]["fields"], str(found["name"])
        if tag == "textarea":
            fields[name] = ""
            self._textarea = {"name": name}
        elif tag == "select":
            self._select = {"name": name}
        elif kind in ("checkbox", "radio"):
            if "checked" in found:
                fields[name] = found.get("value") or "y"
        elif tag == "input":
            fields[name] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag == "textarea" and self._textarea is not None:
            fields, name = self.forms[-1]["fields"], self._textarea["name"]
            fields[name] = re.sub(r"^\r?\n", "", fields[name])  # HTML drops one leading line end
            self._textarea = None
        if tag == "select":
            self._select = None
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "head" in self._open:
            self.title += data
        if self._open and self._open[-1] in ("script", "style"):
            return
        if "h1" in self._open and self.h1:
            self.h1[-1] += data
        if self._textarea is not None and "form" in self._open:
            self.forms[-1]["fields"][self._textarea["name"]] += data
        if "body" in self._open:
            self.texts.append(data)
        if "a" in self._open and self.links:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)


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
        """A CSRF token of this client's session."""
        from flask_wtf.csrf import generate_csrf

        with self.app.test_request_context():
            from flask import session as cookie

            with self.flask.session_transaction() as kept:
                cookie.update(kept)
            token = generate_csrf()
            value = cookie["csrf_token"]
        with self.flask.session_transaction() as kept:
            kept["csrf_token"] = value
        return str(token)

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
        with _uncommitted_work_fails(self.app, self.db):
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
def _uncommitted_work_fails(app: Flask, db: Database) -> Iterator[None]:
    """Fail the test if a request that succeeded leaves writes that it did not commit."""
    left: list[str] = []

    def look(response: Any) -> Any:
        if "tracker_session" in g and response.status_code < 400:
            session = g.tracker_session
            pending = [*session.new, *session.dirty, *session.deleted]
            left.extend(repr(row) for row in pending)
            left.extend(session.info.get("flushed", []))
        return response

    def flushed(session: Session, *_rest: Any) -> None:
        names = [type(row).__name__ for row in (*session.new, *session.dirty, *session.deleted)]
        session.info.setdefault("flushed", []).extend(names)

    def cleared(session: Session, *_rest: Any) -> None:
        session.info.pop("flushed", None)

    def ended(session: Session, transaction: Any) -> None:
        if transaction.parent is None:
            cleared(session)

    app.after_request_funcs.setdefault(None, []).append(look)
    event.listen(Session, "before_flush", flushed)
    event.listen(Session, "after_commit", cleared)
    event.listen(Session, "after_rollback", cleared)
    try:
        yield
    finally:
        app.after_request_funcs[None].remove(look)
        event.remove(Session, "before_flush", flushed)
        event.remove(Session, "after_commit", cleared)
        event.remove(Session, "after_rollback", cleared)
    assert not left, f"the request left work uncommitted: {left}"


def _audit(page: Page) -> None:
    reader = _Reader()
    reader.feed(page.html)
    page.text = " ".join("".join(reader.texts).split())
    page.title, page.forms, page.links = reader.title.strip(), reader.forms, reader.links
    faults = list(reader.faults)
    if len(reader.h1) != 1:
        faults.append(f"{len(reader.h1)} h1 headings")
    elif not " ".join(page.title.split()).startswith(" ".join(reader.h1[0].split())):
        faults.append(f"title {page.title!r} does not begin with the h1 {reader.h1[0]!r}")
    doubled = {one for one in reader.ids if reader.ids.count(one) > 1}
    if doubled:
        faults.append(f"ids used twice: {sorted(doubled)}")
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
    if reader._open:
        faults.append(f"left open: {reader._open}")
    assert not faults, f"{page.title}: {faults}"


def count_rows(session: Session, model: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
