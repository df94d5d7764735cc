"""Days as other systems write them. An order of day and month is never guessed: it is told or asked."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tracker.intake.cells import BadCell, shown


class Order(enum.StrEnum):
    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


_SLASHED = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{4})(?:[ ,T].*)?", re.DOTALL)
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})(?:[ ,T].*)?", re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ ,T].*)?", re.DOTALL)
_MONTH, _DAY, _YEAR = r"(?P<month>[A-Za-z]{3,9})\.?", r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_WORDED = (
    re.compile(rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}(?:[ ,].*)?"),
    re.compile(rf"{_DAY}\.?[\s-]+{_MONTH},?[\s-]+{_YEAR}(?:[ ,].*)?"),
)
_SHORT = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2}(?:[ ,T].*)?", re.DOTALL)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAY_ZERO = date(1899, 12, 30)  # as spreadsheets count, with the 29th of February 1900 that never was


def orders(texts: Iterable[str]) -> tuple[Order, ...] | None:
    """The orders in which all of these that leave it open can be read; None if none leaves it open.

    Both: it has to be asked. None of them (an empty tuple): the column holds days of both orders.
    """
    found: set[Order] | None = None
    for text in texts:
        match = _SLASHED.fullmatch(text.strip())
        if match is None:
            continue
        first, second = int(match[1]), int(match[2])
        fits = {
            order
            for order, (day, month) in (
                (Order.MONTH_FIRST, (second, first)),
                (Order.DAY_FIRST, (first, second)),
            )
            if 1 <= month <= 12 and 1 <= day <= 31
        }
        found = fits if found is None else found & fits
    return None if found is None else tuple(order for order in Order if order in found)


def iso(cell: str, order: Order | None, *, serials: bool = False) -> str:
    """A cell as a day YYYY-MM-DD where its writing is known, else as it is, for the field to judge.

    `serials`: a number of five digits is a day as spreadsheets count them. Raises `BadCell` for a day that
    can be read in two ways where no `order` is given, and for what looks like a day and is none.
    """
    text = cell.strip()
    if match := _SLASHED.fullmatch(text):
        if order is None:
            raise BadCell("day_order", given=shown(text))
        month, day = (match[1], match[2]) if order is Order.MONTH_FIRST else (match[2], match[1])
        return _day(match[3], month, day, text)
    if match := _DOTTED.fullmatch(text):
        return _day(match[3], match[2], match[1], text)
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[2], match[3], text)
    for worded in _WORDED:
        if match := worded.fullmatch(text):
            return _day(match["year"], str(_month(match["month"], text)), match["day"], text)
    if _SHORT.fullmatch(text):
        raise BadCell("day_short", given=shown(text))
    if serials and _SERIAL.fullmatch(text):
        return (_DAY_ZERO + timedelta(days=int(float(text)))).isoformat()
    return text


def written(value: date | datetime) -> str:
    """A day or moment of a workbook as text."""
    if not isinstance(value, datetime):
        return value.isoformat()
    midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
    return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")


def _month(word: str, text: str) -> int:
    found = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(word.lower())]
    if word.lower() == "sept":
        return 9
    if len(found) != 1:
        raise BadCell("day", given=shown(text))
    return found[0]


def _day(year: str, month: str, day: str, text: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise BadCell("day_none", given=shown(text)) from None
