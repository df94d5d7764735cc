"""A report's table spread over plain columns, one figure each, as files for computing want it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.reports.figures import Figure, Kind, figure
from tracker.reports.numbers import Table

Value = str | int | float | None
# What a cell may say, in the order of the columns it is spread over.
ASPECTS = ("value", "part", "whole", "n", "sd", "low", "high", "spread", "unit", "text", "link", "missing")


@dataclass(frozen=True, slots=True)
class Column:
    """One aspect of one column of the table."""

    key: str
    aspect: str

    @property
    def name(self) -> str:
        """`share` for the figure itself, `share_part` for what it rests on."""
        return self.key if self.aspect in ("value", "text") else f"{self.key}_{self.aspect}"


@dataclass(frozen=True, slots=True)
class Spread:
    """The columns that hold something in at least one row, and a row of values for each of the table's."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


def spread(table: Table, counts: Mapping[str, int]) -> Spread:
    """All figures of a table, those of a row in the order of the columns."""
    rows = [[_aspects(figure(cell, counts)) for cell in row.cells] for row in table.rows]
    columns: list[tuple[int, Column]] = []
    for place, key in enumerate(table.columns):
        used = {aspect for row in rows for aspect, value in row[place].items() if value is not None}
        if {"value", "text"} <= used:  # a column of both: the text stands with the figures
            used.discard("text")
        used = used or {"value"}
        columns += [(place, Column(key, aspect)) for aspect in ASPECTS if aspect in used]
    return Spread(
        columns=[column for _place, column in columns],
        rows=[[_value(row[place], column) for place, column in columns] for row in rows],
    )


def _value(cell: Mapping[str, Value], column: Column) -> Value:
    found = cell[column.aspect]
    return cell["text"] if found is None and column.aspect == "value" else found


def _aspects(one: Figure) -> dict[str, Value]:
    value = one.value
    if one.kind is Kind.COUNT and value is not None:
        value = int(value)
    return {
        "value": value,
        "part": one.part,
        "whole": one.whole,
        "n": one.n,
        "sd": one.sd,
        "low": one.low,
        "high": one.high,
        "spread": one.spread if one.kind is Kind.MEASURE else None,
        "unit": one.unit,
        "text": one.text,
        "link": one.link,
        "missing": one.why,
    }
