"""One cell as a value of a form. Each function returns the value or raises `BadCell`."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.evaluations.answers import Confidence

NAME_LIMIT = 200
TITLE_LIMIT = 300
TEXT_LIMIT = 20_000
CANNOT_SAY = "cannot say"
NOT_SEEN = "not seen"

# What a spreadsheet would take for a formula. Exports put an apostrophe before it; it goes again here.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_LEVEL = re.compile(r"([1-5])(?:\.0*)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?")


class BadCell(ValueError):
    """A cell that is no value of its field: the code and figures of the reason."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def text(cell: str, limit: int, *, multiline: bool = False) -> str:
    """Text in composed form (NFC) without blank ends; a formula stays the text it is."""
    value = cell
    if not (value.isascii() and value.isprintable()):  # most cells are, and need none of this
        value = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").strip()
        allowed = "\n\t" if multiline else ""
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in allowed for c in value):
            raise BadCell("control")
    value = value.strip()
    if value[:1] == "'" and value[1:].startswith(FORMULA_STARTS):
        value = value[1:]
    if len(value) > limit:
        raise BadCell("long", limit=limit)
    return value


def overall(cell: str) -> int | None:
    """1 to 5, or None for “cannot say”, which has to be said: an empty cell is refused."""
    value = cell.strip()
    if not value:
        raise BadCell("blank_overall")
    return None if value.lower() == CANNOT_SAY else level(value)


def yes(cell: str) -> bool:
    """Whether a cell says yes."""
    return cell.strip().lower() in ("1", "true", "yes")


def criterion(cell: str) -> int | str:
    """1 to 5, `NOT_SEEN` if the cell says so, or "" if it is blank."""
    value = cell.strip()
    if not value:
        return ""
    return NOT_SEEN if value.lower() == NOT_SEEN else level(value)


def level(cell: str) -> int:
    """A whole number from 1 to 5; 4.0 is one, 4.5 is not."""
    found = _LEVEL.fullmatch(cell)
    if found is None:
        raise BadCell("level", given=shown(cell))
    return int(found[1])


def confidence(cell: str) -> Confidence | None:
    """One of low, medium, high; None if the cell is blank."""
    value = cell.strip().lower()
    if not value:
        return None
    try:
        return Confidence(value)
    except ValueError:
        known = ", ".join(choice.value for choice in Confidence)
        raise BadCell("choice", given=shown(cell), known=known) from None


def day(cell: str, *, zone: ZoneInfo, today: date) -> date | None:
    """An ISO day, or the day in `zone` of an ISO moment that names its own; None if blank."""
    value = cell.strip()
    if not value:
        return None
    try:
        if _DAY.fullmatch(value):
            found = date.fromisoformat(value)
        elif _MOMENT.fullmatch(value):
            moment = datetime.fromisoformat(value)
            found = (moment.astimezone(zone) if moment.tzinfo else moment).date()
        else:
            raise BadCell("day", given=shown(cell))
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, BadCell) else BadCell("day_none", given=shown(cell)) from None
    if found > today:
        raise BadCell("future", day=found.isoformat())
    return found


def shown(cell: str) -> str:
    """A cell as an error quotes it: short and printable."""
    printable = "".join(c if c.isprintable() else "�" for c in cell[:41])
    return printable if len(cell) <= 40 else printable[:40] + "…"
