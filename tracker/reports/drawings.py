"""Which tables of a report have a picture, and what it shows. The table beside it says the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.reports.figures import Figure, Kind, figure
from tracker.reports.numbers import Table
from tracker.reports.printed import printed
from tracker.web import charts_report
from tracker.web.texts import gettext as _


@dataclass(frozen=True)
class Drawing:
    """A picture: its kind (bars, stacks or columns), coordinates, words for who cannot see it, and height."""

    kind: str
    drawn: Any
    alt: str
    height: int


def drawing(table: Table, counts: Mapping[str, int], names: Sequence[str]) -> Drawing | None:
    """The picture of a table; `names` are those of its rows. None where there is none, or nothing to draw."""
    draw = _DRAWN.get(table.key)
    if draw is None or not table.rows:
        return None
    rows = [
        (name, {key: figure(cell, counts) for key, cell in zip(table.columns, row.cells, strict=True)})
        for name, row in zip(names, table.rows, strict=True)
    ]
    return draw(rows)


_Rows = list[tuple[str, dict[str, Figure]]]


def _counted(rows: _Rows) -> list[tuple[str, str, float | None]]:
    return [
        (name, printed(cells["count"]).whole, cells["count"].value if _is_count(cells["count"]) else None)
        for name, cells in rows
    ]


def _is_count(one: Figure) -> bool:
    return one.kind is Kind.COUNT


def _funnel(rows: _Rows) -> Drawing | None:
    items = [
        (
            name,
            printed(cells["share"]).whole if cells["share"].kind is Kind.SHARE else said,
            value,
        )
        for (name, said, value), (_name, cells) in zip(_counted(rows), rows, strict=True)
    ]
    if not any(value for _name, _said, value in items):
        return None
    said = "; ".join(f"{name}: {words}" for name, words, _value in items)
    drawn = charts_report.bars(items)
    alt = _("Bars as long as the numbers of people. %(said)s.", said=said)
    return Drawing("bars", drawn, alt, drawn.height)


def _columns(says: Callable[[str], str]) -> Callable[[_Rows], Drawing | None]:
    def draw(rows: _Rows) -> Drawing | None:
        items = _counted(rows)
        if not any(value for _name, _said, value in items):
            return None
        said = "; ".join(f"{name}: {words}" for name, words, _value in items)
        return Drawing("columns", charts_report.columns(items), says(said), charts_report.UPRIGHT)

    return draw


def _ratings(rows: _Rows) -> Drawing | None:
    """One bar a criterion with a part for each level; a row with a number that is not shown has no bar."""
    levels = [f"level_{level}" for level in range(1, 6)]
    items: list[tuple[str, str, list[int] | None]] = []
    for name, cells in rows:
        found = [cells[key] for key in levels]
        known = all(_is_count(one) for one in found)
        counts = [int(one.value or 0) for one in found] if known else None
        items.append((name, printed(cells["mean"]).whole, counts if counts and sum(counts) else None))
    if not any(counts for _name, _said, counts in items):
        return None
    said = "; ".join(
        f"{name}: {', '.join(map(str, counts)) if counts else words}" for name, words, counts in items
    )
    alt = _("A bar for each row, divided by how often the levels 1 to 5 were given. %(said)s.", said=said)
    drawn = charts_report.stacks(items)
    return Drawing("stacks", drawn, alt, drawn.height)


_DRAWN: dict[str, Callable[[_Rows], Drawing | None]] = {
    "funnel": _funnel,
    "ratings": _ratings,
    "notice": _columns(lambda said: _("Columns as high as the numbers of people. %(said)s.", said=said)),
    "levels": _columns(lambda said: _("Columns as high as the numbers of scholars. %(said)s.", said=said)),
}
