"""A cell that lists several things, as linked records and multi-selects are exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tracker.intake.cells import BadCell

MOST = 50
SEPARATORS = ",;\n"

T = TypeVar("T")


def split(cell: str) -> list[str]:
    """The things listed, without blank ends, each once, in their order.

    Commas, semicolons and line ends stand between them, except within double quotes, where two quotes
    stand for one. A quote that is never closed raises `BadCell`.
    """
    found: list[str] = []
    word, quoted, at = "", False, 0
    while at < len(cell):
        sign = cell[at]
        if quoted:
            if sign != '"':
                word += sign
            elif cell[at + 1 : at + 2] == '"':
                word, at = word + sign, at + 1
            else:
                quoted = False
        elif sign == '"' and not word.strip():
            word, quoted = "", True
        elif sign in SEPARATORS:
            found.append(word)
            word = ""
        else:
            word += sign
        at += 1
    if quoted:
        raise BadCell("list_quote")
    return list(dict.fromkeys(one.strip() for one in [*found, word] if one.strip()))


def of(parse: Callable[[str], T], *, most: int = MOST) -> Callable[[str], tuple[T, ...]]:
    """A parser of cells that list several of what `parse` takes."""

    def parse_all(cell: str) -> tuple[T, ...]:
        listed = split(cell.replace("\r\n", "\n").replace("\r", "\n"))
        if len(listed) > most:
            raise BadCell("list_long", most=most)
        return tuple(dict.fromkeys(parse(one) for one in listed))

    return parse_all
