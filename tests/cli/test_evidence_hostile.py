"""`tracker poll`, `tracker drift` and `tracker grid` under what people and their programs do to files.

Whatever is wrong ends in exit code 2, nothing on standard output and one sentence that names the place.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tracker.cli import main

DAYS = [f"2025-{month:02d}-{day:02d}" for month in range(1, 7) for day in (5, 19)]
GOOD = {
    "poll": "code,pre,post\n" + "".join(f"p{k},{'AB'[k % 2]},{'AAB'[k % 3]}\n" for k in range(12)),
    "drift": "made_on,predicted_for\n" + "".join(f"{day},2026-{day[5:]}\n" for day in DAYS),
    "grid": "dose,seed,score\n" + "".join(f"{k % 3},{k},{k % 5 + k % 3}\n" for k in range(12)),
}
ARGUMENTS = {
    "poll": ("--pairs", "-"),
    "drift": ("-", "--today", "2025-12-31"),
    "grid": ("-", "--metric", "score", "--better", "up", "--factors", "dose", "--ordered", "dose"),
}
COMMANDS = list(GOOD)


def run(command, text, *arguments):
    return CliRunner().invoke(main, [command, *(arguments or ARGUMENTS[command])], input=text)


def refused(done, *words):
    """Nothing printed, exit code 2, one sentence with these words, and no traceback."""
    assert (done.exit_code, done.stdout) == (2, ""), done.output
    assert isinstance(done.exception, SystemExit)
    *usage, last = done.stderr.strip().splitlines()
    assert last.startswith("Error: ")
    assert not usage or usage[0].startswith("Usage: ")
    assert len(last) < 400
    for word in words:
        assert word in last
    return last


def taken(done):
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "same",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n \n",
        lambda text: text.replace(",", " , "),
        lambda text: "\n".join(
            ",".join(f'"{cell}"' for cell in line.split(",")) for line in text.split("\n")[:-1]
        ),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.split("\n", 1)[0].upper() + "\n" + text.split("\n", 1)[1],
    ],
    ids=["BOM", "CRLF", "CR", "no last newline", "blank lines", "spaces", "quotes", "gaps", "CAPITALS"],
)
def test_ways_to_write_the_same_file_say_the_same(command, same):
    assert taken(run(command, same(GOOD[command]))) == taken(run(command, GOOD[command]))


def line(text, number, new):
    """The text with one line replaced."""
    lines = text.split("\n")
    lines[number - 1] = new(lines[number - 1])
    return "\n".join(lines)


BROKEN = {
    "empty": (lambda text: "", ()),
    "blank": (lambda text: " \n\n", ()),
    "header only": (lambda text: text.split("\n")[0] + "\n", ()),
    "UTF-16": (lambda text: text.encode("utf-16"), ("FILE is not UTF-8 text",)),
    "Latin-1": (lambda text: line(text, 3, lambda one: "é" + one).encode("latin-1"), ("FILE is not UTF-8",)),
    "gzip": (lambda text: b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff", ()),
    "NUL": (lambda text: line(text, 3, lambda one: "\0" + one), ()),
    "open quotation": (lambda text: line(text, 3, lambda one: '"' + one), ("line",)),
    "text after a quotation": (lambda text: line(text, 3, lambda one: '"a"b' + one), ("line 3",)),
    "a cell too few": (lambda text: line(text, 3, lambda one: one.rsplit(",", 1)[0]), ("line 3",)),
    "a cell too many": (lambda text: line(text, 3, lambda one: one + ",1"), ("line 3", "cells")),
    "a column twice": (lambda text: line(text, 1, lambda one: one + "," + one.split(",")[-1]), ()),
    "no such column": (lambda text: line(text, 1, lambda one: one.rsplit(",", 1)[0] + ",other"), ("line 1",)),
    "no header": (lambda text: text.split("\n", 1)[1], ("line 1",)),
    "a cell of 200,000 characters": (
        lambda text: line(text, 3, lambda one: "9" * 200_000 + one),
        ("line 3",),
    ),
    "HTML": (lambda text: "<!doctype html>\n<title>Sign in</title>\n", ("line 1",)),
    "JSON": (lambda text: '{"a": [1, 2]}\n', ("line 1",)),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("broken", list(BROKEN))
def test_a_broken_file_is_one_sentence(command, broken):
    change, words = BROKEN[broken]
    said = refused(run(command, change(GOOD[command])))
    for word in words:
        assert word.lower() in said.lower()


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_file_is_one_sentence(command, tmp_path):
    for path, words in ((tmp_path, "Is a directory"), (tmp_path / "none.csv", "No such file")):
        arguments = [str(path) if one == "-" else one for one in ARGUMENTS[command]]
        refused(run(command, None, *arguments), words)


NO_NUMBERS = [
    "1_000", "٣", "１２", "1e309", "-1e309", "inf", "-Infinity", "nan", "0x10", "5%", "1 2", "--1", "1e", "½",
    "1,5", "1.2.3", "None", "#DIV/0!", "=1+1", "−1",
]  # fmt: skip


@pytest.mark.parametrize("cell", NO_NUMBERS)
def test_what_is_no_number_is_named_by_line_and_column(cell):
    grid = line(GOOD["grid"], 5, lambda one: f'{one.rsplit(",", 1)[0]},"{cell}"')
    said = refused(run("grid", grid), "line 5, score: “", "number")
    assert cell[:40] in said
    years = "made_on,predicted_for\n2024.1,2025.1\n2024.2,2025.2\n" + f'2024.3,"{cell}"\n'
    refused(run("drift", years), "Line 4, predicted_for: “", "neither a day such as")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("-0", 0.0),
        ("+5", 5.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e2", 100.0),
        ("1e-400", 0.0),
        (" 7 ", 7.0),
        ("007", 7.0),
    ],
)
def test_unusual_numbers_are_numbers(cell, value):
    found = taken(run("grid", f"dose,score\na,{cell}\nb,1\nb,2\n", *ARGUMENTS["grid"][:-2]))
    assert str(found["cells"][0]["mean"]) == str(value)  # and never -0.0


@pytest.mark.parametrize(
    "cell",
    ["2025-1-5", "05.01.2025", "01/05/2025", "2025/01/05", "20250105.5", "2025-W01", "2025-001", "2025-02-29",
     "2025-13-01", "0000-01-01", "99999", "-2025", "+2025", "2.025e3", "today", "2025,5", "1899.99", "2201"],
)  # fmt: skip
def test_what_is_no_day_is_named_by_line_and_column(cell):
    refused(run("drift", line(GOOD["drift"], 4, lambda one: f'"{cell}",2026-01-01')), "Line 4, made_on: ")


PRE, POST = "Pro=67,Con=33", "Pro=64,Con=36"


@pytest.mark.parametrize(
    ("pre", "words"),
    [
        ("Pro=67,Con=36", "sum to 103"),
        ("Pro=67,Con=", "“Con” needs"),
        ("Pro=1e309,Con=0", "“Pro” needs"),
        ("Pro=6E400000000,Con=33", "“Pro” needs"),
        ("Pro=sNaN,Con=33", "“Pro” needs"),
        ("Pro=-1,Con=101", "“Pro” needs"),
        ("Pro=0x43,Con=33", "“Pro” needs"),
        ("Pro=67 %,Con=33", "“Pro” needs"),
        ("Pro=67,Con=33,", "not of the form"),
        (",,,", "not of the form"),
        ("67,33", "not of the form"),
        ("=67,=33", "not of the form"),
        ("Pro:67,Con:33", "not of the form"),
        ("Pro=66.666666667,Con=33.333333333", "decimals"),
        ("Pro=0,Con=0", "sum to 0"),
        ("Pro=0.67,Con=0.33", "sum to 1"),
    ],
)  # fmt: skip
def test_percentages_that_cannot_be_are_named_by_their_option(pre, words):
    said = refused(run("poll", None, "--pre", pre, "--post", POST), "--pre: ", words)
    assert refused(run("poll", None, "--pre", PRE, "--post", pre.replace("--pre", "--post"))) != said


def test_a_third_of_everybody_and_nobody_at_all_are_percentages():
    found = taken(run("poll", None, "--pre", "A=66.7,B=33.3,C=0", "--post", "A=66.6,B=33.3,C=0.1"))
    assert [one["change"] for one in found["options"]] == pytest.approx([-0.001, 0, 0.001])
    assert found["gross_movement_at_least"] == pytest.approx(0.001)


@pytest.mark.parametrize(
    "arguments",
    [
        ("poll", "--pre"),
        ("poll", "--bogus"),
        ("poll", "extra"),
        ("drift",),
        ("drift", "a", "b"),
        ("grid",),
        ("grid", "-"),
    ],
)
def test_a_call_that_is_none_says_how_it_is_called(arguments):
    refused(
        run(arguments[0], "", *arguments[1:]) if arguments[1:] else CliRunner().invoke(main, [*arguments])
    )


def typed(*arguments, text=None):
    """As a person types it: a process of its own, standard output and standard error apart."""
    ran = subprocess.run(
        [sys.executable, "-c", "from tracker.cli import main; main()", *arguments],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    assert ran.stdout.count("\n") == 1
    return json.loads(ran.stdout)


def test_the_golden_poll_to_the_letter():
    found = typed("poll", "--pre", PRE, "--post", POST, "--willing", "92")
    assert found["sentence"] == (
        "Con gained 3 points; 2 to 4 after rounding; with fewer than about 1,930 answers in each poll this is"
        " within the 95 % margin; a majority still supports."
    )
    assert found["gross_movement_at_least"] == 0.03


@pytest.mark.parametrize(("slope", "meets"), [(-5.5, 2025.77), (-6.5, 2025.44)])
def test_the_golden_drifts_from_points_on_their_lines(slope, meets):
    """Made from 2023 to 2025 and typed with four decimals, they give back the line they came from."""
    points = [2023 + k / 8 for k in range(17)]
    rows = "".join(f"{made:.3f},{meets + slope * (made - meets):.4f}\n" for made in points)
    found = taken(run("drift", "made_on,predicted_for\n" + rows))
    assert found["slope"] == pytest.approx(slope, abs=1e-3)
    assert found["meets_on"] == pytest.approx(meets, abs=5e-4)
    assert found["meets_low"] <= meets + 5e-4 and meets - 5e-4 <= found["meets_high"]
    assert (found["n"], found["verdict"]) == (17, "meets")


def test_flat_forecasts_meet_at_the_date_and_a_day_a_day_never_does():
    flat = taken(run("drift", "made_on,predicted_for\n" + "".join(f"{day},2026-03-01\n" for day in DAYS)))
    assert (flat["slope"], flat["meets_on"], flat["verdict"]) == (0.0, "2026-03-01", "meets")
    late = taken(run("drift", GOOD["drift"]))
    assert (late["slope"], late["meets_on"], late["meets_high"]) == (1.0, None, None)
    assert late["verdict"] == "at this drift never"


SWEEP = "fraction,weight,seed,count\n"


def swept(noise):
    """0.3, 0.7 and 1.0 of the dimensions at two weights; at weight 8 the whole is worse than 0.7."""
    means = {("0.3", 4): 10, ("0.7", 4): 20, ("1.0", 4): 26, ("0.3", 8): 12, ("0.7", 8): 30, ("1.0", 8): 24}
    rows = [
        f"{fraction},{weight},{1000 * weight + 10 * place + seed},{mean + noise * (seed - 2)}"
        for place, ((fraction, weight), mean) in enumerate(means.items())
        for seed in range(5)
    ]
    return SWEEP + "\n".join(rows) + "\n"


@pytest.mark.parametrize(("noise", "verdict"), [(1, "beyond noise"), (6, "within noise")])
def test_a_reversal_is_judged_by_what_runs_of_one_cell_vary_among_themselves(noise, verdict):
    found = typed(
        "grid", "-", "--metric", "count", "--better", "up",
        "--factors", "fraction,weight", "--ordered", "fraction",
        text=swept(noise),
    )  # fmt: skip
    (one,) = found["reversals"]
    assert (one["factor"], one["low_level"], one["high_level"], one["at"]) == (
        "fraction", "0.7", "1.0", {"weight": "8"},
    )  # fmt: skip
    assert (one["difference"], one["verdict"]) == (6.0, verdict)
    assert (one["p"] < 0.05) == (verdict == "beyond noise")
    assert found["best"]["levels"] == {"fraction": "0.7", "weight": "8"}
    tied = {(tie["levels"]["fraction"], tie["levels"]["weight"]) for tie in found["ties"]}
    assert (("1.0", "8") in tied) == (verdict == "within noise")
    once = any("weight 8 only" in words for words in found["advice"])
    assert once or verdict == "within noise"
