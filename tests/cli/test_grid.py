"""`tracker grid`: a table of runs in, a line of JSON or a sentence about what cannot be used out."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tracker.cli import main

RUNS = """fraction,weight,seed,status,words,similarity
0.3,4,0,ok,3,0.31
0.3,4,1,ok,4,0.33
0.7,4,0,ok,9,0.71
0.7,4,1,ok,10,0.70
1.0,4,0,ok,5,0.80
1.0,4,1,failed,,
"""
# What the csv module and the decoder say, to programmers.
OF_THE_LIBRARY = ("end of data", "expected after", "universal-newline", "field larger", "start byte")
HOW = ("--metric", "words", "--better", "up", "--factors", "fraction,weight", "--ordered", "fraction")


def grid(*arguments, text=RUNS):
    return CliRunner().invoke(main, ["grid", "-", *arguments], input=text)


def test_it_prints_one_line_of_json_with_every_key():
    done = grid(*HOW)
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") == 1
    found = json.loads(done.stdout)
    assert list(found) == ["cells", "best", "ties", "reversals", "metric_agreement", "advice"]
    assert found["cells"][0]["levels"] == {"fraction": "0.3", "weight": "4"}
    assert found["cells"][0]["mean"] == 3.5
    assert [cell["n"] for cell in found["cells"]] == [2, 2, 1]
    assert found["cells"][2]["failed"] == 1
    assert (found["cells"][2]["low"], found["cells"][2]["high"]) == (None, None)
    assert found["best"]["levels"]["fraction"] == "0.7"
    (one,) = found["reversals"]
    assert {name: one[name] for name in ("factor", "low_level", "high_level", "at", "p", "verdict")} == {
        "factor": "fraction",
        "low_level": "0.7",
        "high_level": "1.0",
        "at": {"weight": "4"},
        "p": None,
        "verdict": "cannot tell",
    }
    assert found["metric_agreement"]["metrics"] == ["words", "similarity"]
    assert found["metric_agreement"]["n"] == 5


def test_a_metric_to_compare_with_is_named_or_found():
    named = json.loads(grid(*HOW, "--against", "similarity", "--against-better", "down").stdout)
    found = json.loads(grid(*HOW).stdout)
    assert named["metric_agreement"]["spearman"] == pytest.approx(-found["metric_agreement"]["spearman"])
    alone = grid(*HOW, text="\n".join(line.rsplit(",", 1)[0] for line in RUNS.splitlines()))
    assert json.loads(alone.stdout)["metric_agreement"] is None


def test_columns_with_words_or_the_number_of_the_run_are_no_metrics():
    lines = RUNS.replace("similarity", "note").splitlines()
    text = "\n".join([lines[0] + ",run", *(f"{line},{place}" for place, line in enumerate(lines[1:]))])
    text = text.replace("0.31", "warm")
    found = json.loads(grid("--metric", "words", "--better", "up", "--factors", "fraction", text=text).stdout)
    assert found["metric_agreement"] is None
    assert "Columns that were not looked at: weight, note, run." in found["advice"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RUNS.replace("0.7,4,0", ",4,0"), "line 4, fraction: the level is missing"),
        (RUNS.replace("9,0.71", "nine,0.71"), "line 4, words: “nine” is not a number"),
        (RUNS.replace("9,0.71", "inf,0.71"), "line 4, words: “inf” is not a finite number"),
        (RUNS.replace("9,0.71", "NaN,0.71"), "line 4, words: “NaN” is not a finite number"),
        (RUNS.replace("9,0.71", "1e305,0.71"), "line 4, words: “1e305” is larger than can be compared"),
        (RUNS.replace("9,0.71", "1_0,0.71"), "line 4, words: “1_0” is not a number"),
        (RUNS.replace("9,0.71", "٣,0.71"), "line 4, words: “٣” is not a number"),
        (RUNS.replace("failed,,", "failed,3,"), "line 7, words: a run that is failed has no value"),
        (RUNS.replace("failed", "broken"), "line 7, status: “broken” is not ok, failed or missing"),
        (
            RUNS.replace("0.7,4,1", "0.70,4,0"),
            "line 5, seed: the same levels with the same seed stand in line 4",
        ),
        (RUNS.replace(",0.71", ""), "line 4: 5 cells, but the header has 6"),
        (RUNS.replace("0.7,4,0", "a\tb,4,0"), "line 4, fraction: there is a character"),
        (RUNS.replace("0.7,4,0", "x" * 81 + ",4,0"), "line 4, fraction: use at most 80 characters"),
        (RUNS.replace("words", "count"), "line 1, words: there is no column of this name"),
        (RUNS.replace("similarity", "Words"), "line 1, Words: two columns have this name"),
        (RUNS.replace("similarity", ""), "line 1: column 6 has values but no name"),
        (RUNS.splitlines()[0] + "\n", "FILE: there are no runs under the header"),
        (
            RUNS.replace("9,0.71", "9" * 131_073 + ",0.71"),
            "a cell is too long; use at most 131072 characters",
        ),
        ("", "FILE: there is nothing in it"),
        ("\n \n", "FILE: there is nothing in it"),
        (RUNS.replace("0.7,4,0", '"0.7,4,0'), "this is no CSV that can be read"),
    ],
)
def test_what_cannot_be_used_is_named_by_line_and_column(text, message):
    done = grid(*HOW, text=text)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert not any(words in done.stderr for words in OF_THE_LIBRARY)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"--metric": "height"}, "line 1, height: there is no column of this name"),
        ({"--factors": "fraction,depth"}, "line 1, depth: there is no column of this name"),
        ({"--factors": "fraction,Fraction"}, "--factors: Fraction stands there twice"),
        ({"--factors": "fraction,,weight"}, "--factors: there is an empty name"),
        ({"--factors": ""}, "--factors: name at least one column"),
        ({"--factors": '"fraction'}, "--factors: a quotation mark is open or out of place"),
        ({"--factors": 'fraction,"wei"ght'}, "--factors: a quotation mark is open or out of place"),
        ({"--factors": "fraction\nweight"}, "--factors: a line ends in it; give all names on one line"),
        ({"--ordered": "fraction\r"}, "--ordered: a line ends in it"),
        ({"--factors": "f" * 131_073}, "--factors: a cell is too long"),
        ({"--factors": "fraction,seed"}, "--factors: seed says which run it is"),
        ({"--ordered": "weight", "--factors": "fraction"}, "--ordered: weight is not one of the factors"),
        ({"--metric": "fraction"}, "--metric: fraction is not a metric"),
        ({"--metric": " "}, "--metric: name a column"),
        ({"--against": "words"}, "--against: words is the metric itself"),
        ({"--better": "sideways"}, "--better"),
    ],
)
def test_an_option_that_cannot_be_is_named(options, message):
    given = dict(zip(HOW[::2], HOW[1::2], strict=True)) | options
    done = grid(*(word for pair in given.items() for word in pair))
    assert done.exit_code == 2
    assert message in done.stderr
    assert not any(words in done.stderr for words in OF_THE_LIBRARY)


def test_a_binary_file_is_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"fraction,words\n\xff\xfe,1\n")
    done = CliRunner().invoke(main, ["grid", str(tmp_path / "x.csv"), *HOW])
    assert done.exit_code == 2
    assert "FILE is not UTF-8 text" in done.stderr


def test_a_hole_in_the_grid_is_said_and_no_error():
    done = grid(*HOW, text=RUNS + "0.3,8,0,ok,3,0.3\n")
    assert done.exit_code == 0
    (said,) = [text for text in json.loads(done.stdout)["advice"] if "were not run" in text]
    assert (
        said == "2 of 6 combinations of levels were not run: fraction 0.7, weight 8; fraction 1.0, weight 8."
    )


def test_where_all_runs_failed_there_is_no_best_cell_and_it_is_said():
    done = grid(
        "--metric", "m", "--better", "down", "--factors", "a", text="a,status,m\n1,failed,\n2,failed,nan\n"
    )
    found = json.loads(done.stdout)
    assert found["best"] is None
    assert found["ties"] == []
    assert found["advice"] == ["None of 2 runs has a value, so nothing can be compared."]


def test_one_run_without_a_value_is_said_in_the_singular():
    done = grid("--metric", "m", "--better", "up", "--factors", "a", text="a,status,m\n1,failed,\n")
    assert json.loads(done.stdout)["advice"] == ["The only run has no value, so nothing can be compared."]


def test_runs_that_are_all_alike_have_no_interval_in_json():
    done = grid("--metric", "m", "--better", "up", "--factors", "a", text="a,m\n1,5\n1,5\n2,1\n2,2\n")
    (alike, other) = json.loads(done.stdout)["cells"]
    assert (alike["mean"], alike["low"], alike["high"], alike["n"]) == (5.0, None, None, 2)
    assert other["low"] < other["mean"] < other["high"]


def test_a_spreadsheet_with_a_byte_order_mark_semicolons_and_crlf_is_read():
    text = "\ufeff" + RUNS.replace(",", ";").replace("\n", "\r\n")
    assert json.loads(grid(*HOW, text=text).stdout) == json.loads(grid(*HOW).stdout)


def test_tabs_between_the_cells_are_read_like_commas():
    """With a comma in a name, as a spreadsheet copies it."""
    text = "\n" + RUNS.replace(",", "\t").replace("similarity", "similar, mean")
    found = json.loads(grid(*HOW, text=text).stdout)
    assert found["cells"] == json.loads(grid(*HOW).stdout)["cells"]
    assert found["metric_agreement"]["metrics"] == ["words", "similar, mean"]


def test_reading_ends_at_the_first_level_too_many():
    """A line that cannot be used stands after it."""
    text = "a,m\n" + "".join(f"{place},1\n" for place in range(10_001)) + "x,y,z\n"
    done = grid("--metric", "m", "--better", "up", "--factors", "a", text=text)
    assert done.exit_code == 2
    assert "more than 10000 different cells" in done.stderr


def test_a_column_that_differs_in_every_run_is_no_factor():
    text = "a,m\n" + "".join(f"{place},1\n" for place in range(10_001))
    done = grid("--metric", "m", "--better", "up", "--factors", "a", text=text)
    assert done.exit_code == 2
    assert "more than 10000 different cells" in done.stderr


def test_twenty_thousand_runs_are_read_like_the_same_in_another_order():
    """tests/bench/grid_runs.py does the same with a million and prints time and memory."""
    rng = random.Random(7)
    lines = [
        f"{place % 10},{place % 4},{place // 20},{rng.gauss(place % 10, 1):.3f}" for place in range(20_000)
    ]
    found = []
    for _ in range(2):
        text = "a,b,seed,m\n" + "\n".join(lines)
        done = grid("--metric", "m", "--better", "up", "--factors", "a,b", "--ordered", "a", text=text)
        assert done.exit_code == 0, done.output
        found.append({json.dumps(one.pop("levels")): one for one in json.loads(done.stdout)["cells"]})
        rng.shuffle(lines)
    assert found[0] == found[1]
    assert len(found[0]) == 20


def test_it_starts_without_the_frameworks():
    code = (
        "import sys; from click.testing import CliRunner; from tracker.cli import main;"
        f"done = CliRunner().invoke(main, ['grid', '-', *{HOW!r}], input={RUNS!r});"
        "print(done.exit_code, sorted({'flask', 'sqlalchemy', 'pandas'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0 []"


def test_a_second_metric_that_nobody_named_is_said_to_be_guessed():
    rows = "dose,score,epochs\n" + "".join(f"{k % 3},{k % 3 + k / 8},{30 - 7 * (k % 3)}\n" for k in range(12))
    call = ("--metric", "score", "--better", "up", "--factors", "dose")
    guessed, named = grid(*call, text=rows), grid(*call, "--against", "epochs", text=rows)
    said = [
        any("Nobody named" in one for one in json.loads(done.stdout)["advice"]) for done in (guessed, named)
    ]
    assert said == [True, False]


def test_levels_too_large_to_be_numbers_are_words():
    done = grid(
        "--metric", "score", "--better", "up", "--factors", "dose", text="dose,score\n1e999,1\n2e999,2\n"
    )
    assert len(json.loads(done.stdout)["cells"]) == 2
