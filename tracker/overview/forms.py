"""The board's filter, read from the address."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.overview.queries import SHOWS, SORTS, BoardFilter

MOST_PAGES = 10_000


def board_filter(arguments: Mapping[str, str]) -> BoardFilter:
    """The filter that an address asks for; what it does not know, it takes as the default."""
    show, sort = arguments.get("show", "all"), arguments.get("sort", "name")
    page = arguments.get("page", "1")
    return BoardFilter(
        name=arguments.get("name", "")[:100].strip(),
        show=show if show in SHOWS else "all",
        sort=sort if sort in SORTS else "name",
        descending=arguments.get("order") == "down",
        page=min(max(int(page[:6]), 1), MOST_PAGES) if page.isascii() and page.isdigit() else 1,
    )
