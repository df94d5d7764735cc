"""Every reason has a sentence, and a refusal of many lines stays readable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tracker import intake
from tracker.cli import explained
from tracker.intake import messages
from tracker.intake.problems import BadInput, Problem
from tracker.web import catalogue

SOURCE = Path(intake.__file__).parent
CODE = re.compile(r'(?:\.add|\.fail|BadCell|Problem)\(\s*"(\w+)"')


@pytest.fixture
def language():
    with explained.language().app_context():
        yield


def test_every_code_in_the_source_has_a_sentence(language):
    used = {code for path in SOURCE.glob("*.py") for code in CODE.findall(path.read_text())}
    assert len(used) > 20
    assert used <= messages.codes() | catalogue.codes()  # a kind may say what a rule of a room says


def test_a_sentence_names_line_and_field_and_takes_any_text(language):
    problem = Problem("level", 7, "overall", {"given": "100 %s"})
    assert messages.sentence(problem) == "line 7, overall: “100 %s” is not a whole number from 1 to 5"
    assert messages.sentence(Problem("nul", 3)).startswith("line 3: there is a NUL byte")
    assert messages.sentence(Problem("map_twice", field="work")).startswith("work: two columns")
    assert messages.sentence(Problem("empty")).startswith("the file is empty")


def test_a_report_shows_twenty_problems_and_counts_the_rest(language):
    many = [Problem("nul", line) for line in range(1, 31)]
    lines = messages.report(BadInput("a.csv", many)).splitlines()
    assert len(lines) == 22
    assert lines[0] == "a.csv was not imported and nothing was written:"
    assert lines[-1] == "  and 10 more"
    assert messages.report(BadInput("a.csv", many, cut=True)).endswith("reading stopped there")


def test_a_report_on_an_option_speaks_of_no_file(language):
    error = BadInput("--map", [Problem("map_shape", params={"given": "d"})])
    assert messages.report(error) == "--map cannot be used:\n  write --map COLUMN=FIELD, not “d”"
