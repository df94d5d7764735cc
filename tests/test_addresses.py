"""Links in mails lead to this installation, whatever host a request names."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.page import Client
from tracker.outbox.models import Message

ROOT = Path(__file__).parents[1]
FORGED: list[dict[str, str]] = [{}, {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}]


@pytest.mark.parametrize("headers", FORGED)
@pytest.mark.parametrize("base_url", [None, "https://tracker.example.org", "https://tracker.example.org/"])
def test_a_forged_host_gets_into_no_mail(
    client: Client,
    app: Flask,
    cast: Cast,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    base_url: str | None,
) -> None:
    settings = replace(app.extensions["tracker_settings"], base_url=base_url)
    monkeypatch.setitem(app.extensions, "tracker_settings", settings)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    browser, evil = client.flask, {"base_url": "http://evil.example", "headers": headers}
    assert browser.post("/sign-in/link", data={"email": cast.mara.email}, **evil).status_code == 200
    with browser.session_transaction(base_url="http://evil.example") as cookie:
        cookie["_user_id"], cookie["_fresh"] = cast.sam.fs_uniquifier, True
    invite = f"/programs/north/cohorts/winter/people/{cast.mara.id}/invite"
    assert browser.post(invite, **evil).status_code == 302
    bodies = list(session.scalars(sa.select(Message.body)))
    links = [link for body in bodies for link in re.findall(r"https?://\S+", body)]
    assert len(links) == 2
    home = (base_url or "http://localhost").rstrip("/")
    assert all(link.startswith(f"{home}/links/") for link in links), links


def test_no_address_is_built_from_a_request() -> None:
    sources = [*ROOT.glob("tracker/**/*.py"), *ROOT.glob("templates/**/*")]
    named = [path for path in sources if path.is_file() and "_external=" in path.read_text()]
    assert named == []
