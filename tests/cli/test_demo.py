"""`tracker demo`: filled once, found again, and never over something else."""

from __future__ import annotations

import json
import shlex
import stat

import pytest
import sqlalchemy as sa

from tests.cli.conftest import invoke
from tests.cli.test_setup import refusal, rows
from tests.kept import once
from tracker import clock
from tracker.people.models import AccessLink, Person
from tracker.settings import DATABASE_FILE, DEMO_FILE


@pytest.fixture(scope="module")
def filled(request, tmp_path_factory):
    """A folder with a demo in it, filled where the environment names a real database; what was printed.

    One for all processes, and no copy: what was printed names it. Nobody takes anything out of it.
    """
    kept = once(request, tmp_path_factory, f"filled-{clock.today()}", _fill)
    return kept / "new", (kept / "said").read_text()


def _fill(kept):
    env = {"TRACKER_DATABASE_URL": f"sqlite:///{kept / 'real.sqlite3'}"}
    place = ("--dir", str(kept / "new"), "--port", "8123")
    done = invoke("demo", "--stage", "setup", "--no-serve", *place, env=env)
    assert done.exit_code == 0, done.output
    (kept / "said").write_text(done.stdout)


def test_prints_the_address_and_a_link_for_each_role(filled):
    folder, said = filled
    password = (folder / "demo-password").read_text()
    assert password in said
    linked = {line.split()[0] for line in said.splitlines() if "http://127.0.0.1:8123/links/" in line}
    assert linked >= {"mentor", "scholar", "staff", "lead", "coordinator", "reviewer", "auditor", "viewer"}
    assert stat.S_IMODE((folder / "demo-password").stat().st_mode) == 0o600


def test_the_same_demo_is_found_again_with_new_links(filled):
    folder, said = filled
    people = len(rows(folder, sa.select(Person.id)))
    links = len(rows(folder, sa.select(AccessLink.id)))
    again = invoke("demo", "--stage", "setup", "--no-serve", "--dir", str(folder))
    assert again.exit_code == 0
    assert len(rows(folder, sa.select(Person.id))) == people
    assert len(rows(folder, sa.select(AccessLink.id))) > links
    assert again.stdout.count("/links/") == said.count("/links/")


def test_prints_a_command_that_writes_a_report(filled, tmp_path):
    folder, said = filled
    [line] = [line for line in said.splitlines() if line.startswith("Report: tracker ")]
    command = shlex.split(line)[2:]
    out = tmp_path / "report.pdf"
    done = invoke(*[str(out) if part == "report.pdf" else part for part in command])
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF-")
    assert command[command.index("--dir") + 1] == str(folder)


def test_another_stage_is_refused(filled):
    folder, _said = filled
    result = invoke("demo", "--stage", "gate", "--no-serve", "--dir", str(folder))
    assert "--stage" in refusal(result)


def test_a_demo_that_was_stopped_while_it_was_filled_begins_again(tmp_path):
    (tmp_path / DEMO_FILE).write_text(json.dumps({"stage": "setup", "logins": None}))
    (tmp_path / DATABASE_FILE).write_bytes(b"half a database")
    done = invoke("demo", "--stage", "setup", "--no-serve", "--dir", str(tmp_path))
    assert done.exit_code == 0, done.output


def test_a_folder_that_holds_something_else_is_left_alone(folder):
    before = sorted(path.name for path in folder.iterdir())
    assert "--dir" in refusal(invoke("demo", "--no-serve", "--dir", str(folder)))
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_damaged_mark_is_named(tmp_path):
    (tmp_path / DEMO_FILE).write_text("?")
    assert "damaged" in refusal(invoke("demo", "--no-serve", "--dir", str(tmp_path)))


def test_the_real_database_of_the_environment_is_never_filled(filled):
    folder, _said = filled
    assert not folder.with_name("real.sqlite3").exists()
