"""init, create and upgrade: what they make, and what they refuse with the option or the command to use."""

from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa

from tests.cli.conftest import invoke
from tracker import db, schema
from tracker.cohorts.models import Cohort, PhaseKind
from tracker.evaluations.models import Rubric
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Role
from tracker.settings import DATABASE_FILE

ANSWERS = "Olga Operator\nolga@example.org\na long password\na long password\n"
PLACE = ("--program", "p", "--cohort", "c")
OF_NORTH = ("--program", "north", "--name", "C")
DAYS = ("--training", "2026-01-05:2026-03-15")


def rows(folder, query):
    engine = db.make_engine(f"sqlite:///{folder / DATABASE_FILE}")
    with db.make_sessions(engine)() as session:
        found = list(session.execute(query))
    engine.dispose()
    return found


def refusal(result, code: int = 2) -> str:
    """The last line on standard error of a command that failed without a traceback."""
    assert result.exit_code == code, result.output
    return result.stderr.strip().splitlines()[-1]


def test_init_asks_for_the_first_account_and_makes_it_operator(tmp_path):
    done = invoke("init", "--dir", str(tmp_path / "new"), input=ANSWERS)
    assert done.exit_code == 0, done.output
    assert "a long password" not in done.output
    assert "Next: tracker serve" in done.stdout
    query = sa.select(Person.name, Person.email, Person.password, RoleGrant.role, RoleGrant.program_id)
    joined = query.join(RoleGrant, RoleGrant.person_id == Person.id)
    [(name, email, password, role, program)] = rows(tmp_path / "new", joined)
    assert (name, email, role, program) == ("Olga Operator", "olga@example.org", Role.OPERATOR, None)
    assert password.startswith("$argon2")


def test_init_takes_the_account_from_the_environment(tmp_path):
    given = {"NAME": "Olga", "EMAIL": "olga@example.org", "PASSWORD": "a long password"}
    done = invoke("init", "--dir", str(tmp_path), env={f"TRACKER_INIT_{k}": v for k, v in given.items()})
    assert done.exit_code == 0, done.output
    again = invoke("init", "--dir", str(tmp_path), input=ANSWERS)
    assert "olga@example.org" in refusal(again)


@pytest.mark.parametrize(
    ("change", "name", "code"),
    [
        ({"TRACKER_INIT_PASSWORD": "short"}, "TRACKER_INIT_PASSWORD", 2),
        ({"TRACKER_INIT_EMAIL": "olga"}, "TRACKER_INIT_EMAIL", 1),
        ({"TRACKER_INIT_NAME": " "}, "TRACKER_INIT_NAME", 1),
        ({"TRACKER_INIT_PASSWORD": None}, "TRACKER_INIT_PASSWORD", 2),
    ],
)
def test_init_refuses_an_account_that_could_not_sign_in(tmp_path, change, name, code):
    given = {"NAME": "Olga", "EMAIL": "olga@example.org", "PASSWORD": "a long password"}
    env = {f"TRACKER_INIT_{key}": value for key, value in given.items()} | change
    assert name in refusal(invoke("init", "--dir", str(tmp_path), env=env, input=""), code)
    assert rows(tmp_path, sa.select(Person.id)) == []


def test_create_makes_what_an_import_needs_on_an_empty_installation(folder):
    assert rows(folder, sa.select(Rubric.version)) == [(1,)]
    [(cohort,)] = rows(folder, sa.select(Cohort).options(sa.orm.selectinload(Cohort.phases)))
    assert [phase.kind for phase in cohort.phases] == [PhaseKind.TRAINING, PhaseKind.RESEARCH]


