"""The cells of a report's tables with their figures filled in: what every format prints. Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.evidence.proportions import wilson
from tracker.reports.numbers import Absent, Amount, Cell, Count, Measure, Share, Unit, Why, Words

# Beyond this nothing is meant, and machines differ.
PLACES = 6


class Kind(enum.StrEnum):
    COUNT = "count"
    SHARE = "share"
    MEASURE = "measure"
    AMOUNT = "amount"
    WORDS = "words"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell. `value` is the count, the share (0 to 1), the mean or median, or the amount.

    `part` and `whole` are counts; `n` the number of values behind a measure; `low` and `high` the ends of a
    95 % interval, or the quartiles where `spread` is "iqr".
    """

    kind: Kind
    value: float | None = None
    part: int | None = None
    whole: int | None = None
    n: int | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    spread: str | None = None
    unit: Unit | None = None
    text: str | None = None
    link: str | None = None
    why: Why | None = None


def figure(cell: Cell, counts: Mapping[str, int]) -> Figure:
    """A cell with its counts looked up; raises KeyError where one has no number."""
    match cell:
        case Count(key):
            return Figure(Kind.COUNT, value=counts[key])
        case Share(part, whole):
            return _share(counts[part], counts[whole])
        case Measure():
            spread = cell.spread if cell.low is not None else None
            return Figure(
                Kind.MEASURE,
                value=_rounded(cell.value),
                n=counts[cell.n],
                sd=_rounded(cell.sd),
                low=_rounded(cell.low),
                high=_rounded(cell.high),
                spread=spread,
                unit=cell.unit,
            )
        case Amount():
            return Figure(Kind.AMOUNT, value=_rounded(cell.value), unit=cell.unit)
        case Words():
            return Figure(Kind.WORDS, text=cell.text, link=cell.link)
        case Absent(why):
            return Figure(Kind.ABSENT, why=why)


def _share(part: int, whole: int) -> Figure:
    """Of nobody there is no share."""
    if not whole:
        return Figure(Kind.ABSENT, why=Why.NONE)
    low, high = wilson(part, whole)
    return Figure(
        Kind.SHARE,
        value=_rounded(part / whole),
        part=part,
        whole=whole,
        low=_rounded(low),
        high=_rounded(high),
        spread="interval",
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), PLACES)
