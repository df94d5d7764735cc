"""`tracker import forms` from the outside: refusals, exit codes, dry runs, nothing half-written."""

from __future__ import annotations

import gzip

import pytest
import sqlalchemy as sa

from tests.cli.test_setup import refusal, rows
from tracker.evaluations.models import Form
from tracker.people.models import Person
from tracker.settings import DATABASE_FILE

IN_COHORT = ("--program", "north", "--cohort", "winter")
GOOD = "scholar,mentor,overall,dept\n7,7,4,a\n8,7,2,b\n"


@pytest.fixture
def take(run, tmp_path):
    """Import some content, by default with whoever is missing: `take(text, "--dry-run")`."""

    def importing(content: str | bytes, *options: str, name: str = "past.csv", create: bool = True):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        more = ("--create-people",) if create else ()
        return run("import", "forms", str(path), *IN_COHORT, *more, *options)

    return importing


def test_says_what_it_did_and_which_columns_it_left(take, folder):
    done = take(GOOD)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "Columns not used: dept.",
        "past.csv: 2 forms new, 0 changed, 0 unchanged; 3 people created, 2 enrolled.",
    ]
    assert len(rows(folder, sa.select(Form.id))) == 2


def test_a_second_time_nothing_changed(take):
    take(GOOD)
    done = take(GOOD)
    assert "Nothing changed: all 2 forms of past.csv are here already." in done.stdout


def test_a_dry_run_tells_and_writes_nothing(take, folder):
    done = take(GOOD, "--dry-run")
    assert "2 forms would be new" in done.stdout
    assert "nothing was written" in done.stdout
    assert rows(folder, sa.select(Person.id)) == []


def test_maps_columns_and_unpacks(take):
    packed = gzip.compress(b"d;s;y\n7;7;4.0\n")
    maps = ("--map", "d=scholar", "--map", "s=mentor", "--map", "y=overall")
    assert "1 forms new" in take(packed, *maps, name="past.csv.gz").stdout


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (
            "scholar,mentor,overall\n7,7,6\n",
            "past.csv",
            "line 2, overall: “6” is not a whole number",
        ),
        ("scholar,mentor,overall\n7,7,4,4\n", "past.csv", "line 2: 4 cells where the header has 3"),
        (GOOD.encode("utf-16"), "past.csv", "UTF-16"),
        (b"scholar,mentor,overall\n7,\x00,4\n", "past.csv", "line 2: there is a NUL byte"),
        ("scholar,mentor,overall\nZoë,7,4\n".encode("cp1252"), "past.csv", "line 2: byte 0xEB is not UTF-8"),
        (GOOD, "past.csv.gz", "not a gzip file"),
        (GOOD, "past.txt", ".csv or .csv.gz"),
        ("", "past.csv", "empty"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_nothing_is_written(take, folder, content, name, words):
    before = (folder / DATABASE_FILE).read_bytes()
    result = take(content, name=name)
    assert words in refusal(result)
    assert f"{name} was not imported and nothing was written" in result.stderr
    assert (folder / DATABASE_FILE).read_bytes() == before


def test_people_who_are_not_known_are_named_by_line(take, folder):
    result = take(GOOD, create=False)
    assert result.exit_code == 2
    assert "line 3, scholar: nobody is known as “8”; --create-people adds who is missing" in result.stderr
    assert rows(folder, sa.select(Person.id)) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("d", "COLUMN=FIELD"),
        ("d=teacher", "fields are form_id, scholar"),
        ("d=work", "columns are scholar"),
    ],
)
def test_a_map_that_cannot_be_used_is_named(take, given, words):
    assert words in refusal(take(GOOD, "--map", given))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (("--program", "east", "--cohort", "winter"), "--program: there is no program “east”"),
        (("--program", "north", "--cohort", "may"), "--cohort: there is no cohort “may” in “north”"),
    ],
)
def test_an_unknown_program_or_cohort_is_named(run, tmp_path, place, words):
    path = tmp_path / "past.csv"
    path.write_text(GOOD)
    assert words in refusal(run("import", "forms", str(path), *place))


def test_a_file_that_is_not_there_is_named(run):
    assert "nowhere.csv" in refusal(run("import", "forms", "nowhere.csv", *IN_COHORT))
