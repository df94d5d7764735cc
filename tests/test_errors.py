"""When something breaks on our side, the reader gets a page with what they had typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
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


def away() -> None:
    database.make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none").connect()


def full() -> None:
    with database.make_engine("sqlite://").connect() as small:
        small.exec_driver_sql("PRAGMA max_page_count = 2")
        small.exec_driver_sql("CREATE TABLE large AS SELECT randomblob(100000)")


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [(away, 503, "does not answer just now"), (full, 507, "no room left on the server")],
    ids=["away", "full"],
)
def test_what_may_work_in_a_while_says_so_and_keeps_what_was_typed(
    client: Client,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[], None],
    status: int,
    words: str,
) -> None:
    monkeypatch.setattr(actions, "add_milestone", lambda *_given, **_values: fault())
    page = client.sign_in(cast.sam).post(MILESTONES, TYPED)
    assert (page.status, page.response.headers.get("Retry-After")) == (status, "5" if status == 503 else None)
    assert words in page
    assert TYPED["title"] in page


def test_no_value_of_a_statement_that_failed_gets_into_the_log(session: Session) -> None:
    with pytest.raises(SQLAlchemyError) as failed:
        session.execute(sa.text("SELECT * FROM nowhere WHERE said = :said"), {"said": TYPED["title"]})
    assert TYPED["title"] not in str(failed.value)


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
