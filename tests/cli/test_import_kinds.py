"""`tracker import KIND FILE` from the outside: as the pages do, refusals with their line and column."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.cli.test_setup import refusal, rows
from tracker.audit import AuditEntry
from tracker.intake.models import ImportRun
from tracker.people.models import Person

PLACE = ("--program", "north", "--cohort", "winter")
GOOD = "name,email,role\nNia Novak,nia@example.org,mentor\nOz Okoro,oz@example.org,scholar\n"


@pytest.fixture
def take(run, tmp_path):
    """Take in some people: `take(text, "--dry-run")`."""

    def importing(content: str, *options: str):
        path = tmp_path / "people.csv"
        path.write_text(content)
        return run("import", "people", str(path), *PLACE, *options)

    return importing


def people(folder) -> list[str]:
    return [name for (name,) in rows(folder, sa.select(Person.name).order_by(Person.name))]


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("name,name\n", (), "two columns are named “name”"),
        (GOOD, ("--map", "Wer=name"), "the file has no column “Wer”"),
        (GOOD, ("--map", "name=king"), "there is no field “king”"),
        (GOOD, ("--map", "name"), "write --map COLUMN=FIELD, not “name”"),
        (GOOD, ("--days", "name=sideways"), "neither month_first nor day_first"),
        (GOOD, ("--option", "king=yes"), "there is no choice “king”"),
        (GOOD, ("--option", "role=king"), "“king” cannot be chosen"),
        (GOOD, ("--as", "nobody@example.org"), "nobody has the address"),
        (
            GOOD.replace("role", "role,until")
            .replace("mentor", "mentor,03/04/2027")
            .replace("scholar", "scholar,"),
            ("--map", "until=ends_on"),
            "days in “until” can be read in two ways",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(take, folder, content, options, words):
    assert words in refusal(take(content, *options))
    assert people(folder) == []


def test_a_refused_line_refuses_the_file_unless_it_is_left_out(take, folder):
    content = GOOD + "X,not an address,mentor\n"
    done = take(content)
    assert done.exit_code == 2
    assert "line 4, E-mail address: “not an address” is not an e-mail address" in done.stderr
    assert people(folder) == []
    done = take(content, "--leave-out-refused")
    assert done.exit_code == 0, done.output
    assert people(folder) == ["Nia Novak", "Oz Okoro"]


def test_a_dry_run_tells_and_writes_nothing(take, folder):
    done = take(GOOD, "--dry-run")
    assert done.stdout.splitlines() == [
        "people.csv: 2 lines: 2 new, 0 changed, 0 unchanged, 0 refused.",
        "This was a dry run: nothing was written.",
    ]
    assert people(folder) == []
    assert rows(folder, sa.select(ImportRun.id)) == []


def test_a_file_is_taken_in_once_and_taken_back_by_its_number(take, run, folder):
    done = take(GOOD)
    assert "Taken in as import 1" in done.stdout
    assert people(folder) == ["Nia Novak", "Oz Okoro"]
    assert "Nothing changed." in take(GOOD).stdout
    done = run("import", "undo", "1")
    assert done.exit_code == 0, done.output
    assert people(folder) == []
    actions = [name for (name,) in rows(folder, sa.select(AuditEntry.action).order_by(AuditEntry.id))]
    assert actions[-3:] == ["people.import", "import.apply", "import.undo"]


def test_an_import_that_something_builds_on_is_not_taken_back(take, run, folder):
    take(GOOD)
    assert take(GOOD.replace("Nia Novak", "Nia Nowak")).exit_code == 0
    done = run("import", "undo", "1")
    assert done.exit_code == 1
    assert "the person “Nia Nowak” was changed" in done.stderr
    assert "Nia Nowak" in people(folder)
    assert run("import", "undo", "2").exit_code == 0
    assert run("import", "undo", "1").exit_code == 0
    assert people(folder) == []
    assert "already" in run("import", "undo", "1").stderr
    assert "there is no import 77" in run("import", "undo", "77").stderr
