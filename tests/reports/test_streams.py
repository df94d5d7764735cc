"""Files written line by line: what a workbook cannot hold is refused, nothing becomes a formula."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
import python_calamine

from tests.properties import given, st
from tracker.reasons import Refused
from tracker.reports import streams
from tracker.reports.formulas import FORMULA_STARTS
from tracker.reports.lines import Kind
from tracker.reports.streams import Sheet

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.dates(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    st.sampled_from(FORMULA_STARTS).map(lambda start: f"{start}1+1"),
)


def written(lines: list[list[object]], kind: Kind, **more: object) -> bytes:
    out = io.BytesIO()
    columns = [f"c{place}" for place in range(len(lines[0]) if lines else 2)]
    streams.write(out, Sheet("lines", columns, len(lines), iter(lines), **more), kind, created=NOW)
    return out.getvalue()


def test_a_text_that_a_cell_of_a_workbook_would_cut_short_is_refused_by_line_and_column():
    with pytest.raises(Refused) as refused:
        written([["short", "a"], ["long", "b" * 32_768]], Kind.XLSX)
    assert refused.value.decision.code == "export_cell_too_long"
    assert refused.value.decision.params == {"line": 2, "column": "c1"}
    assert b"b" * 32_768 in written([["long", "b" * 32_768]], Kind.CSV)


def test_more_lines_than_a_workbook_holds_are_refused_before_the_first_is_read():
    def never():
        raise AssertionError("a line was read")
        yield

    sheet = Sheet("lines", ["a"], 1_048_576, never())
    with pytest.raises(Refused, match="export_too_long_for_xlsx"):
        streams.write(io.BytesIO(), sheet, Kind.XLSX, created=NOW)


@pytest.mark.parametrize("kind", Kind)
def test_whoever_is_told_how_far_it_is_can_stop_it(kind):
    read = []

    def lines():
        for number in range(10_000):
            read.append(number)
            yield [number]

    def stop(done):
        raise KeyboardInterrupt(done)

    with pytest.raises(KeyboardInterrupt, match=str(streams.BATCH)):
        streams.write(io.BytesIO(), Sheet("lines", ["a"], 10_000, lines()), kind, created=NOW, tell=stop)
    assert len(read) == streams.BATCH


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8))
def test_no_typed_text_in_csv_begins_like_a_formula_and_all_others_are_as_they_were(lines):
    text = written([list(line) for line in lines], Kind.CSV).decode()
    back = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert len(back) == len(lines)
    for cells, line in zip(back, lines, strict=True):
        for cell, value in zip(cells, line, strict=True):
            plain = "" if value is None else str(value)
            typed = isinstance(value, str) and value.startswith(FORMULA_STARTS)
            assert cell == ("'" + plain if typed else plain)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8))
def test_json_lines_give_every_value_back(lines):
    content = written([list(line) for line in lines], Kind.JSONL).decode()
    back = [list(json.loads(one).values()) for one in content.split("\n")[:-1]]
    plain = [[v.isoformat() if isinstance(v, date) else v for v in line] for line in lines]
    assert back == plain


def test_a_workbook_holds_every_kind_of_value_and_no_formula():
    lines = [["=1+1", 3, 0.1, True, date(2026, 5, 4), None], ["https://x.example", -1, 2.5, False, None, ""]]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(written(lines, Kind.XLSX)))
    _header, first, second = book.get_sheet_by_name("lines").to_python()
    assert first == ["=1+1", 3, 0.1, True, date(2026, 5, 4), ""]
    assert second == ["https://x.example", -1, 2.5, False, "", ""]


class Watched(list):
    """A line that counts how many of its kind there are."""

    alive = most = 0

    def __init__(self, values):
        super().__init__(values)
        Watched.alive += 1
        Watched.most = max(Watched.most, Watched.alive)

    def __del__(self):
        Watched.alive -= 1


@pytest.mark.parametrize("kind", Kind)
def test_no_more_lines_are_held_than_are_written_together(kind):
    Watched.alive = Watched.most = 0
    lines = (Watched([number]) for number in range(5 * streams.BATCH))
    sheet = Sheet("lines", ["a"], 5 * streams.BATCH, lines)
    assert streams.write(io.BytesIO(), sheet, kind, created=NOW) == 5 * streams.BATCH
    assert streams.BATCH <= Watched.most <= 2 * streams.BATCH + 1
