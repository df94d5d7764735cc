"""Text that a spreadsheet would take for a formula."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: T) -> T | str:
    """The value, with an apostrophe before text that would become a formula in CSV; numbers stay numbers."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
