"""The board's filter, read from the address."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.overview.queries import SHOWS, SORTS, BoardFilter


def board_filter(arguments: Mapping[str, str]) -> BoardFilter:
    """The filter that an address asks for; what it does not know, it takes as the default."""
    show, sort = arguments.get("show", "all"), arguments.get("sort", "name")
    return BoardFilter(
        name=arguments.get("name", "")[:100].strip(),
        show=show if show in SHOWS else "all",
        sort=sort if sort in SORTS else "name",
        descending=arguments.get("order") == "down",
    )
