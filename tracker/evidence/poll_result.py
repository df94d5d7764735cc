"""What comes out of a poll before and after: each option's shares and change, and what bounds them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """What the changes rest on."""

    SHARES = "shares"  # the numbers of answers are not known
    INDEPENDENT = "independent"  # two rounds of answers, not known who gave which
    PAIRED = "paired"  # the same people before and after


@dataclass(frozen=True)
class OptionShift:
    """One option: its shares, the change after minus before, their intervals, all from -1 to 1.

    Intervals are None where the numbers of answers are not known. `rounding_low` and `rounding_high` are
    the change with everything that rounding may hide; the change itself where nothing was rounded.
    `left` and `joined` count who chose it before only and after only, `p` is McNemar's; None unless paired.
    """

    name: str
    pre: float
    post: float
    change: float
    rounding_low: float
    rounding_high: float
    pre_low: float | None = None
    pre_high: float | None = None
    post_low: float | None = None
    post_high: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    left: int | None = None
    joined: int | None = None
    p: float | None = None


@dataclass(frozen=True)
class Attrition:
    """Fewer answers after than before: each change (low, high) if those missing had answered one way."""

    missing: int
    bounds: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Shift:
    """All that a poll before and after says. Shares are fractions.

    `main` is the place of the option that moved most. `outside` says whether its change lies outside the
    margin, also after rounding; None where the numbers of answers are not known or nothing moved. With
    three options or more the margin allows for the largest of several changes (Bonferroni).
    `n_needed` is the number of answers in each poll from which the change as printed would lie outside
    the margin; None if nothing moved or pairs tell more. `moved` is the share of answers that changed:
    exact if `moved_exact`, else at least so many, by the net shift. `exact_p` is Fisher's, where of few
    answers it alone keeps the change of `main` within the margin; None otherwise.
    """

    options: tuple[OptionShift, ...]
    basis: Basis
    n_pre: int | None
    n_post: int | None
    group_size: int | None
    half: float
    main: int
    outside: bool | None
    n_needed: int | None
    moved: float
    moved_exact: bool
    attrition: Attrition | None
    willing: float | None
    exact_p: float | None = None


def clean(value: float) -> float:
    """Without the dust of binary fractions: 0.36 - 0.33 is 0.03. Never minus zero."""
    return round(value, 12) + 0.0
