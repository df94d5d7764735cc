"""Names that may be one person's: the same but for case, accents and order, or for one letter. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Of more names than this one letter is no longer looked for: it would take more memory than it tells.
MOST_CLOSE = 10_000
# Of shorter names one letter is half the name.
FEWEST_LETTERS = 5

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody by their name: of the program, or of a line of the file."""

    name: str
    line: int | None = None


class Names:
    """Finds for a name the first one added that is nearly the same."""

    def __init__(self) -> None:
        self._same: dict[str, Bearer] = {}
        self._close: dict[str, Bearer] = {}
        self._count = 0

    def add(self, bearer: Bearer) -> None:
        self._count += 1
        for form in forms(bearer.name):
            self._same.setdefault(form, bearer)
            for cut in self._cuts(form):
                self._close.setdefault(cut, bearer)

    def alike(self, name: str) -> Bearer | None:
        """Whose name this may be as well."""
        found = forms(name)
        for form in found:
            if form in self._same:
                return self._same[form]
        for form in found:
            if form in self._close:
                return self._close[form]
            for cut in self._cuts(form):
                bearer = self._close.get(cut) or self._same.get(cut)
                if bearer is not None:
                    return bearer
        return None

    def _cuts(self, form: str) -> Iterator[str]:
        """The form without each of its letters: two that share one of these differ by a letter."""
        # A number in a name tells people apart, and nobody mistypes it into another's.
        if self._count > MOST_CLOSE or len(form) < FEWEST_LETTERS or any(map(str.isdigit, form)):
            return iter(())
        return (form[:at] + form[at + 1 :] for at in range(len(form)))


@lru_cache(maxsize=8)  # a name is looked for and then added
def forms(name: str) -> tuple[str, ...]:
    """A name without case, accents and punctuation: in its own order, and in that of the alphabet."""
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = _WORDS.findall(plain)
    own, ordered = " ".join(words) or plain, " ".join(sorted(words)) or plain
    return (own,) if own == ordered else (own, ordered)
