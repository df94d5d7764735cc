"""Names that may be one person's: the same but for case, accents and order, or for one letter. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Of more names than this one letter is no longer looked for: it would take more memory than it tells.
MOST_CLOSE = 10_000
# Of shorter names one letter is half the name.
FEWEST_LETTERS = 5

_WORDS = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")


class Bearer(NamedTuple):
    """Somebody by their name: of the program, or of a line of the file."""

    name: str
    line: int | None = None


class Names:
    """Finds for a name the first one added that is nearly the same."""

    def __init__(self) -> None:
        self._same: dict[str, Bearer] = {}  # by the words in the alphabet's order
        self._close: dict[str, Bearer] = {}  # by what is a letter away, and what that letter is away from
        self._count = 0

    def add(self, bearer: Bearer) -> None:
        self.meet(bearer)

    def meet(self, bearer: Bearer) -> Bearer | None:
        """Whose name this may be as well, of those added before; this one is added."""
        found = forms(bearer.name)
        near = self._same.setdefault(found[-1], bearer)
        self._count += 1
        # A number in a name tells people apart, and nobody mistypes it into another's.
        if not _DIGIT.search(found[-1]):
            close = self._met(bearer, found)
            near = close if near is bearer and close is not None else near
        return None if near is bearer else near

    def _met(self, bearer: Bearer, found: Sequence[str]) -> Bearer | None:
        if self._count > MOST_CLOSE:
            return next((self._close[form] for form in found if form in self._close), None)
        keys = (key for form in found for key in (form, *_cuts(form)))
        others = [one for key in keys if (one := self._close.setdefault(key, bearer)) is not bearer]
        return others[0] if others else None


def _cuts(form: str) -> Iterator[str]:
    """The form without each of its letters: two that share one of these differ by a letter."""
    if len(form) < FEWEST_LETTERS:
        return iter(())
    return (form[:at] + form[at + 1 :] for at in range(len(form)))


def forms(name: str) -> tuple[str, ...]:
    """A name without case, accents and punctuation: in its own order, and in that of the alphabet."""
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = _WORDS.findall(plain)
    own, ordered = " ".join(words) or plain, " ".join(sorted(words)) or plain
    return (own,) if own == ordered else (own, ordered)
