"""When something breaks on our side, the reader gets a page with what they had typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.page import Client
from tracker import db as database
from tracker.cohorts import actions
from tracker.cohorts.models import Milestone

MILESTONES = "/programs/north/cohorts/winter/milestones"
TYPED = {"title": "Two weeks of typing", "phase": "training", "due_on": "2026-01-05"}


def test_a_refused_write_of_ours_keeps_what_was_typed(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(session: Session, _actor: Any, **_values: Any) -> None:
        session.add(Milestone(phase_id=4711, title="x"))
        session.flush()

    monkeypatch.setattr(actions, "add_milestone", add)
    page = client.sign_in(cast.sam).post(MILESTONES, TYPED)
    assert page.status == 500
    assert "Something broke on our side" in page
    assert TYPED["title"] in page
    assert cast.sam.name in page, "the reader is still known"


def test_a_database_that_is_gone_keeps_what_was_typed(
    client: Client, app: Flask, cast: Cast, tmp_path: Path
) -> None:
    client.sign_in(cast.sam)
    token = client.token()
    gone = database.make_sessions(database.make_engine(f"sqlite:///{tmp_path / 'no' / 'folder'}.sqlite3"))
    app.extensions["tracker_sessions"] = {"read": gone, "write": gone}  # the fixture puts them back
    page = client.post(MILESTONES, {**TYPED, "csrf_token": token})
    assert page.status == 500
    assert "Something broke on our side" in page
    assert TYPED["title"] in page
