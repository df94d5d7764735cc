"""Workers that are killed, stopped and two at once: what was done stays done, and the rest is done once."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, joinedload

from tests.jobs import at_work
from tests.jobs.at_work import logged, wait_for
from tests.sweeps.databases import migrated_engine
from tracker import db, schema
from tracker.audit import AuditEntry
from tracker.jobs import actions
from tracker.jobs.models import Job, JobState, KeptFile


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path) as made:
        yield made


@pytest.fixture
def workers(house: Engine, tmp_path: Path) -> Iterator[list[BaseProcess]]:
    """Workers that a test starts; none outlives it."""
    with at_work.workers() as started:
        yield started


def url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def ask(engine: Engine, folder: Path, *, kind: str = "test.steps", hang: str = "") -> int:
    with db.make_sessions(engine).begin() as session:
        params = {"folder": str(folder), "hang": hang}
        return actions.start(session, None, kind=kind, title="Try", program_id=None, params=params).id


def job(engine: Engine, job_id: int) -> Job:
    with Session(db.read_only(engine), expire_on_commit=False) as session:
        return session.scalars(sa.select(Job).where(Job.id == job_id).options(joinedload(Job.file))).one()


def wrote(engine: Engine) -> int:
    with Session(db.read_only(engine)) as session:
        return session.query(AuditEntry).filter_by(action="test.wrote").count()


def mark(place: Path) -> str:
    """What the name of a worker of this folder holds."""
    return hashlib.sha256(str(place.resolve()).encode()).hexdigest()[:6]


def kill(process: BaseProcess) -> None:
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()


def test_killed_in_a_step_and_between_two_it_goes_on_where_it_was(
    house: Engine, workers: list[BaseProcess], tmp_path: Path
) -> None:
    """Killed twice: in a step, which alone is done again; then after it, and nothing is done again."""
    asked = ask(house, tmp_path, hang="in")
    workers.append(at_work.worker(url(house), tmp_path, "a"))
    wait_for(lambda: logged(tmp_path) == ["one", "wrote", "two"])
    kill(workers[0])
    assert job(house, asked).state is JobState.RUNNING
    (tmp_path / "go").touch()
    workers.append(at_work.worker(url(house), tmp_path, "a"))
    wait_for(lambda: not job(house, asked).is_open)
    assert logged(tmp_path) == ["one", "wrote", "two", "two", "between", "three"]
    done = job(house, asked)
    assert (done.state, done.error, wrote(house)) == (JobState.DONE, None, 1)
    assert done.result == {"given": ["first", 7], "file": done.file_id}
    assert done.file is not None
    assert (tmp_path / "files" / done.file.key).read_bytes() == b"all of it"

    (tmp_path / "go").unlink()
    (tmp_path / "log").unlink()
    again = ask(house, tmp_path, hang="between")
    wait_for(lambda: logged(tmp_path) == ["one", "wrote", "two", "between"])
    kill(workers[1])
    (tmp_path / "go").touch()
    workers.append(at_work.worker(url(house), tmp_path, "a"))
    wait_for(lambda: not job(house, again).is_open)
    assert logged(tmp_path) == ["one", "wrote", "two", "between", "between", "three"]
    assert (job(house, again).state, wrote(house)) == (JobState.DONE, 2)
    # What the engine keeps beside our tables is none of Alembic's business.
    with schema.migrating(house) as connection:
        command.check(schema.config(connection))


def test_two_workers_do_each_job_once_and_one_takes_over_what_the_other_dies_of(
    house: Engine, workers: list[BaseProcess], tmp_path: Path
) -> None:
    quick = [ask(house, tmp_path, kind="test.quick") for _ in range(12)]
    workers += [at_work.worker(url(house), tmp_path, name) for name in ("a", "b")]
    wait_for(lambda: all(not job(house, one).is_open for one in quick))
    assert sorted(logged(tmp_path)) == sorted(f"quick-{one}" for one in quick)
    assert {job(house, one).state for one in quick} == {JobState.DONE}

    (tmp_path / "log").unlink()
    asked = ask(house, tmp_path, hang="between")
    wait_for(lambda: "between" in logged(tmp_path))
    taken_by = job(house, asked).worker
    hers = next(index for index, name in enumerate("ab") if mark(tmp_path / name) in str(taken_by))
    kill(workers[hers])
    (tmp_path / "go").touch()
    wait_for(lambda: not job(house, asked).is_open)
    done = job(house, asked)
    assert logged(tmp_path) == ["one", "wrote", "two", "between", "between", "three"]
    assert (done.state, wrote(house), done.worker != taken_by) == (JobState.DONE, 1, True)


def test_cancelled_in_a_step_it_leaves_no_file_and_does_nothing_more(
    house: Engine, workers: list[BaseProcess], tmp_path: Path
) -> None:
    asked = ask(house, tmp_path, hang="between")
    workers.append(at_work.worker(url(house), tmp_path, "a"))
    wait_for(lambda: "between" in logged(tmp_path))
    with db.make_sessions(house).begin() as session:
        actions.cancel(session, None, session.get_one(Job, asked))
    wait_for(lambda: not job(house, asked).is_open)
    stopped = job(house, asked)
    assert (stopped.state, stopped.file_id, stopped.result) == (JobState.CANCELLED, None, None)
    assert "three" not in logged(tmp_path)
    with Session(house) as session:
        assert [kept.removed_at is not None for kept in session.query(KeptFile)] == [True]
