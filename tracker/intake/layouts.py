"""What a file looks like before anybody says what its columns mean: header, samples, orders of days."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tracker.intake import days, reading
from tracker.intake.days import Order

SAMPLED = 2000
SHOWN = 3
SAMPLE_LIMIT = 80


@dataclass(frozen=True)
class Layout:
    """A file's columns and how it is read. `orders` are the possible ones of columns that leave them open.

    `rows` are those looked at; `more` says that there are others below them.
    """

    header: tuple[str, ...]
    samples: Mapping[str, tuple[str, ...]]
    orders: Mapping[str, tuple[Order, ...]]
    rows: int
    more: bool
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads(json.dumps(asdict(self)))  # as a database gives it back
        return kept


def of(path: Path, *, name: str | None = None, sheet: str | None = None) -> Layout:
    """Look at the beginning of a file. Raises `BadInput` for what cannot be read."""
    with reading.opened(path, name=name, sheet=sheet) as table:
        begin = [row.cells for row in islice(table.rows, SAMPLED)]
        more = next(table.rows, None) is not None
        about = table.about
    samples: dict[str, tuple[str, ...]] = {}
    orders: dict[str, tuple[Order, ...]] = {}
    for place, column in enumerate(table.header):
        cells = [cells[place].strip() for cells in begin if place < len(cells) and cells[place].strip()]
        samples[column] = tuple(_short(cell) for cell in list(dict.fromkeys(cells))[:SHOWN])
        found = days.orders(cells)
        if found is not None:
            orders[column] = found
    return Layout(
        table.header,
        samples,
        orders,
        len(begin),
        more,
        about.encoding,
        about.delimiter,
        about.sheet,
        about.sheets,
    )


def from_json(kept: Mapping[str, Any]) -> Layout:
    """What `as_json` gave."""
    return Layout(
        header=tuple(kept["header"]),
        samples={column: tuple(found) for column, found in kept["samples"].items()},
        orders={column: tuple(Order(one) for one in found) for column, found in kept["orders"].items()},
        rows=kept["rows"],
        more=kept["more"],
        encoding=kept["encoding"],
        delimiter=kept["delimiter"],
        sheet=kept["sheet"],
        sheets=tuple(kept["sheets"]),
    )


def told_orders(layout: Layout) -> dict[str, Order]:
    """The orders of columns that leave only one."""
    return {column: found[0] for column, found in layout.orders.items() if len(found) == 1}


def _short(cell: str) -> str:
    """A sample on one line, printable, and not too long to stand beside others."""
    text = "".join(sign if sign.isprintable() else " " for sign in cell)
    text = " ".join(text.split())
    return text if len(text) <= SAMPLE_LIMIT else text[: SAMPLE_LIMIT - 1] + "…"
