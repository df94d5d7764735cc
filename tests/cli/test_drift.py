"""`tracker drift`: a file of forecasts in; slope, meeting point and verdict out, or what is wrong with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import main

DATA = Path(__file__).parents[1] / "evidence" / "data"
HEAD = "made_on,predicted_for\n"
DAYS = HEAD + "".join(
    f"2026-0{month}-{day},2026-12-{20 + month}\n" for month in (1, 2, 3, 4) for day in ("05", 15, 25)
)


def drift(*arguments, text=None):
    return CliRunner().invoke(main, ["drift", *arguments, "--today", "2026-06-01"], input=text)


@pytest.mark.parametrize(
    ("name", "slope", "meets"), [("drift-before.csv", -5.5, 2025.77), ("drift-after.csv", -6.5, 2025.44)]
)
def test_the_golden_lines(name, slope, meets):
    done = drift(str(DATA / name))
    assert (done.exit_code, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert list(found) == [
        "n", "slope", "slope_low", "slope_high", "meets_on", "meets_low", "meets_high", "verdict",
    ]  # fmt: skip
    assert found["slope"] == pytest.approx(slope, abs=1e-4)
    assert found["meets_on"] == meets
    assert found["meets_low"] <= meets <= found["meets_high"]
    assert found["verdict"] == "meets"


def test_days_come_back_as_days_and_the_answer_is_one_line():
    done = drift("-", text=DAYS)
    found = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert (found["n"], found["verdict"]) == (12, "meets")
    assert "2026-12-24" < found["meets_on"] < "2027-01-15"
    assert found["meets_low"] <= found["meets_on"] <= found["meets_high"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (HEAD + "2026-01-05,2026-07-01\n", "too few points"),
        (HEAD + "2026-01-05,2026-07-01\n" * 20, "too few points"),  # all on one day
        ("".join(DAYS.splitlines(keepends=True)[:6]), "meets; too few for an interval"),
        (
            HEAD + "".join(f"202{k}.5,202{k + 2}.5\n" for k in range(6)),
            "at this drift never; too few for an interval",
        ),
        (
            HEAD + "".join(f"{2010 + k}.5,{2000 + k * 1.2:.1f}\n" for k in range(14)),
            "names days already past when forecast",
        ),
        (
            HEAD + "".join(f"{2010 + k},{2030 + k * 0.9999:.4f}\n" for k in range(14)),
            "meets outside the calendar",
        ),
    ],
)
def test_what_cannot_be_told_is_null_and_said(text, verdict):
    done = drift("-", text=text)
    found = json.loads(done.stdout)
    assert (done.exit_code, found["verdict"]) == (0, verdict)
    assert found["meets_low"] is found["meets_high"] is None
    assert (found["meets_on"] is None) == (verdict != "meets; too few for an interval")


def test_forecasts_of_what_was_over_are_taken_and_said_beside_the_answer():
    done = drift("-", text=DAYS + "2026-05-05,2026-05-01\n")
    assert done.stderr == "1 of 13 forecasts name a day before the one on which they were made.\n"
    assert json.loads(done.stdout)["n"] == 13


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Line 1: there is no column made_on"),
        (HEAD, "There is no forecast in this file."),
        (
            HEAD + "2026-01-05,2026-07-01\n2026-06-02,2026-07-01\n",
            "Line 3, made_on: “2026-06-02” lies after today",
        ),
        (HEAD + "2026-01-05,2026.7\n", "Line 2, predicted_for: “2026.7” is of another kind"),
        (HEAD + "2026-01-05,soon\n", "Line 2, predicted_for: “soon” is neither a day"),
        (HEAD + "2026.1,inf\n", "Line 2, predicted_for: “inf” is neither a day"),
        (HEAD + "2026.1,nan\n", "Line 2, predicted_for: “nan” is neither a day"),
        (HEAD + "2026-02-30,2026-07-01\n", "Line 2, made_on: there is no day “2026-02-30”"),
        (HEAD + "0.5,2026.7\n", "Line 2, made_on: “0.5” lies outside the years 1900 to 2200."),
        (HEAD + "2026.1\n", "Line 2 has 1 cells, but line 1 has 2."),
        (HEAD + "2026.1,\n", "Line 2, predicted_for: this is missing."),
        (HEAD + '"2026.1,2027\n', "Line 2 cannot be read as CSV"),
        (HEAD + "2026.1\0,2027\n", "NUL"),
        (b"\xff\xfe" + HEAD.encode("utf-16-le"), "UTF-8"),
        (HEAD + "2025.1,2026.1\n" * 1_000_000, "more than 4000 forecasts"),
    ],
)
def test_bad_input_is_answered_with_its_place(text, message):
    done = drift("-", text=text)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_day_given_tomorrow_on_the_far_side_of_the_date_line_is_today(monkeypatch):
    from datetime import UTC, datetime

    from tracker import clock

    with clock.fixed(datetime(2026, 6, 1, 11, tzinfo=UTC)):
        text = HEAD + "2026-06-02,2026-07-01\n"
        assert CliRunner().invoke(main, ["drift", "-"], input=text).exit_code == 0
        assert CliRunner().invoke(main, ["drift", "-"], input=text.replace("06-02", "06-03")).exit_code == 2


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", ""])
def test_a_day_that_is_none_is_refused(day):
    assert CliRunner().invoke(main, ["drift", "-", "--today", day], input=DAYS).exit_code == 2


def test_it_answers_without_the_frameworks():
    code = (
        "import sys; from tracker.cli import main; from click.testing import CliRunner;"
        f"done = CliRunner().invoke(main, ['drift', {str(DATA / 'drift-before.csv')!r}]);"
        "print(done.exit_code, sorted({'flask', 'sqlalchemy', 'pandas'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "0 []\n"
