"""Each kind of cell: what it takes, and the reason for what it does not."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tracker.evaluations.answers import Confidence
from tracker.intake import cells
from tracker.intake.cells import BadCell

TODAY = date(2026, 5, 4)


def day(cell: str, zone: str = "UTC") -> date | None:
    return cells.day(cell, zone=ZoneInfo(zone), today=TODAY)


@pytest.mark.parametrize("cell", ["0", "6", "4.5", "abc", "-1", "99", "4,0", "٤", "1e0", "nan", "5.01"])
def test_a_level_is_a_whole_number_from_1_to_5(cell):
    with pytest.raises(BadCell) as caught:
        cells.overall(cell)
    assert (caught.value.code, caught.value.params) == ("level", {"given": cell})


@pytest.mark.parametrize(("cell", "level"), [("1", 1), (" 5 ", 5), ("4.0", 4), ("3.", 3)])
def test_takes_a_level(cell, level):
    assert cells.overall(cell) == level
    assert cells.criterion(cell) == level


def test_an_overall_is_given_or_cannot_be_said_but_never_blank():
    assert cells.overall("Cannot say") is None
    with pytest.raises(BadCell, match="blank_overall"):
        cells.overall("  ")


def test_a_criterion_may_be_blank_or_not_seen():
    assert cells.criterion(" ") == ""
    assert cells.criterion("not seen") == cells.NOT_SEEN


def test_confidence_is_one_of_three_words_or_blank():
    assert cells.confidence("HIGH") is Confidence.HIGH
    assert cells.confidence("") is None
    with pytest.raises(BadCell, match="choice"):
        cells.confidence("sure")


@pytest.mark.parametrize(
    "cell",
    ["3/4/2026", "04.05.2026", "2026-02-30", "20260101", "2026-W01-1", "yesterday", "2026-01-01T25:00"],
)
def test_a_day_is_an_iso_day(cell):
    with pytest.raises(BadCell, match="day"):
        day(cell)


def test_a_day_to_come_is_refused():
    assert day("2026-05-04") == TODAY
    with pytest.raises(BadCell, match="future"):
        day("2026-05-05")


@pytest.mark.parametrize(
    ("cell", "zone", "expected"),
    [
        ("2026-03-01", "Asia/Tokyo", date(2026, 3, 1)),
        ("2026-03-01 23:30", "Asia/Tokyo", date(2026, 3, 1)),
        ("2026-03-01T23:30:00.000Z", "Asia/Tokyo", date(2026, 3, 2)),
        ("2026-03-01T00:30:00+02:00", "UTC", date(2026, 2, 28)),
        ("", "UTC", None),
    ],
)
def test_a_moment_counts_on_its_day_in_the_program(cell, zone, expected):
    assert day(cell, zone) == expected


@pytest.mark.parametrize("cell", ["a\x07b", "a\x1b[31m", "a\nb", "\ud800"])
def test_control_characters_are_refused_in_names(cell):
    with pytest.raises(BadCell, match="control"):
        cells.text(cell, 200)


def test_text_of_several_lines_keeps_its_lines():
    assert cells.text("a\r\nb\tc", 200, multiline=True) == "a\nb\tc"


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x";"y")', "+1", "-ada", "@home"])
def test_a_formula_is_the_text_it_is(cell):
    assert cells.text(cell, 200) == cell


def test_the_apostrophe_that_an_export_put_before_a_formula_goes():
    assert cells.text("'=1+1", 200) == "=1+1"
    assert cells.text("'tis", 200) == "'tis"


def test_text_is_composed_and_has_a_limit():
    assert cells.text(" Zoe\u0308 ", 200) == "Zo\u00eb"
    with pytest.raises(BadCell, match="long"):
        cells.text("x" * 201, 200)


def test_a_quoted_cell_is_short_and_printable():
    assert cells.shown("\x1b" + "x" * 50) == "�" + "x" * 39 + "…"
