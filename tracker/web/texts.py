"""Flask-Babel's text functions with types, under the names that message extraction looks for."""

from __future__ import annotations

from typing import Any

import flask_babel


def gettext(text: str, **values: Any) -> str:
    """The text in the reader's language, with its values put in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The text in the reader's language for a count; `%(num)d` stands for it."""
    return str(flask_babel.ngettext(one, many, num, **values))
