"""What machines ask a server: whether it can answer, and its figures for whoever has the token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, request
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.conftest import bound, hashing_fast
from tests.jobs import working
from tests.outbox import mailing
from tests.page import Client
from tracker import clock, db
from tracker.app import create_app
from tracker.extensions import db as extension
from tracker.jobs.models import Worker
from tracker.settings import Settings

pytestmark = pytest.mark.any_database
TOKEN = "t" * 40


def test_ready_means_that_the_database_is_there_at_its_schema(client: Client, session: Session) -> None:
    answer = client.get("/readyz")
    assert (answer.status, answer.response.get_json()) == (200, {"ready": True})
    session.execute(sa.text("UPDATE alembic_version SET version_num = '0001_old'"))
    session.commit()
    behind = client.get("/readyz")
    assert (behind.status, behind.response.get_json()) == (503, {"ready": False, "lacking": "schema"})


def test_without_a_database_it_lives_and_is_not_ready(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = db.make_engine(f"sqlite:///{tmp_path}/no/such/folder.sqlite3")
    asked = create_app(settings, gone).test_client()
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"ready": False, "lacking": "database"})
    assert "unable to open" in caplog.text
    assert asked.get("/healthz").status_code == 200


@pytest.fixture(scope="module")
def measured_app(settings: Settings) -> Flask:
    told = replace(settings, metrics_token=TOKEN, proxies=1)
    app = create_app(told, db.make_engine("sqlite://"))
    app.add_url_rule("/who-asks", "who_asks", lambda: f"{request.remote_addr} {request.scheme}")
    return hashing_fast(app)


@pytest.fixture
def measured(measured_app: Flask, connection: Connection, session: Session) -> Iterator[Client]:
    with bound(measured_app, connection):
        yield Client(measured_app, session, extension)


def figures(client: Client, token: str = TOKEN) -> dict[str, float]:
    answer = client.flask.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    lines = answer.get_data(as_text=True).splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def test_without_a_token_in_the_settings_there_are_no_figures(client: Client) -> None:
    assert client.get("/metrics").status == 404


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer wrong", TOKEN[:-1], "Bearer é" * 9])
def test_figures_are_for_whoever_has_the_token(measured: Client, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    answer = measured.flask.get("/metrics", headers=headers)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "tracker_" not in answer.get_data(as_text=True)


def test_figures_count_requests_jobs_mails_and_workers_and_name_nobody(
    measured: Client, session: Session, cast: Cast
) -> None:
    working.asked(session, cast, cast.sam)
    mailing.failed(session, cast)
    now = clock.now()
    session.add(Worker(name="here-1", started_at=now, beat_at=now - timedelta(seconds=90)))
    session.commit()
    before = figures(measured)
    for path in ("/healthz", "/healthz", "/nowhere", "/no/where/else"):
        measured.flask.get(path)
    found = figures(measured)

    def more(name: str) -> float:
        return found[name] - before.get(name, 0)

    counted = 'tracker_request_seconds_count{endpoint="%s",status="%s"}'
    assert more(counted % ("overview.health", "2xx")) == 2
    assert more(counted % ("none", "4xx")) == 2
    assert found['tracker_jobs{state="waiting"}'] == 1
    assert found['tracker_mails{state="failed"}'] == 1
    assert 89 < found["tracker_worker_beat_age_seconds"] < 120
    assert found["tracker_database_up"] == 1
    endpoints = {*measured.app.view_functions, "none"}
    labelled = re.findall(r'endpoint="([^"]*)"', "\n".join(found))
    assert set(labelled) <= endpoints
    assert not any(word in str(found) for word in ("Sam", "north", "nowhere", cast.sam.email or "-"))


def test_the_address_of_a_visitor_is_heard_from_as_many_proxies_as_were_told(
    measured: Client, client: Client
) -> None:
    forged = {"X-Forwarded-For": "6.6.6.6, 203.0.113.9", "X-Forwarded-Proto": "https"}
    said = measured.flask.get("/who-asks", headers=forged).get_data(as_text=True)
    assert said == "203.0.113.9 https"
    with client.app.test_request_context("/healthz", headers=forged):
        assert (request.remote_addr or "-", request.scheme) == ("-", "http")
