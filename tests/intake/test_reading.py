"""Every shape of file gives the same header and rows; what cannot be read is refused in its own words."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.intake.made_files import repacked, workbook
from tests.properties import given, st
from tracker.intake import reading, workbooks
from tracker.intake.problems import BadInput, Problem

LETTERS = "name;note\nZoë;“hello”\n"
PEOPLE = [["name", "since"], ["Zoë", date(2026, 3, 4)]]
SHEET = "xl/worksheets/sheet1.xml"


def read(path: Path, sheet: str | None = None) -> list[list[str]]:
    with reading.opened(path, sheet=sheet) as table:
        return [list(table.header), *(row.cells for row in table.rows)]


def refusal(path: Path, sheet: str | None = None) -> Problem:
    with pytest.raises(BadInput) as caught:
        read(path, sheet)
    [problem] = caught.value.problems
    return problem


@pytest.fixture
def written(tmp_path):
    def write(content: bytes, name: str = "a.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty", None),
        (b"\n \n", "empty", None),
        (b"\xd0\xcf\x11\xe0 rest", "old_workbook", None),
        (gzip.compress(b"a,b\n", mtime=0), "packed", None),
        (b"%PDF-1.7", "pdf", None),
        (b"\n<!DOCTYPE html><title>Sign in</title>", "web_page", None),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00", "no_text", None),
        (b"a,b\n1,\x002\n", "no_text", None),
        (b"a,b\n1,\x81\xff\n", "no_text", None),
        (b"\xff\xfea\x00,\x00b", "no_text", None),
        (b'a,b\n1,2\n"3,4\n5,6\n', "quote_open", 3),
        (b'a,b\n"1"2,3\n', "quoting", 2),
        (b"a,b\n1," + b"x" * 131_073 + b"\n", "cell_too_long", 2),
        (b"a,,c\n1,2,3\n", "header_blank", 1),
        (b"a,b, a \n1,2,3\n", "header_twice", 1),
        (b"a," + b"b" * 301 + b"\n", "header_odd", 1),
        (b"a,b\x07\n", "header_odd", 1),
        (",".join(f"c{n}" for n in range(300)).encode(), "many_columns", None),
    ],
)
def test_refuses_what_is_no_table(written, content, code, line):
    problem = refusal(written(content))
    assert (problem.code, problem.line) == (code, line)


def test_a_header_twice_is_named(written):
    assert refusal(written(b"Name,Track,Name\n")).params == {"column": "Name"}


def test_a_file_of_51_mb_is_refused_unread(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    assert refusal(path).params == {"limit": 50}


def test_a_line_too_many_is_refused(written, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 10)
    assert refusal(written(b"a\n" * 11)).code == "too_many_lines"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_an_encoding_is_told_by_the_content(written, encoding, said):
    path = written(LETTERS.encode(encoding))
    with reading.opened(path) as table:
        assert table.header == ("name", "note")
        assert [row.cells for row in table.rows] == [["Zoë", "“hello”"]]
        assert table.about.encoding == said


def test_one_byte_that_is_no_utf8_far_down_makes_it_windows_1252(written):
    content = b"name\n" + b"Ada\n" * 300_000 + "Zoë\n".encode("cp1252")
    assert read(written(content))[-1] == ["Zoë"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_delimiter_is_told_by_the_header(written, delimiter):
    text = f'"Name, first;\tand last"{delimiter}note\nZoë{delimiter}"a{delimiter}b"\n'
    assert read(written(text.encode())) == [["Name, first; and last", "note"], ["Zoë", f"a{delimiter}b"]]


def test_a_spreadsheets_own_line_on_the_delimiter_is_no_header(written):
    with reading.opened(written(b"sep=;\na;b,c\n1;2\n")) as table:
        assert table.header == ("a", "b,c")
        assert [row.line for row in table.rows] == [3]


def test_a_question_of_two_lines_is_one_column_and_lines_are_counted_as_they_lie(written):
    text = 'Timestamp,"What is your name?\n(as in your passport)"\n\n4/13/2026,"Ada\nL"\n,\n4/14/2026,Bo\n'
    with reading.opened(written(text.encode())) as table:
        assert table.header == ("Timestamp", "What is your name? (as in your passport)")
        assert [(row.line, row.cells[1]) for row in table.rows] == [(4, "Ada\nL"), (7, "Bo")]


def test_blank_columns_at_the_end_are_no_columns(written):
    assert read(written(b"a,b,,\n1,2,,\n3,4,,5\n")) == [["a", "b"], ["1", "2"], ["3", "4", "", "5"]]


def test_a_workbook_says_the_same_as_a_text(tmp_path):
    path = workbook(
        tmp_path / "a.csv",  # the ending says nothing
        {
            "People": [
                ["name", "since", "filed", "n", "share", "ok", "note"],
                [
                    "Zoë",
                    date(2026, 3, 4),
                    datetime(2026, 3, 4, 22, 5),  # noqa: DTZ001  # workbooks know no zones
                    4.0,
                    0.25,
                    True,
                    "'=1",
                ],
            ]
        },
    )
    assert read(path)[1] == ["Zoë", "2026-03-04", "2026-03-04 22:05:00", "4", "0.25", "yes", "'=1"]


def test_a_formula_is_the_text_it_is_and_not_what_it_came_to(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": [["a", "b"], ["=1+1", 2], ["x", '=A2&"y"']]})
    assert read(path)[1:] == [["=1+1", "2"], ["x", '=A2&"y"']]


def test_of_several_sheets_the_first_is_read_or_the_one_asked_for(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": [["a"], ["1"]], "Two": [["b"], ["2"]]})
    assert read(path) == [["a"], ["1"]]
    assert read(path, "Two") == [["b"], ["2"]]
    with reading.opened(path) as table:
        assert table.about.sheets == ("One", "Two")
    assert refusal(path, "Three").params == {"sheet": "Three", "known": "One, Two"}


def test_a_sheet_that_begins_further_down_keeps_its_line_numbers(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": [[], [], ["", "a", "b"], [], ["", "1", "2"]]})
    with reading.opened(path) as table:
        assert table.header == ("a", "b")
        assert [(row.line, row.cells) for row in table.rows] == [(5, ["1", "2"])]


def test_merged_cells_are_refused_with_their_address(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": [["a", "b", "c"]]}, merged="B2:C3")
    assert refusal(path).params == {"sheet": "One", "cells": "B2:C3"}


def test_a_macro_workbook_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": PEOPLE})
    assert refusal(repacked(path, {"xl/vbaProject.bin": b"\0"})).code == "macros"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"xl/workbook.xml": None}, "no_workbook"),
        ({"xl/workbook.bin": b"1"}, "other_workbook"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "other_workbook"),
        ({"xl/workbook.xml": b"<workbook"}, "workbook_broken"),
        ({"xl/workbook.xml": b"<workbook/>"}, "workbook_empty"),
        (
            {SHEET: b"<worksheet><sheetData><row><c r='A0x'/></row></sheetData></worksheet>"},
            "workbook_broken",
        ),
        ({SHEET: b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>"}, "workbook_broken"),
        ({SHEET: b"<worksheet><sheetData/></worksheet>"}, "empty"),
        ({SHEET: None}, "workbook_broken"),
    ],
)
def test_a_workbook_that_is_none_or_damaged_is_refused(tmp_path, changes, code):
    path = workbook(tmp_path / "a.xlsx", {"One": PEOPLE})
    assert refusal(repacked(path, changes)).code == code


def test_a_workbook_cut_short_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": PEOPLE})
    path.write_bytes(path.read_bytes()[:-400])
    assert refusal(path).code == "workbook_broken"


def test_two_cells_that_span_a_sheet_of_17_billion_are_refused_before_it_is_laid_out(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": PEOPLE})
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    repacked(path, {SHEET: b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>"})
    assert refusal(path).code == "many_columns"


def test_a_bomb_is_refused_by_what_it_says_of_itself(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", {"One": PEOPLE})
    monkeypatch.setattr(workbooks, "UNPACKED_LIMIT", 1024 * 1024)
    assert refusal(repacked(path, {"xl/media/b.bin": b"\0" * 2**21})).params == {"limit": 1}


def test_a_bomb_that_lies_about_its_size_is_refused_too(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": PEOPLE})
    content = repacked(path, {SHEET: b" " * 7_654_321}).read_bytes()
    size = (7_654_321).to_bytes(4, "little")
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, (100).to_bytes(4, "little")))
    assert refusal(path).code == "workbook_broken"


@given(st.binary(max_size=60))
def test_any_bytes_are_a_table_or_a_refusal(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        rows = read(path)
    except BadInput:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)
    assert len(set(rows[0])) == len(rows[0])