def test_create_program_gives_a_lead(run, folder):
    given = {"NAME": "Olga", "EMAIL": "olga@example.org", "PASSWORD": "a long password"}
    assert run("init", env={f"TRACKER_INIT_{k}": v for k, v in given.items()}).exit_code == 0
    assert run("create", "program", "south", "--name", "South", "--lead", "olga@example.org").exit_code == 0
    assert (Role.LEAD,) in rows(folder, sa.select(RoleGrant.role))


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (("program", "north", "--name", "N"), "“north” is taken", 1),
        (("program", "Not A Slug", "--name", "N"), "short name", 1),
        (("program", "south", "--name", " "), "name is needed", 1),
        (("program", "south", "--name", "S", "--time-zone", "Mars"), "Mars", 1),
        (("program", "south", "--name", "S", "--lead", "x@example.org"), "--lead", 2),
        (("program", "south"), "--name", 2),
        (("cohort", "c", "--program", "nowhere", "--name", "C", *DAYS), "tracker create program nowhere", 2),
        (("cohort", "winter", "--program", "north", "--name", "C", *DAYS), "“winter” is taken", 1),
        (("cohort", "c", *OF_NORTH), "--training", 2),
        (("cohort", "c", *OF_NORTH, "--training", "soon"), "--training", 2),
        (("cohort", "c", *OF_NORTH, "--training", "9999-01-05:9999-12-31"), "too far off", 1),
        (("cohort", "c", *OF_NORTH, "--training", "0001-01-01:0001-02-01"), "too far off", 1),
        (
            ("cohort", "c", *OF_NORTH, "--training", "2026-03-15:2026-01-05"),
            "end lies before the start",
            1,
        ),
        (
            (
                "cohort",
                "c",
                "--program",
                "north",
                "--name",
                "C",
                *DAYS,
                "--research",
                "2026-03-01:2026-06-01",
            ),
            "ends on 15 March 2026",
            1,
        ),
    ],
)
def test_create_names_what_it_refuses(run, folder, arguments, words, code):
    before = (folder / DATABASE_FILE).read_bytes()
    assert words in refusal(run("create", *arguments), code)
    assert (folder / DATABASE_FILE).read_bytes() == before


def behind(folder, version: str = "0001_people") -> None:
    with sqlite3.connect(folder / DATABASE_FILE) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [version])
    connection.close()


@pytest.mark.parametrize("command", ["serve", "upgrade", "outbox"])
def test_a_database_of_a_newer_program_is_refused_and_left_alone(run, folder, command):
    behind(folder, "0999_from_the_future")
    before = (folder / DATABASE_FILE).read_bytes()
    said = refusal(run(command))
    assert "0999_from_the_future" in said
    assert "newer" in said
    assert "tracker upgrade" not in said
    assert (folder / DATABASE_FILE).read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve",),
        ("outbox",),
        ("create", "program", "south", "--name", "S"),
        ("init",),
    ],
)
def test_a_database_that_is_behind_is_refused_with_the_command(run, folder, arguments):
    behind(folder)
    assert "tracker upgrade" in refusal(run(*arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve",),
        ("upgrade",),
        ("outbox",),
        ("send-mail",),
        ("refresh-scores",),
        ("import", "forms", __file__, *PLACE),
        (
            "export",
            "cohort",
            "--program",
            "p",
            "--cohort",
            "c",
            "--table",
            "board",
            "--format",
            "csv",
            "--out",
            "-",
        ),
    ],
)
def test_a_folder_without_an_installation_is_left_alone(tmp_path, arguments):
    missing = tmp_path / "nothing"
    assert "tracker init --dir" in refusal(invoke(*arguments, "--dir", str(missing)))
    assert not missing.exists()


def test_upgrade_brings_an_older_database_to_head(tmp_path):
    from alembic import command

    engine = db.make_engine(f"sqlite:///{tmp_path / DATABASE_FILE}")
    with engine.begin() as connection:
        command.upgrade(schema.config(connection), "0002_cohorts")
    assert "newest schema." in invoke("upgrade", "--dir", str(tmp_path)).stdout
    schema.check(engine)
    engine.dispose()
    assert "already" in invoke("upgrade", "--dir", str(tmp_path)).stdout


def test_a_file_that_is_no_database_is_named_as_such(run, folder):
    (folder / DATABASE_FILE).write_bytes(b"this is no database" * 100)
    assert "not a database" in refusal(run("outbox"))


def test_a_setting_that_cannot_be_used_is_named(run):
    assert "TRACKER_SMTP_URL" in refusal(run("outbox", env={"TRACKER_SMTP_URL": "http://mail"}))


def test_the_folder_may_come_from_the_environment(folder):
    assert invoke("outbox", env={"TRACKER_DIR": str(folder)}).exit_code == 0
