"""What a column means whose model says nothing of it: what it refers to, and names that say it all."""

from __future__ import annotations

import sqlalchemy as sa

from tests.dictionary.terms import BY_NAME
from tests.dictionary.terms_of_tables import BY_PLACE
from tracker.db import UTCDateTime

# Participles without -ed.
_DONE = {
    *("begun", "cast", "done", "drawn", "kept", "made", "read", "said", "seen", "sent", "written"),
    *("undone", "withdrawn"),
}


def meaning(table: sa.Table, column: sa.Column[object]) -> str:
    """A sentence on a column; empty where nothing is known of it.

    A name that recurs, or that needs one, has a sentence in `terms`; else a reference says to what, and of
    words, days, moments and yes or no the name itself says which.
    """
    for known in (BY_PLACE.get(f"{table.name}.{column.name}"), BY_NAME.get(column.name)):
        if known:
            return known
    words = column.name.replace("_", " ")
    if column.foreign_keys:
        of = next(iter(column.foreign_keys)).column.table.name
        return _reference(of, words.removesuffix(" id"))
    match column.type:
        case UTCDateTime():
            return f"When it {_happened(words.removesuffix(' at'))}."
        case sa.Date():
            return f"The day on which it {_happened(words.removesuffix(' on'))}."
        case sa.Boolean():
            return f"Whether {words}."
        case sa.Enum() | sa.String() | sa.Text():
            return f"Its {words}."
    return ""


def _reference(of: str, words: str) -> str:
    if of == "person":
        verb, by, _ = words.rpartition(" by")
        return f"Who {verb} it." if by else f"Who is its {words}."
    if of == "sealed_text":
        return f"Its {words}, as a sealed text."
    return f"The `{of}` that it belongs to or rests on."


def _happened(words: str) -> str:
    return f"was {words}" if words.endswith("ed") or words in _DONE else words
