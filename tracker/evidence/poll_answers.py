"""The answers of a poll as they are known: printed percentages, counts, or who said what twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import ceil, floor

FEWEST_OPTIONS, MOST_OPTIONS = 2, 7
MOST_DECIMALS = 6
# More answers than anybody will ever count.
MOST_COUNTED = 10**12


class BadPoll(ValueError):
    """Something given that no poll can be; `about` names the input: pre, n_pre, group_size, pairs …"""

    def __init__(self, about: str, message: str) -> None:
        super().__init__(message)
        self.about = about


@dataclass(frozen=True)
class Wave:
    """One asking: the share of each option, the number of answers if known, half of the last digit.

    `least` and `most` are the smallest and largest shares that are printed so, of whole numbers of
    answers where their number is known; the shares themselves where nothing was rounded.
    """

    shares: tuple[float, ...]
    n: int | None = None
    half: float = 0.0
    least: tuple[float, ...] = ()
    most: tuple[float, ...] = ()


@dataclass(frozen=True)
class Pairs:
    """Who chose what: `table[i][j]` people chose option i before and j after; the rest answered once."""

    table: tuple[tuple[int, ...], ...]
    pre_only: tuple[int, ...]
    post_only: tuple[int, ...]

    @property
    def both(self) -> int:
        """How many answered twice."""
        return sum(sum(row) for row in self.table)

    @property
    def before(self) -> Wave:
        """All answers before."""
        rows = [sum(row) + once for row, once in zip(self.table, self.pre_only, strict=True)]
        return counted(rows, about="pairs", wave="before")

    @property
    def after(self) -> Wave:
        """All answers after."""
        columns = [sum(column) for column in zip(*self.table, strict=True)]
        together = [twice + once for twice, once in zip(columns, self.post_only, strict=True)]
        return counted(together, about="pairs", wave="after")


def counted(counts: Sequence[int], *, about: str = "pre", wave: str = "") -> Wave:
    """Counts of the answers of each option as a wave. Raises `BadPoll`."""
    n = sum(counts)
    if any(count < 0 for count in counts):
        raise BadPoll(about, "answers are counted, and no count is below 0")
    if n < 1:
        raise BadPoll(about, f"there is no answer {wave}".rstrip())
    shares = tuple(count / n for count in counts)
    return Wave(shares, n, 0.0, shares, shares)


def printed(
    percentages: Sequence[str | Decimal], names: Sequence[str], n: int | None = None, *, about: str = "pre"
) -> Wave:
    """Percentages as they were printed, such as "67" or "66.7", as a wave.

    They are taken as rounded to the most decimals that any of them has, so each may be off by half of
    the last digit, and k of them may sum to 100 ± k/2 of it. With n known there must be whole numbers of
    answers that give them.

    Parameters
    ----------
    percentages : sequence of str or Decimal, shape (k,)
        From 0 to 100.
    names : sequence of str, shape (k,)
        The options, for what is said of errors.
    n : int, optional
        The number of answers, at least k.
    about : str
        "pre" or "post"; what an error names.

    Returns
    -------
    Wave

    Raises
    ------
    BadPoll
        About `about`, or about "n_pre" or "n_post" where the number of answers cannot be.
    """
    values = [_percentage(text, name, about) for text, name in zip(percentages, names, strict=True)]
    unit = Decimal(1).scaleb(-max(_decimals(value) for value in values))
    total, slack = sum(values, Decimal(0)), len(values) * unit / 2
    if abs(total - 100) > slack:
        raise BadPoll(
            about,
            f"the percentages sum to {_plain(total)}; {len(values)} rounded ones may sum to"
            f" {_plain(100 - slack)} to {_plain(100 + slack)}",
        )
    shares = tuple(float(value / 100) for value in values)
    half = float(unit / 200)
    if n is None:
        least, most = tuple(max(one - half, 0) for one in shares), tuple(min(one + half, 1) for one in shares)
        return Wave(shares, n, half, least, most)
    fitting = _fitting(values, names, unit / 2, n, f"n_{about}")
    return Wave(shares, n, half, tuple(low / n for low, _ in fitting), tuple(high / n for _, high in fitting))


def _percentage(text: str | Decimal, name: str, about: str) -> Decimal:
    try:
        value: Decimal | None = text if isinstance(text, Decimal) else Decimal(text.strip())
    except InvalidOperation:
        value = None
    # Python reads 1_0 as ten, and figures of other scripts; whoever types them means something else.
    if value is None or (isinstance(text, str) and ("_" in text or not text.isascii())):
        raise BadPoll(about, f"“{name}” needs a number without a % sign, not “{text}”")
    if not value.is_finite() or not 0 <= value <= 100:
        raise BadPoll(about, f"“{name}” needs a percentage from 0 to 100, not {text}")
    if _decimals(value) > MOST_DECIMALS:
        raise BadPoll(about, f"“{name}” has more than {MOST_DECIMALS} decimals")
    return value + 0  # never -0


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return max(-exponent, 0)


def _fitting(
    values: Sequence[Decimal], names: Sequence[str], half: Decimal, n: int, about: str
) -> list[tuple[int, int]]:
    """The fewest and most answers of each option that are printed so; refuses n where there are none."""
    if n > MOST_COUNTED:
        raise BadPoll(about, f"there are at most {MOST_COUNTED:,} answers here")
    if n < len(values):
        raise BadPoll(about, f"{about_n(n)} cannot be: there are {len(values)} options")
    found = []
    for value, name in zip(values, names, strict=True):
        low, high = max(ceil((value - half) * n / 100), 0), min(floor((value + half) * n / 100), n)
        if low > high:
            raise BadPoll(about, f"no whole number of {about_n(n)} is {_plain(value)} % (“{name}”)")
        found.append((low, high))
    if not sum(low for low, _ in found) <= n <= sum(high for _, high in found):
        raise BadPoll(about, f"no whole numbers that sum to {about_n(n)} give these percentages")
    return found


def about_n(n: int) -> str:
    """A number of answers in words."""
    return "1 answer" if n == 1 else f"{n:,} answers"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
