"""Lines of values as the text of CSV or of JSON, many lines at once and column by column.

Most columns repeat a few values, as names do, so the text of each value is made once. The texts are those
that `csv` and `json` write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from tracker.reports.formulas import neutral

Line = Sequence[Any]
_must_be_quoted = re.compile('[",\r\n]').search


def as_csv(columns: Sequence[str], lines: Sequence[Line]) -> bytes:
    """The lines, each ended by CRLF; text that would become a formula has an apostrophe before it.

    Raises ValueError unless every line has one value for each column.
    """
    rows = _rows(lines, [_in_csv for _name in columns])
    # Whoever reads would skip an empty line, so one that holds an empty value alone shows that.
    return "".join([(",".join(row) or '""') + "\r\n" for row in rows]).encode()


def as_json(columns: Sequence[str], lines: Sequence[Line]) -> bytes:
    """An object a line, each ended by LF; days and times as ISO 8601.

    Raises ValueError unless every line has one value for each column, and for a float that is no number.
    """
    rows = _rows(lines, [_named(name) for name in columns])
    return "".join(["{" + ", ".join(row) + "}\n" for row in rows]).encode()


def _rows(lines: Sequence[Line], makers: Sequence[Callable[[Any], str]]) -> Iterable[tuple[str, ...]]:
    """The texts of each line."""
    if not lines:
        return ()
    columns = zip(*lines, strict=True)
    texts = [_texts(column, make) for column, make in zip(columns, makers, strict=True)]
    return zip(*texts, strict=True)


def _texts(column: Sequence[Any], make: Callable[[Any], str]) -> Iterator[str]:
    others = set(map(type, column)) - {str, type(None)}
    # Values of different types may be equal and still have different texts: 1, 1.0 and True.
    return map(make, column) if len(others) > 1 else map(_Made(make).__getitem__, column)


class _Made(dict[Any, str]):
    """Value → text, made when it is first asked for."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Any) -> str:
        text = self._make(value)
        if value != 0 or not isinstance(value, float):  # 0.0 and -0.0 are equal, and have two texts
            self[value] = text
        return text


def _in_csv(value: Any) -> str:
    if value is None:
        return ""
    text = neutral(value) if isinstance(value, str) else str(value)
    return '"' + text.replace('"', '""') + '"' if _must_be_quoted(text) else text


def _named(name: str) -> Callable[[Any], str]:
    before = _encode(name) + ": "
    return lambda value: before + _encode(value)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_iso).encode
