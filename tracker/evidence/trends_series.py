"""A series of forecasts as text: read strictly, on one axis, or refused with the place that is wrong."""

from __future__ import annotations

import calendar
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import Any

from tracker.evidence.trends import MOST
from tracker.evidence.trends_meeting import DAYS, YEARS, Axis

COLUMNS = ("made_on", "predicted_for")
# Other years are slips of a key, or numbers that are no years.
FIRST_YEAR, LAST_YEAR = 1900, 2200
# A day may carry a time of day, as files from elsewhere do; the day counts.
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}[0-9:.]*(?:Z|[+-]\d{2}:?\d{2})?)?")
_YEAR = re.compile(r"\d{1,6}(?:\.(\d{1,12}))?")
_SHOWN = 40


class BadSeries(ValueError):
    """Text that is no series: a code and the figures of the sentence that says so."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Series:
    """Forecasts by the date on which they were made: ordinals of days, or decimal years."""

    decimal: bool
    made: tuple[float, ...]
    predicted: tuple[float, ...]

    @property
    def axis(self) -> Axis:
        return YEARS if self.decimal else DAYS

    @property
    def behind(self) -> int:
        """How many forecasts name a date before the one on which they were made."""
        return sum(then < on for on, then in zip(self.made, self.predicted, strict=True))


@dataclass(frozen=True)
class Change:
    """How the rows of a newer version differ from an older one's."""

    kept: int
    revised: int
    added: int
    dropped: int


def compare(before: Series, after: Series) -> Change:
    """Which forecasts two versions share; one made on the same date for another one was revised."""
    old = Counter(zip(before.made, before.predicted, strict=True))
    new = Counter(zip(after.made, after.predicted, strict=True))
    kept = (old & new).total()
    gone = Counter(made for made, _then in (old - new).elements())
    come = Counter(made for made, _then in (new - old).elements())
    revised = (gone & come).total()
    return Change(kept, revised, (come - gone).total(), (gone - come).total())


def read(text: str, today: date) -> Series:
    """The forecasts in CSV text with the columns made_on and predicted_for; others are passed over.

    Commas, semicolons or tabs stand between the cells, which are all days such as 2026-01-31 or all decimal
    years such as 2026.08. No forecast was made after `today`.

    Raises
    ------
    BadSeries
        With the code, the line and the column of the first thing that is wrong.
    """
    if "\0" in text:
        raise BadSeries("series_not_text")
    rows: list[tuple[float, float]] = []
    kinds: set[bool] = set()
    for line, cells in _rows(text):
        if len(rows) == MOST:
            raise BadSeries("series_too_long", most=MOST)
        moments = []
        for column, cell in zip(COLUMNS, cells, strict=True):
            moment, decimal, half = _moment(cell, line, column)
            kinds.add(decimal)
            if len(kinds) > 1:
                raise BadSeries("series_mixed", line=line, column=column, text=cell[:_SHOWN])
            last = decimal_year(today) + half if decimal else today.toordinal()
            if column == "made_on" and moment > last:
                raise BadSeries("series_ahead", line=line, column=column, text=cell[:_SHOWN], today=today)
            moments.append(moment)
        rows.append((moments[0], moments[1]))
    if not rows:
        raise BadSeries("series_empty")
    rows.sort(key=lambda row: row[0])
    return Series(kinds == {True}, tuple(row[0] for row in rows), tuple(row[1] for row in rows))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The line and the two cells of every row that holds anything."""
    # Not splitlines, which also ends lines at signs that may stand in a cell.
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    first = lines.readline()
    lines.seek(0)
    between = max(",;\t", key=first.count)
    reader = csv.reader(lines, delimiter=between, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        places = [_place(header, column) for column in COLUMNS]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise BadSeries("series_cells", line=reader.line_num, count=len(cells), needed=len(header))
            found = [cells[place].strip() for place in places]
            # Where semicolons stand between the cells, the decimals are often typed with a comma.
            yield reader.line_num, [cell.replace(",", ".") if between == ";" else cell for cell in found]
    except csv.Error as error:
        long = "field larger" in str(error)
        raise BadSeries("series_cell_long" if long else "series_broken", line=reader.line_num) from error


def _place(header: list[str], column: str) -> int:
    if header.count(column) != 1:
        code = "series_column_twice" if column in header else "series_column_missing"
        raise BadSeries(code, column=column)
    return header.index(column)


def _moment(cell: str, line: int, column: str) -> tuple[float, bool, float]:
    """The moment, whether it is a decimal year, and half of its last decimal."""
    where: dict[str, Any] = {"line": line, "column": column, "text": cell[:_SHOWN]}
    if not cell:
        raise BadSeries("series_cell_empty", **where)
    decimal, whole = _YEAR.fullmatch(cell), _DAY.fullmatch(cell)
    if not cell.isascii() or not (decimal or whole):
        raise BadSeries("series_no_moment", **where)
    year = float(cell) if decimal else int(cell[:4])
    if not FIRST_YEAR <= year < LAST_YEAR + 1:
        raise BadSeries("series_year", **where, first=FIRST_YEAR, last=LAST_YEAR)
    if decimal:
        return float(cell), True, 0.5 * 10.0 ** -max(len(decimal[1] or ""), 1)
    assert whole is not None
    try:
        return float(date.fromisoformat(whole[1]).toordinal()), False, 0.0
    except ValueError as error:
        raise BadSeries("series_no_day", **where) from error


def decimal_year(day: date) -> float:
    """The moment at which a day begins, as a decimal year."""
    return day.year + (day.timetuple().tm_yday - 1) / (366 if calendar.isleap(day.year) else 365)


def day_of(year: float) -> date:
    """The day in which a decimal year lies."""
    whole = floor(year)
    # A moment written with few decimals falls a hair short of the day that was meant.
    days = floor((year - whole) * (366 if calendar.isleap(whole) else 365) + 1e-6)
    return date.fromordinal(min(date(whole, 1, 1).toordinal() + days, date.max.toordinal()))


def written(moment: float | None, decimal: bool, *, up: bool | None = None) -> str | float | None:
    """A moment as the file writes its own: a decimal year, or an ISO day.

    A part of a day goes to the nearest one, or as `up` says, so that an interval keeps what it holds.
    """
    if moment is None:
        return None
    if decimal:
        return round(moment, 4)
    nearest = round(moment) if up is None else ceil(moment) if up else floor(moment)
    return date.fromordinal(nearest).isoformat()
