"""`tracker score`: a file of forms in, levels or a sentence about the line that cannot be used out."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.scoring.cohorts import DATA
from tracker.cli import main

FORMS = """scholar,mentor,work,overall,confidence
ada,m1,w1,4,high
ada,m2,w1,3,low
ben,m1,w2,2,medium
ben,m3,w3,1,
cy,m2,w4,5,Medium
cy,m3,w5,4,high
"""


def score(*arguments, text=None):
    return CliRunner().invoke(main, ["score", *arguments], input=text)


def test_json_has_every_key_of_the_contract():
    done = score(str(DATA / "reference-small.json"), "--format", "json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert set(found) >= {
        "model_version", "input_hash", "scholars", "mentors", "components", "reliability", "planner",
        "connected_components",
    }  # fmt: skip
    assert set(found["scholars"][0]) >= {
        "scholar", "level", "sd", "q05", "q95", "p_below", "people", "works", "early", "sentence",
        "influences", "one_more_bad_result",
    }  # fmt: skip
    assert [step["target"] for step in found["planner"]] == [0.7, 0.8]


def test_a_whole_file_and_its_data_alone_score_the_same():
    whole = DATA / "reference-small.json"
    alone = json.dumps(json.loads(whole.read_text())["data"])
    first, second = score(str(whole), "--format", "json"), score("-", "--format", "json", text=alone)
    assert first.stdout == second.stdout


def test_a_table_never_shows_a_level_without_interval_and_sentence():
    done = score("-", text=FORMS)
    assert done.exit_code == 0, done.output
    rows = [line for line in done.stdout.splitlines() if line.startswith(("ada", "ben", "cy"))]
    assert len(rows) == 3
    assert all(" to " in row and "cannot tell average from strong" in row for row in rows)


def test_the_bar_moves_the_probability():
    low, high = (
        json.loads(score("-", "--bar", bar, "--format", "json", text=FORMS).stdout)["scholars"][0]["p_below"]
        for bar in ("2", "4")
    )
    assert low < high


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FORMS.replace("ada,m1,w1,4", "ada,m1,w1,6"), "line 2, overall: 6.0 is not a number from 1 to 5"),
        (FORMS.replace("ben,m1,w2,2", "ben,m1,w2,two"), "line 4, overall: 'two' is not a number"),
        (FORMS.replace("\nben,m1,w2,2", "\n\n\nben,m1,w2,NaN"), "line 6, overall: nan"),
        (FORMS.replace("low", "sure"), "line 3, confidence: 'sure' is not low, medium or high"),
        (FORMS.replace("cy,m2", ",m2"), "line 6, scholar: this is missing"),
        (FORMS.replace(",w1,3,low", ""), "line 3: 2 cells, but the header has 5"),
        (FORMS.replace("work", "piece"), "line 1: there is no column work"),
        (FORMS.replace("confidence", "sure"), "the column “sure” is not known"),
        (FORMS.splitlines()[0] + "\n", "forms: there are none"),
        ("", "line 1: there is no column scholar"),
        ("{", "this is not JSON that can be used"),
        ("[1, 2]", "the data must be an object"),
        ('{"data": {"forms": [{"scholar": 1}]}}', "forms[0].mentor: this is missing"),
        ("a\0b", "NUL byte"),
        ('{"forms": [], "forms": []}', "the key 'forms' stands twice"),
        ('{"forms": [{"scholar": ' + "9" * 5000 + "}]}", "this is not JSON that can be used"),
        (FORMS.replace("ada,m2", '"ada,m2'), "line 7: "),
    ],
)
def test_what_cannot_be_used_is_named_by_its_line(text, message):
    done = score("-", text=text)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_a_binary_file_a_missing_file_and_a_bar_off_the_scale_are_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00\x80")
    for arguments, message in [
        ([str(tmp_path / "x.csv")], "FILE is not UTF-8 text"),
        ([str(tmp_path / "none.csv")], "No such file"),
        (["-", "--bar", "7"], "--bar: 7.0 is not a level from 1 to 5"),
    ]:
        done = score(*arguments, text=FORMS)
        assert done.exit_code == 2
        assert message in done.stderr
