"""Texts of CSV and JSON made column by column are those that the library's own writers make line by line."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from tests.properties import given, st
from tracker.permissions import Role
from tracker.reports import cells
from tracker.reports.formulas import FORMULA_STARTS, neutral

COLUMNS = ["one", "two", 'a "third", so long']
# Some of them are equal and have different texts, such as 1, 1.0 and True.
ALIKE = st.sampled_from([None, "", 0, 0.0, -0.0, False, 1, 1.0, True, "1", "True", Role.MENTOR, "mentor"])
DAYS = st.one_of(st.dates(), st.datetimes(timezones=st.just(UTC)))
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
TYPED = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.sampled_from([*FORMULA_STARTS, '"', ",", "\n", "\r", "'", " ", "a"])),
)
LINES = st.lists(st.tuples(*[st.one_of(ALIKE, DAYS, NUMBERS, TYPED)] * 3), max_size=12)


def in_iso(moment):
    return moment.isoformat()


def by_csv(lines):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([[neutral(value) for value in line] for line in lines])
    return text.getvalue().encode()


@pytest.mark.parametrize("short", [[(1, 2, 3), (1, 2)], [(1, 2)], [(1, 2, 3, 4)]])
@pytest.mark.parametrize("made", [cells.as_csv, cells.as_json])
def test_a_line_with_too_few_or_too_many_values_is_refused(made, short):
    with pytest.raises(ValueError, match="zip"):
        made(COLUMNS, short)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused_in_json(value):
    with pytest.raises(ValueError, match="JSON"):
        cells.as_json(["one"], [(value,)])


@given(LINES)
def test_csv_is_that_of_the_library_with_formulas_kept_from_becoming_any(lines):
    assert cells.as_csv(COLUMNS, lines) == by_csv(lines)


@given(st.lists(st.tuples(st.one_of(ALIKE, TYPED)), max_size=4))
def test_a_line_of_one_empty_value_is_a_line(lines):
    assert cells.as_csv(["one"], lines) == by_csv(lines)


@given(LINES)
def test_json_is_that_of_the_library(lines):
    def each(line):
        return json.dumps(dict(zip(COLUMNS, line, strict=True)), ensure_ascii=False, default=in_iso)

    assert cells.as_json(COLUMNS, lines) == "".join(each(line) + "\n" for line in lines).encode()


def test_equal_numbers_of_one_column_keep_their_own_texts():
    lines = [(value,) for value in (1, True, 1.0, 0.0, -0.0)]
    assert cells.as_csv(["one"], lines) == b"1\r\nTrue\r\n1.0\r\n0.0\r\n-0.0\r\n"
    assert cells.as_csv(["one"], lines[3:]) == b"0.0\r\n-0.0\r\n"


def test_a_day_and_a_time_are_iso_in_json():
    line = (date(2026, 5, 4), datetime(2026, 5, 4, 12, tzinfo=UTC))
    assert cells.as_json(["day", "time"], [line]) == (
        b'{"day": "2026-05-04", "time": "2026-05-04T12:00:00+00:00"}\n'
    )
