"""Documents as tagged PDF files (PDF/UA-1), set by typst with the fonts that it brings along."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
# Stands for a character that no font at hand can show.
NO_SIGN = "\N{WHITE SQUARE}"
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# No paper shows these, and typst refuses some of them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


class NotSet(RuntimeError):
    """The document cannot be made into a PDF."""


def write(data: Mapping[str, Any], *, taken_at: datetime) -> bytes:
    """The PDF of a document in plain data, as `typst/report.typ` reads it. Equal data give equal bytes.

    Characters that the fonts brought along lack are taken from the machine's; those that it lacks as well
    stand as a white square, because a PDF/UA file may not hold text that cannot be shown. Raises `NotSet`.
    """
    import typst  # noqa: PLC0415  # not wanted by the many commands that make no PDF

    whole = _mapped({**data, "date": _date(taken_at), "fonts": FONTS}, lambda text: _UNSEEN.sub("", text))
    lacking: set[str] = set()
    for own_fonts in (True, False, False, False):
        try:
            made = typst.compile(
                _template(),
                format="pdf",
                sys_inputs={"data": json.dumps(whole, ensure_ascii=False)},
                pdf_standards=["ua-1"],
                ignore_system_fonts=own_fonts,
                timestamp=int(taken_at.timestamp()),
            )
        except typst.TypstError as error:
            lacking |= _lacking(error.diagnostic)
            if not lacking:
                raise NotSet(str(error)) from error
            if not own_fonts:
                whole = _mapped(whole, partial(_squared, lacking=frozenset(lacking)))
            continue
        assert isinstance(made, bytes)
        return made
    raise NotSet("some characters can be shown by no font")


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _date(moment: datetime) -> dict[str, int]:
    return {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")}


def _lacking(diagnostic: str) -> set[str]:
    """The characters that typst names as having no shape in any font."""
    named = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), one) for one in _LACKING.findall(diagnostic))
    return {sign for words in named for sign in words if not sign.isascii()}


def _squared(text: str, lacking: frozenset[str]) -> str:
    return "".join(NO_SIGN if one in lacking else one for one in text)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The value with each text in it changed, wherever it stands; the names of fields stay."""
    match value:
        case str():
            return change(value)
        case Mapping():
            return {key: _mapped(one, change) for key, one in value.items()}
        case list() | tuple():
            return [_mapped(one, change) for one in value]
        case _:
            return value
