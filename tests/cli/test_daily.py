"""What the day asks for, from the console and from a server; whole or not at all when it is killed."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cli.conftest import Run, invoke
from tests.factories import Factory
from tests.serving import forked
from tracker import db
from tracker.cohorts.models import Program
from tracker.outbox.models import Message, Reminder
from tracker.overview import daily
from tracker.permissions import Role
from tracker.settings import DATABASE_FILE

ADDRESS = {"TRACKER_BASE_URL": "https://tracker.example.org"}


@contextmanager
def opened(folder: Path) -> Iterator[Engine]:
    engine = db.make_engine(f"sqlite:///{folder / DATABASE_FILE}")
    yield engine
    engine.dispose()


@pytest.fixture
def owing(folder: Path) -> Path:
    """An installation with two programs more, in each of which five mentors owe a form in three days."""
    with opened(folder) as engine, db.make_sessions(engine).begin() as session:
        make = Factory(session)
        for slug in ("alpha", "beta"):
            cohort = make.cohort(make.program(slug), "now")
            for number in range(5):
                mentor = make.role(make.person(f"{slug} {number}"), Role.MENTOR, cohort)
                make.assignment(make.enrolment(cohort), mentor)
    return folder


def mails(folder: Path) -> dict[str, int]:
    """How many mails stand in each program, and how many reminders were noted in all."""
    with opened(folder) as engine, Session(db.read_only(engine)) as session:
        found = (
            sa.select(Program.slug, sa.func.count(Message.id))
            .join(Message, Message.program_id == Program.id)
            .where(Message.kind == "reminder")
            .group_by(Program.slug)
        )
        noted = session.scalar(sa.select(sa.func.count()).select_from(Reminder)) or 0
        return {**dict(session.execute(found).all()), "noted": noted}


def start(folder: Path, *command: str, said: str = "said") -> BaseProcess:
    return forked(*command, "--dir", str(folder), said=folder.with_name(said), env=ADDRESS)


def test_says_what_it_did_and_does_it_once(run: Run, owing: Path) -> None:
    assert run("daily", env=ADDRESS).stdout == "alpha: reminders: 5\nbeta: reminders: 5\n"
    assert run("daily", env=ADDRESS).stdout == "Nothing was due.\n"
    assert mails(owing) == {"alpha": 5, "beta": 5, "noted": 10}


def test_the_links_lead_to_the_installation(run: Run, owing: Path) -> None:
    run("daily", env=ADDRESS)
    shown = run("outbox", "--limit", "1").stdout
    assert "What is due in Beta" in shown
    assert re.search(r"^https://tracker\.example\.org/$", shown, re.MULTILINE)


def test_without_an_address_no_mail_leads_nowhere(run: Run, owing: Path) -> None:
    said = run("daily").stdout
    assert "TRACKER_BASE_URL is not set" in said
    assert mails(owing) == {"noted": 0}


def test_a_program_that_fails_is_named_and_the_other_is_done(run: Run, owing: Path) -> None:
    with opened(owing) as engine, db.make_sessions(engine).begin() as session:
        session.execute(sa.update(Program).where(Program.slug == "alpha").values(time_zone="No/Where"))
    done = run("daily", env=ADDRESS)
    assert done.exit_code == 1
    failed = ", ".join(f"{step} of alpha" for step in daily.STEPS if step not in daily.WITHOUT_DAYS)
    assert f"above: {failed}; everything else is" in done.output
    assert mails(owing) == {"beta": 5, "noted": 5}


def wait_until(true: object, seconds: float = 180) -> None:
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to this"
        time.sleep(0.05)


def hang(folder: Path) -> None:
    """Make the third mail of the program beta take forever, so that a run stands in its middle."""
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    third = "(SELECT count(*) FROM message WHERE program_id = new.program_id) = 3"
    beta = "new.program_id = (SELECT id FROM program WHERE slug = 'beta')"
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection:
        connection.execute(
            f"CREATE TRIGGER hang AFTER INSERT ON message WHEN {beta} AND {third} BEGIN {slow}; END"
        )


def test_killed_in_the_middle_it_leaves_whole_programs_and_the_next_run_does_the_rest(owing: Path) -> None:
    hang(owing)
    process = start(owing, "daily")
    wait_until(lambda: mails(owing).get("alpha") == 5)
    time.sleep(0.5)  # by now it writes for the second program
    assert process.is_alive(), owing.with_name("said").read_text()
    process.kill()
    process.join()
    assert mails(owing) == {"alpha": 5, "noted": 5}
    with closing(sqlite3.connect(owing / DATABASE_FILE)) as connection:
        connection.execute("DROP TRIGGER hang")
    assert invoke("daily", "--dir", str(owing), env=ADDRESS).stdout == "beta: reminders: 5\n"
    assert mails(owing) == {"alpha": 5, "beta": 5, "noted": 10}


def test_a_running_worker_does_it_by_itself_and_two_of_them_do_it_once(owing: Path) -> None:
    names = ("one", "other")
    workers = [start(owing, "worker", said=name) for name in names]
    try:
        wait_until(lambda: mails(owing) == {"alpha": 5, "beta": 5, "noted": 10})
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join(timeout=30)
    said = [owing.with_name(name).read_text() for name in names]
    assert [worker.exitcode for worker in workers] == [0, 0], said
    assert not any("Traceback" in one for one in said)
    assert mails(owing) == {"alpha": 5, "beta": 5, "noted": 10}
