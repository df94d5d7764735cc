"""Rows come with the line they begin on, and a row that does not fit its header is named."""

from __future__ import annotations

import io

import pytest

from tracker.intake import sheets
from tracker.intake.problems import BadInput, Problems


def parse(text: str) -> tuple[list[tuple[int, list[str]]], list[tuple[str, int | None]]]:
    """The records of a text, and the (code, line) of what was noted besides."""
    problems = Problems("a.csv")
    lines = io.StringIO(text, newline="\n")  # as the reader of files cuts them: at \n alone
    found = [(record.line, record.cells) for record in sheets.records(lines, problems)]
    return found, [(problem.code, problem.line) for problem in problems.found]


@pytest.mark.parametrize("text", ["", "\n", " \n,,\n"])
def test_refuses_a_file_without_a_header(text):
    with pytest.raises(BadInput) as caught:
        parse(text)
    assert caught.value.problems[0].code == "empty"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('a,b\n1,2\n3,"open\n4,5\n', "quote_open", 3),
        ('a,b\n"x"y,2\n', "quoting", 2),
        ("a,b\r1,2\r", "quoting", 1),
    ],
)
def test_refuses_quotes_and_line_ends_that_cannot_be_read(text, code, line):
    with pytest.raises(BadInput) as caught:
        parse(text)
    problem = caught.value.problems[-1]
    assert (problem.code, problem.line) == (code, line)


def test_notes_every_row_with_too_few_or_too_many_cells():
    found, noted = parse("a,b\n1\n1,2\n1,2,3\n")
    assert found == [(1, ["a", "b"]), (3, ["1", "2"])]
    assert noted == [("cells", 2), ("cells", 4)]


def test_counts_lines_through_cells_of_several_lines_and_blank_rows():
    found, noted = parse('a,b\n"1\n1",2\n\n,\n3,4\n')
    assert found == [(1, ["a", "b"]), (2, ["1\n1", "2"]), (6, ["3", "4"])]
    assert noted == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_finds_the_delimiter_in_the_header(delimiter):
    found, _noted = parse(f'"a,;x"{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3\n')
    assert found[1] == (2, ["1", "2", "3"])


def test_a_file_of_one_column_needs_no_delimiter():
    assert parse("a\n1\n")[0] == [(1, ["a"]), (2, ["1"])]


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        (["a", ""], ["header_blank"]),
        (["a", "b", " a"], ["header_twice"]),
        (["a", "", "a"], ["header_blank", "header_twice"]),
    ],
)
def test_refuses_a_header_with_a_blank_or_a_double(cells, codes):
    with pytest.raises(BadInput) as caught:
        sheets.header(sheets.Record(1, cells), Problems("a.csv"))
    assert [problem.code for problem in caught.value.problems] == codes


def test_a_header_loses_the_blanks_around_its_names():
    assert sheets.header(sheets.Record(1, [" a", "b "]), Problems("a.csv")) == ["a", "b"]
