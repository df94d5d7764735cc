"""Long lists in pages: which part is shown, and the address of the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import Flask, request

T = TypeVar("T")
PER_PAGE = 100


@dataclass(frozen=True)
class Paged(Generic[T]):
    """One page of a list: its rows, its number from 1, how many pages and how many rows there are."""

    rows: Sequence[T]
    page: int
    pages: int
    found: int


def install(app: Flask) -> None:
    app.add_template_global(turn)


def wanted(arguments: Mapping[str, str], name: str = "page") -> int:
    """The page that an address asks for; 1 for anything that is no page number."""
    text = arguments.get(name, "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def place(found: int, page: int, per_page: int = PER_PAGE) -> tuple[int, int, int]:
    """(page, pages, offset) for a list of `found` rows; a page past the end becomes the last one."""
    pages = max(-(-found // per_page), 1)
    page = min(page, pages)
    return page, pages, (page - 1) * per_page


def paged(rows: Sequence[T], page: int, per_page: int = PER_PAGE) -> Paged[T]:
    """The wanted page of a list that is in memory already."""
    page, pages, offset = place(len(rows), page, per_page)
    return Paged(rows[offset : offset + per_page], page, pages, len(rows))


def turn(name: str, page: int) -> str:
    """The address of this very page with another page number."""
    # Written by hand: the address's own names must not become options of `url_for`.
    kept = {key: value for key, value in request.args.items() if key != name}
    return f"{request.path}?{urlencode({**kept, name: page})}"
