"""`tracker poll`: what is known of a poll in, one line of JSON or a sentence about the option out."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tracker.cli import main

EIGHT = ",".join(f"{name}=12.5" for name in "abcdefgh")
DEBATE = ("--pre", "Pro=67,Con=33", "--post", "Pro=64,Con=36")
N_100 = ("--n-pre", "100", "--n-post", "100")
PAIRED = ["Pro,Pro"] * 20 + ["Pro,Con"] * 9 + ["Con,Pro"] * 3 + ["Con,Con"] * 9
PAIRS = "code,pre,post\n" + "".join(f"code {place},{row}\n" for place, row in enumerate(PAIRED))


def poll(*arguments):
    return CliRunner().invoke(main, ["poll", *arguments])


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "pairs.csv"
        path.write_text(text) if isinstance(text, str) else path.write_bytes(text)
        return str(path)

    return write


def test_the_debate_in_one_line_of_json_with_the_keys_of_the_contract():
    done = poll(*DEBATE)
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") == 1
    found = json.loads(done.stdout)
    assert set(found) == {"options", "n_needed", "gross_movement_at_least", "attrition", "sentence"}
    assert found["sentence"] == (
        "Con gained 3 points; 2 to 4 after rounding; with fewer than about 1,930 answers in each poll this"
        " is within the 95 % margin; a majority still supports."
    )
    assert found["options"][1] == {
        "name": "Con", "pre": 0.33, "post": 0.36, "change": 0.03, "change_low": None, "change_high": None,
        "rounding_low": 0.02, "rounding_high": 0.04,
    }  # fmt: skip
    assert (found["gross_movement_at_least"], found["attrition"]) == (0.03, None)


def test_willingness_stands_beside_what_moved():
    found = json.loads(poll(*DEBATE, "--willing", "92").stdout)
    assert found["willing"]["sentence"] == "92 % could change their mind; at least 3 % did."


def test_known_numbers_of_answers_give_intervals_and_bounds_for_those_missing():
    found = json.loads(poll(*DEBATE, "--n-pre", "100", "--n-post", "75", "--group-size", "200").stdout)
    con = found["options"][1]
    assert con["change_low"] < 0.03 < con["change_high"]
    assert found["attrition"]["missing"] == 25
    assert found["attrition"]["options"][1]["change_low"] == pytest.approx(0.36 * 0.75 - 0.33)


def test_pairs_give_the_exact_movement(file):
    found = json.loads(poll("--pairs", file(PAIRS)).stdout)
    assert found["gross_movement_at_least"] == pytest.approx(12 / 41)
    assert found["n_needed"] is None
    assert {one["name"] for one in found["options"]} == {"Pro", "Con"}


def test_percentages_beside_pairs_name_the_options_and_must_be_theirs(file):
    path = file(PAIRS)
    done = poll("--pre", "Con=29,Pro=71", "--post", "Con=44,Pro=56", "--pairs", path)
    assert [one["name"] for one in json.loads(done.stdout)["options"]] == ["Con", "Pro"]
    wrong = poll("--pre", "Con=33,Pro=67", "--post", "Con=44,Pro=56", "--pairs", path)
    assert wrong.exit_code == 2 and "--pre: 33 % Con, but in FILE it is 29.3 %" in wrong.stderr


def test_a_million_lines_are_counted_in_moments(file):
    text = "pre,post\n" + "Pro,Con\nCon,Con\nPro,Pro\nPro,\n" * 250_000
    done = poll("--pairs", file(text))
    assert json.loads(done.stdout)["attrition"]["missing"] == 250_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--pre", "Pro=67,Con=36", *DEBATE[2:]), "--pre: the percentages sum to 103; 2 rounded ones"),
        (("--pre", "Pro=67,Con=33", "--post", "Pro=64,Com=36"), "--post: the option “Con” is missing"),
        (("--pre", "Pro=100", "--post", "Pro=100"), "--pre: a poll has 2 to 7 options, here are 1"),
        (("--pre", EIGHT, "--post", EIGHT), "here are 8"),
        (("--pre", "Pro=-67,Con=33", *DEBATE[2:]), "--pre: “Pro” needs a percentage from 0 to 100"),
        (("--pre", "Pro=nan,Con=33", *DEBATE[2:]), "--pre: “Pro” needs a percentage from 0 to 100"),
        (("--pre", "Pro=inf,Con=33", *DEBATE[2:]), "--pre: “Pro” needs a percentage from 0 to 100"),
        (("--pre", "Pro=67%,Con=33", *DEBATE[2:]), "--pre: “Pro” needs a plain number"),
        (("--pre", "Pro=67,Pro=33", *DEBATE[2:]), "--pre: the option “Pro” is there twice"),
        (("--pre", "Pro67,Con=33", *DEBATE[2:]), "--pre: “Pro67” is not of the form"),
        (("--pre", "", *DEBATE[2:]), "--pre: “” is not of the form"),
        (DEBATE[:2], "--post: give the percentages of both polls"),
        (DEBATE[2:], "--pre: give the percentages before"),
        ((), "--pre: give the percentages before"),
        ((*DEBATE, "--n-pre", "4", "--n-post", "100"), "--n-pre: no whole number of 4 answers is 67 %"),
        ((*DEBATE, "--n-pre", "1", "--n-post", "100"), "--n-pre: 1 answer cannot be: there are 2 options"),
        ((*DEBATE, "--n-pre", "0", "--n-post", "100"), "--n-pre: 0 answers cannot be"),
        ((*DEBATE, "--n-pre", "100", "--n-post", "-1"), "--n-post: -1 answers cannot be"),
        ((*DEBATE, "--n-pre", "100"), "--n-post: give the number of answers of both polls"),
        ((*DEBATE, *N_100, "--group-size", "50"), "--n-pre: there are 100 answers, but the group has 50"),
        ((*DEBATE, "--group-size", "0"), "--group-size: a group has at least one member"),
        ((*DEBATE, "--willing", "120"), "--willing: the share of those willing"),
        ((*DEBATE, "--willing", "nan"), "--willing: the share of those willing"),
        ((*DEBATE, "--n-pre", "many", "--n-post", "100"), "--n-pre"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_poll_is_refused_with_the_option_named(arguments, said):
    done = poll(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "--pairs: line 1: there is no column pre; needed are pre, post"),
        ("pre,after\nPro,Con\n", "--pairs: line 1: there is no column post"),
        ("pre,post,name\nPro,Con,Ada\n", "--pairs: line 1: the column “name” is not known"),
        ("pre,post\n", "--pairs: FILE has no line of answers"),
        ("pre,post\nPro,Con\n", "--pairs: FILE has one line of answers"),
        ("pre,post\nPro,Con\nPro\n", "--pairs: line 3: 1 cells"),
        ("pre,post\n" + "".join(f"o{i},o{i}\n" for i in range(9)), "--pairs: line 9, pre: “o7” is one"),
        ("pre,post\nPro,Pro\nPro,Pro\n", "--pairs: a poll has 2 to 7 options, here are 1"),
        ("pre,post\nPro,\nCon,\n", "--pairs: there is no answer after"),
        (b"pre,post\nPr\xff,Con\n", "--pairs: FILE is not UTF-8 text"),
        (b"pre,post\nPr\0o,Con\n", "--pairs: FILE is not plain text"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_at_its_line(file, text, said):
    done = poll("--pairs", file(text))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_an_option_that_the_file_alone_knows_is_refused(file):
    done = poll(*DEBATE, "--pairs", file("pre,post\nPro,Con\nMaybe,Con\n"))
    assert done.exit_code == 2 and "--pairs: line 3, pre: “Maybe” is none of Pro, Con" in done.stderr


def test_numbers_beside_pairs_are_refused(file):
    done = poll("--pairs", file(PAIRS), "--n-pre", "41")
    assert done.exit_code == 2 and "--pairs: the numbers of answers follow from FILE" in done.stderr


def test_it_starts_without_the_frameworks():
    code = "import sys, tracker.cli.poll; print(sorted({'flask', 'sqlalchemy', 'pandas'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
