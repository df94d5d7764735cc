"""Decisions about series of forecasts from elsewhere. Pure."""

from __future__ import annotations

import re

from tracker.reasons import Decision, no, yes

# A page of somebody's, or the name of a file or a paper: what is no address stays words.
_ADDRESS = re.compile(r"https?://\S+")


def may_add(digest: str, known: dict[str, int]) -> Decision:
    """Whether a file is a new pull; `known` are the digests of the versions that there are."""
    if digest in known:
        return no("series_same_pull", number=known[digest])
    return yes()


def same_kind(*, decimal: bool, before: bool | None) -> Decision:
    """Whether a new version counts time as the one before it does."""
    if before is not None and decimal != before:
        return no("series_other_kind")
    return yes()


def is_address(source: str) -> bool:
    """Whether the source of a series can be followed as a link."""
    return _ADDRESS.fullmatch(source) is not None
