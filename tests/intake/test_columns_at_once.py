"""A file read a column at a time says of each line what the line says by itself."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.properties import given, st
from tracker.intake import days, values
from tracker.intake.bulk import among
from tracker.intake.cells import BadCell
from tracker.intake.days import Order
from tracker.intake.kinds import Field, Judged, Line, Problem, Verdict
from tracker.intake.mapping import Columns, Reader
from tracker.intake.names import Bearer, Names
from tracker.intake.sheets import Record
from tracker.people.models import Person

FIELDS = [
    Field("name", lambda: "Name", values.line(10), required=True),
    Field("email", lambda: "Address", values.email),
    Field("from", lambda: "From", values.day("UTC"), day=True),
    Field("count", lambda: "Count", values.whole(0, 9)),
]
HEADER = ("who", "where", "since", "ignored", "many")
COLUMNS = Columns(
    {"name": "who", "email": "where", "from": "since", "count": "many"}, {"since": Order.DAY_FIRST}
)
CELLS = st.sampled_from(
    [
        "",
        "  ",
        "Nia",
        "'=Nia",
        "a@example.org",
        "A@EXAMPLE.ORG",
        "01/02/2026",
        "2026-13-01",
        "7",
        "77",
        "x" * 11,
    ]
)
ROWS = st.lists(st.lists(CELLS, min_size=4, max_size=6), max_size=12)


def alone(number: int, cells: list[str]) -> Line | Judged:
    """A line judged cell by cell."""
    if len(cells) != len(HEADER):
        wrong = Problem("cells", params={"found": len(cells), "expected": len(HEADER)})
        return Judged(Line(number, {}), Verdict.REFUSED, (wrong,))
    said: dict[str, Any] = {}
    problems = []
    for field in FIELDS:
        cell = cells[HEADER.index(COLUMNS.mapping[field.name])]
        if not cell.strip():
            problems += [Problem("blank", field.name)] if field.required else []
            continue
        try:
            said[field.name] = field.parse(days.iso(cell, Order.DAY_FIRST) if field.day else cell)
        except BadCell as bad:
            problems.append(Problem(bad.code, field.name, bad.params))
    line = Line(number, said)
    return Judged(line, Verdict.REFUSED, tuple(problems)) if problems else line


@given(ROWS)
def test_each_line_says_what_it_says_alone(rows):
    records = [Record(number, cells) for number, cells in enumerate(rows, start=2)]
    reader = Reader(FIELDS, HEADER, COLUMNS, serials=False)
    assert reader.lines(records) == [alone(one.line, one.cells) for one in records]


def test_where_no_column_is_taken_each_line_is_there_and_says_nothing():
    reader = Reader(FIELDS, HEADER, Columns({}), serials=False)
    assert reader.lines([Record(2, ["Nia", "", "", "", ""])]) == [Line(2, {})]


@pytest.mark.parametrize(
    "name",
    ["Zoë Ngata", "ngata, zoe", "ZOE NGATA", "Zoe Ngatta", "Zoe Ngat", "Noe Zgata", "Zoe Ngaba"],
)
def test_a_name_that_is_nearly_the_same_meets_the_first_that_is(name):
    names = Names()
    first = Bearer("Zoe Ngata", 2)
    assert names.meet(first) is None
    names.add(Bearer("Zoe Ngata", 3))
    assert names.meet(Bearer(name, 4)) is (None if name == "Noe Zgata" else first)


def test_numbers_and_short_names_tell_people_apart():
    names = Names()
    for one in ("Person 11", "Al", "Per"):
        names.add(Bearer(one))
    assert [names.meet(Bearer(one)) for one in ("Person 12", "Bo", "Pen")] == [None] * 3


def test_of_very_many_names_one_letter_is_no_longer_looked_for(monkeypatch):
    monkeypatch.setattr("tracker.intake.names.MOST_CLOSE", 1)
    names = Names()
    names.add(Bearer("Zoe Ngata"))
    names.add(Bearer("Ada Adeyemi"))
    assert names.meet(Bearer("Ada Adeyemo")) is None
    assert names.meet(Bearer("Adeyemi Ada")) == Bearer("Ada Adeyemi")


def test_rows_are_found_among_texts_and_among_numbers(session, cast):
    odd = ['"', "'); --", "nobody@example.org", "ü"]
    ada = cast.ada.person
    found = sa.select(Person.id).where(among(session, Person.email, [*odd, ada.email]))
    assert session.scalars(found).all() == [ada.id]
    found = sa.select(Person.email).where(among(session, Person.id, [0, ada.id]))
    assert session.scalars(found).all() == [ada.email]
