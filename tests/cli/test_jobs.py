"""`tracker jobs`: the list, following one to its end, stopping it and trying it again."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_daily import opened
from tracker import clock, db
from tracker.jobs import actions
from tracker.jobs.models import Job, JobState


def ask(folder: Path, title: str = "Try") -> int:
    with opened(folder) as engine, db.make_sessions(engine).begin() as session:
        return actions.start(session, None, kind="test", title=title, program_id=None, params={}).id


def end(folder: Path, job_id: int, state: JobState, **facts: object) -> None:
    with opened(folder) as engine, db.make_sessions(engine).begin() as session:
        job = session.get_one(Job, job_id)
        job.state, job.started_at, job.finished_at = state, clock.now(), clock.now()
        for name, value in facts.items():
            setattr(job, name, value)


def test_lists_the_newest_with_their_state(run: Run, folder: Path) -> None:
    assert run("jobs").stdout == "No job was asked for yet.\n"
    ask(folder, "Older")
    ask(folder, "Newer")
    lines = run("jobs", "--limit", "1").stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("waiting       Newer")


def test_a_job_that_is_not_there_is_named(run: Run, folder: Path) -> None:
    missing = run("jobs", "7")
    assert (missing.exit_code, "NUMBER: there is no job 7" in missing.output) == (2, True)
    nameless = run("jobs", "--cancel")
    assert (nameless.exit_code, "--cancel: say the number" in nameless.output) == (2, True)


def test_one_that_is_done_is_said_and_one_that_failed_says_why(run: Run, folder: Path) -> None:
    done, failed = ask(folder), ask(folder)
    end(folder, done, JobState.DONE)
    end(folder, failed, JobState.FAILED, error={"code": "job_disk_full", "params": {}})
    assert run("jobs", str(done)).stdout == f"Job {done} is done.\n"
    said = run("jobs", str(failed))
    assert said.exit_code == 1
    assert f"job {failed} failed: The server's disk is full" in said.output


def test_what_waits_is_stopped_and_cannot_be_stopped_twice(run: Run, folder: Path) -> None:
    asked = str(ask(folder))
    stopped = run("jobs", asked, "--cancel")
    assert (stopped.exit_code, f"job {asked} stopped" in stopped.output) == (1, True)
    again = run("jobs", asked, "--cancel")
    assert (again.exit_code, "there is nothing to stop" in again.output) == (1, True)


def test_a_file_past_its_day_goes_with_the_day(run: Run, folder: Path) -> None:
    (folder / "files").mkdir()
    name = "22222222-2222-4222-8222-222222222222"
    (folder / "files" / name).write_text("of a transaction that was lost")
    with clock.fixed(clock.now().replace(year=clock.now().year + 1)):
        run("daily")
    assert not (folder / "files" / name).exists()
