"""Parsers of the cells that several kinds share. Each returns the value or raises `cells.BadCell`."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from tracker.intake import cells
from tracker.intake.cells import BadCell
from tracker.people import rules as people_rules

E = TypeVar("E", bound=enum.StrEnum)

_WHOLE = re.compile(r"[+-]?\d{1,15}(?:\.0*)?", re.ASCII)

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,15})?", re.ASCII)


def line(limit: int) -> Callable[[str], str]:
    """Text of one line."""
    return lambda cell: _said(cells.text(cell, limit))


def paragraph(limit: int) -> Callable[[str], str]:
    """Text of several lines."""
    return lambda cell: _said(cells.text(cell, limit, multiline=True))


def email(cell: str) -> str:
    """An e-mail address in small letters."""
    found = cells.text(cell, cells.TEXT_LIMIT).removeprefix("mailto:").lower()
    if not people_rules.is_email(found):
        raise BadCell("email", given=cells.shown(found))
    return found


def one_of(choices: type[E], words: Mapping[str, E] | None = None) -> Callable[[str], E]:
    """One of these, however its capitals, blanks and hyphens are written; `words` are other names for it."""
    known = {folded(one.value): one for one in choices} | dict(words or {})

    def parse(cell: str) -> E:
        found = known.get(folded(cell))
        if found is None:
            listed = ", ".join(one.value for one in choices)
            raise BadCell("choice", given=cells.shown(cell.strip()), known=listed)
        return found

    return parse


def folded(word: str) -> str:
    """A word as it is compared: small letters, one underscore for blanks and hyphens."""
    return "_".join(re.findall(r"\w+", word.casefold().replace("_", " ")))


def day(zone: str) -> Callable[[str], date]:
    """An ISO day, or the day in `zone` of a moment."""
    known = ZoneInfo(zone)

    def parse(cell: str) -> date:
        found = cells.day(cell, zone=known, today=date.max)
        if found is None:
            raise BadCell("day", given=cells.shown(cell))
        return found

    return parse


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number of this range; 4.0 is one, 4.5 is not."""

    def parse(cell: str) -> int:
        found = _WHOLE.fullmatch(cell.strip())
        if found is None or not least <= int(float(found[0])) <= most:
            raise BadCell("whole", given=cells.shown(cell.strip()), least=least, most=most)
        return int(float(found[0]))

    return parse


def number(least: float, most: float) -> Callable[[str], float]:
    """A number of this range, with a point before its decimals."""

    def parse(cell: str) -> float:
        found = float(cell) if _NUMBER.fullmatch(cell.strip()) else None
        if found is None or not least <= found <= most:
            raise BadCell("number", given=cells.shown(cell.strip()), least=f"{least:g}", most=f"{most:g}")
        return found

    return parse


def _said(text: str) -> str:
    if not text:  # an apostrophe or an invisible sign alone
        raise BadCell("blank")
    return text
