"""Decisions about works."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

from tracker.reasons import Decision, no, yes


def may_create(title: str, members: int, starts_on: date | None, due_on: date | None) -> Decision:
    if not title.strip():
        return no("name_empty")
    if members == 0:
        return no("no_members")
    if starts_on and due_on and due_on < starts_on:
        return no("ends_before_start")
    return yes()


def may_mentor(person: int, members: Collection[int], *, name: str) -> Decision:
    """Whether somebody may be a mentor of a work of these people."""
    return no("mentor_is_member", name=name) if person in members else yes()


# Shares typed with two decimals sum to 1 within this.
SHARE_TOLERANCE = 0.005


@dataclass(frozen=True)
class Rates:
    """How often a result like this is reached by somebody able and by somebody else.

    `able` is one standard deviation above the program's average, `other` one below; both in (0, 1). For
    a team they refer to its share-weighted ability.
    """

    able: float
    other: float

    @property
    def apart(self) -> float:
        """How far apart the two lie, as (Φ⁻¹(able) − Φ⁻¹(other)) / 2."""
        quantile = NormalDist().inv_cdf
        return (quantile(self.able) - quantile(self.other)) / 2


# scoring.md 1: what a result says depends on how often able people reach it.
PRESETS: dict[str, Rates] = {
    "ambitious": Rates(0.50, 0.10),
    "hard": Rates(0.60, 0.20),
    "normal": Rates(0.75, 0.35),
    "routine": Rates(0.90, 0.60),
}


def failures_that_cancel(rates: Rates) -> float:
    """How many failures say as much against somebody as one success says for them."""
    success = math.log(rates.able / rates.other)
    failure = math.log((1 - rates.able) / (1 - rates.other))
    return success / -failure


def may_state_rates(rates: Rates, *, steepest: float, known: bool, late: bool) -> Decision:
    """Whether these pass rates may be stated for a work.

    `steepest` is the largest distance the program's settings leave room for. Once the result is known,
    rates can be chosen to suit it: they are taken only when said to be late, and audited as such.
    """
    if not (0 < rates.other < 1 and 0 < rates.able < 1):
        return no("rates_range")
    if rates.able <= rates.other:
        return no("rates_order")
    if rates.apart > steepest:
        return no("rates_too_far_apart")
    return no("rates_late") if known and not late else yes()


def may_set_shares(members: Iterable[int], shares: Mapping[int, float]) -> Decision:
    """Whether these are the shares of a whole team. Written so that a NaN passes nowhere."""
    if set(members) != set(shares):
        return no("shares_of_team")
    if not all(0 < share <= 1 for share in shares.values()):
        return no("share_range")
    if not abs(sum(shares.values()) - 1) <= SHARE_TOLERANCE:
        return no("shares_sum", total=f"{sum(shares.values()):.2f}")
    return yes()


def shares_of(stated: Mapping[int, float | None]) -> dict[int, float]:
    """Everybody's share in a work, summing to 1.

    A member without a stated share counts as one of equals; the others keep their proportions in what is
    left. So a team that stated nothing shares equally, and who joins later does not come away with nothing.
    """
    total = sum(share for share in stated.values() if share is not None)
    silent = sum(share is None for share in stated.values())
    left = (len(stated) - silent) / len(stated) if stated else 0
    return {
        member: 1 / len(stated) if share is None else left * share / total for member, share in stated.items()
    }
