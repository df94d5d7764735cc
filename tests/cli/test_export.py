"""`tracker export cohort`: the whole file in place at once, or nothing."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cli.test_setup import refusal

IN_COHORT = ("--program", "north", "--cohort", "winter")
BOARD = ("--table", "board", "--format", "csv")


@pytest.fixture(autouse=True)
def two_forms(run, tmp_path):
    path = tmp_path / "past.csv"
    path.write_text("scholar,mentor,overall\n7,7,4\n8,7,2\n")
    assert run("import", "forms", str(path), *IN_COHORT, "--create-people").exit_code == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("table", ["board", "forms"])
def test_writes_the_file_and_says_how_many_rows(run, tmp_path, table, kind):
    out = tmp_path / "out" / f"{table}.{kind}"
    out.parent.mkdir()
    out.write_text("what was here before")
    done = run("export", "cohort", *IN_COHORT, "--table", table, "--format", kind, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == f"Wrote 2 rows to {out}."
    assert out.read_bytes()[:2] == (b"PK" if kind == "xlsx" else table[:2].replace("bo", "sc").encode())
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_prints_to_standard_output(run):
    done = run("export", "cohort", *IN_COHORT, *BOARD, "--out", "-")
    assert [line.split(",")[0] for line in done.stdout.splitlines()] == ["scholar", "Scholar 7", "Scholar 8"]


def test_a_folder_that_is_not_there_is_named(run, tmp_path):
    out = tmp_path / "nowhere" / "board.csv"
    assert "--out: there is no folder" in refusal(
        run("export", "cohort", *IN_COHORT, *BOARD, "--out", str(out))
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("--table", "people", "--format", "csv"), "--table"),
        (("--table", "board", "--format", "pdf"), "--format"),
        (("--table", "board"), "--format"),
    ],
)
def test_a_choice_that_is_none_is_named(run, change, words):
    result = run("export", "cohort", *IN_COHORT, *change, "--out", "-")
    assert result.exit_code == 2
    assert words in result.stderr


def test_an_unknown_cohort_is_named(run):
    result = run("export", "cohort", "--program", "north", "--cohort", "may", *BOARD, "--out", "-")
    assert "--cohort: there is no cohort “may”" in refusal(result)


def test_a_link_stays_a_link_and_what_it_points_to_is_written(run, tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.touch()
    link.symlink_to(target)
    assert run("export", "cohort", *IN_COHORT, *BOARD, "--out", str(link)).exit_code == 0
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"scholar")


def test_a_device_is_written_to_and_not_replaced(run, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        assert run("export", "cohort", *IN_COHORT, *BOARD, "--out", str(pipe)).exit_code == 0
        assert read.result(timeout=20).startswith(b"scholar")
    assert pipe.is_fifo()
