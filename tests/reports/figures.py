"""Reads a part of a report as a person would: what stands in which row and column."""

from __future__ import annotations

from tracker.evaluations import scores
from tracker.evaluations.score_models import Audience
from tracker.reports import (
    evidence_base_numbers,
    funnel_numbers,
    gates_numbers,
    growth_numbers,
    headline_numbers,
    make_up_numbers,
    ratings_numbers,
)
from tracker.reports.numbers import Absent, Amount, Count, Measure, Part, Share, Words

MAKERS = {
    "headline": headline_numbers.make,
    "funnel": funnel_numbers.make,
    "make_up": make_up_numbers.make,
    "gates": gates_numbers.make,
    "evidence_base": evidence_base_numbers.make,
    "growth": growth_numbers.make,
}


def every_part(session, cohort, today) -> list[Part]:
    """Tables 1 to 7."""
    shown = scores.current(session, cohort, Audience.ALL, today)
    return [
        *(make(session, cohort, today) for make in MAKERS.values()),
        ratings_numbers.make(session, cohort, today, shown),
    ]


def told(part: Part, cell):
    """A count as its number, a share as (part, whole), a measure as (value, n), else text or why not."""
    match cell:
        case Count(key):
            return part.counts.get(key, "elsewhere")  # counted with another table
        case Share(one, whole):
            return part.counts[one], part.counts[whole]
        case Measure(value=value, n=n):
            return round(value, 4), part.counts[n]
        case Amount(value=value):
            return round(value, 4)
        case Words(text=text):
            return text
        case Absent(why):
            return why.value


def table(part: Part, key: str) -> dict[str, dict]:
    """Row → column → what is told there."""
    found = next(one for one in part.tables if one.key == key)
    return {
        row.key: {column: told(part, cell) for column, cell in zip(found.columns, row.cells, strict=True)}
        for row in found.rows
    }


def column(part: Part, key: str, name: str) -> dict:
    """Row → what is told in one column."""
    return {row: cells[name] for row, cells in table(part, key).items()}


def cell(part: Part, key: str, row: str, name: str):
    """A cell itself."""
    found = next(one for one in part.tables if one.key == key)
    line = next(one for one in found.rows if one.key == row)
    return line.cells[found.columns.index(name)]


def adds_up(part: Part) -> None:
    """Every relation holds, and names counts of the part."""
    assert part.relations
    for relation in part.relations:
        parts = [part.counts[key] for key in relation.parts]
        assert part.counts[relation.total] == sum(parts), relation
