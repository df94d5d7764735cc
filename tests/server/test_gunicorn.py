"""The server shape: gunicorn with two processes, PostgreSQL and a worker, from sign-in to a clean end."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_security import hash_password
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.evaluations.test_form_views import ANSWERS
from tests.factories import Factory
from tests.jobs.at_work import wait_for
from tests.server.browsing import Browser
from tests.serving import FORKS, forked
from tests.sweeps.databases import migrated_engine
from tracker import db
from tracker.app import create_app
from tracker.audit import AuditHead
from tracker.evaluations.models import Form
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job, JobState
from tracker.reports import actions as exports
from tracker.settings import Settings

CONFIG = Path(__file__).parents[2] / "docs" / "deploy" / "gunicorn.conf.py"
PASSWORD = "correct horse battery staple"
TOKEN = "m" * 40
SERVE = """
import os, sys
os.environ.update({env!r})
sys.stdout = sys.stderr = open({said!r}, "w", buffering=1)
os.dup2(sys.stdout.fileno(), 2)
sys.argv = ["gunicorn", "--config", {config!r}, "tracker.wsgi:app"]
from gunicorn.app.wsgiapp import run
run()
"""


@pytest.fixture
def house(
    request: pytest.FixtureRequest, engines: Callable[[str], Engine], tmp_path: Path
) -> Iterator[Engine]:
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("needs PostgreSQL")
    with migrated_engine(engines("postgresql"), tmp_path) as made:
        yield made


@pytest.fixture
def env(house: Engine, tmp_path: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "TRACKER_DIR": str(tmp_path / "installation"),
        "TRACKER_DATABASE_URL": house.url.render_as_string(hide_password=False),
        "TRACKER_SECRET_KEY": "k" * 40,
        "TRACKER_SEAL_KEYS": f"1:{'A' * 43}",
        "TRACKER_BASE_URL": f"http://127.0.0.1:{port}",
        "TRACKER_WEB_BIND": f"127.0.0.1:{port}",
        "TRACKER_METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "figures"),
    }


@pytest.fixture
def server(env: dict[str, str], tmp_path: Path) -> Iterator[tuple[BaseProcess, Path]]:
    """gunicorn as docs/deploy has it, and where it says what."""
    said = tmp_path / "gunicorn.said"
    process = FORKS.Process(target=exec, args=(SERVE.format(env=env, said=str(said), config=str(CONFIG)),))
    process.start()
    yield process, said
    if process.is_alive():
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join()


def seeded(house: Engine, env: dict[str, str]) -> tuple[str, int]:
    """(Mara's address, the form that she owes) in a house with the cast."""
    app = create_app(Settings.from_env(None, env | {"TRACKER_METRICS_TOKEN": ""}), house)
    with app.app_context():
        hashed = hash_password(PASSWORD)
    with Session(house) as session:
        cast = build_cast(Factory(session))
        cast.mara.password = hashed
        session.commit()
        return cast.mara.email or "", cast.from_mara.id


def ask(house: Engine) -> int:
    """A job that writes the audit trail of the first program to a file."""
    with db.make_sessions(house).begin() as session:
        params = {"table": "audit", "format": "csv"}
        return jobs.start(session, None, kind=exports.JOB, title="Trail", program_id=1, params=params).id


def test_signs_in_files_a_form_does_a_job_and_ends_when_what_is_under_way_is_answered(
    house: Engine, env: dict[str, str], server: tuple[BaseProcess, Path], tmp_path: Path
) -> None:
    process, said = server
    email, owed = seeded(house, env)
    worker = forked("worker", said=tmp_path / "worker.said", env=env)
    try:
        browser = Browser(env["TRACKER_BASE_URL"])
        wait_for(lambda: ready(browser))
        asked = ask(house)
        for _ in range(20):
            assert browser.get("/healthz").status == 200
        assert 'endpoint="overview.health",status="2xx"} 20.0' in figures(browser)
        browser.sign_in(email, PASSWORD)
        form, review = f"/assignments/{owed}/form", f"/assignments/{owed}/review"
        browser.submit(browser.get(form), form, action="/form", **ANSWERS, act="review")
        read = browser.get(review)
        answers = under_way(house, lambda: browser.submit(read, review, action="/review"), process)
        assert [answer.status for answer in answers] == [302]
        assert process.exitcode == 0, said.read_text()
        with Session(house) as session:
            assert session.scalars(sa.select(Form.assignment_id)).all() == [owed]
        wait_for(lambda: state(house, asked) is JobState.DONE)
    finally:
        worker.terminate()
        worker.join()
    assert "Traceback" not in said.read_text()


def ready(browser: Browser) -> bool:
    try:
        return browser.get("/readyz").status == 200
    except OSError:
        return False


def state(house: Engine, job_id: int) -> JobState:
    with Session(house) as session:
        return session.get_one(Job, job_id).state


def under_way(house: Engine, send: Callable[[], object], process: BaseProcess) -> list:
    """The answer to a request that is in the middle of its writing when the server is told to stop."""
    answers: list = []
    thread = threading.Thread(target=lambda: answers.append(send()))
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with Session(house) as held, house.connect() as looking:
        held.execute(sa.select(AuditHead).with_for_update())
        thread.start()
        wait_for(lambda: look(looking, waiting))
        os.kill(process.pid or 0, signal.SIGTERM)
        process.join(1)
        assert process.is_alive() and not answers
        held.rollback()
    thread.join()
    process.join(30)
    return answers


def look(connection: sa.Connection, asked: sa.TextClause) -> int:
    with connection.begin():
        found: int = connection.execute(asked).scalar_one()
        return found


def figures(browser: Browser) -> str:
    """What both processes counted together."""
    assert browser.get("/metrics").status == 401
    return browser.get("/metrics", Authorization=f"Bearer {TOKEN}").html


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"TRACKER_BASE_URL": ""}, "TRACKER_BASE_URL must be set"),
        ({"TRACKER_SECRET_KEY": "short"}, "TRACKER_SECRET_KEY must have"),
        (
            {"TRACKER_DATABASE_URL": "postgresql://u@127.0.0.1:1/d?connect_timeout=1"},
            "the database cannot be used",
        ),
    ],
)
def test_what_cannot_start_says_why_in_one_line_and_is_not_begun_again(
    tmp_path: Path,
    change: dict[str, str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    from tracker import wsgi

    given = {
        "TRACKER_SECRET_KEY": "k" * 40,
        "TRACKER_BASE_URL": "http://localhost",
        "TRACKER_DIR": str(tmp_path),
    }
    for name, value in (given | change).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        _ = wsgi.app
    assert stopped.value.code == wsgi.DOES_NOT_START
    assert words in capsys.readouterr().err
    monkeypatch.setenv("TRACKER_SECRET_KEY", "k" * 40)


def test_a_schema_that_is_behind_is_not_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    from tracker import wsgi

    monkeypatch.setenv("TRACKER_DIR", str(tmp_path))
    monkeypatch.setenv("TRACKER_BASE_URL", "http://localhost")
    with pytest.raises(SystemExit):
        _ = wsgi.app
    assert "tracker upgrade" in capsys.readouterr().err
    assert "app" not in vars(wsgi) and sys.modules["tracker.wsgi"] is wsgi
