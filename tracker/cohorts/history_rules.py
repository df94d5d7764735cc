"""Decisions about counts of earlier gates: whether they add up, what of them may be public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.evidence.suppression import LEAST, without_small
from tracker.reasons import Decision, no, yes

MOST, FIRST_YEAR, LAST_YEAR = 100_000, 1950, 2200
MOST_NOTICE = 366


@dataclass(frozen=True)
class Counts:
    """What came of one gate; everybody accepted into the phase is in exactly one of the next five.

    `later` are those who repeat the phase or come back later. `warned`, where it is known, are those told
    at least 21 days before the phase's end that they might not go on, and all who did not.
    """

    accepted: int
    continued: int
    stopped: int
    not_placed: int
    withdrew: int
    later: int = 0
    warned: tuple[int, int] | None = None

    @property
    def parts(self) -> tuple[int, int, int, int, int]:
        return (self.continued, self.stopped, self.not_placed, self.withdrew, self.later)


def may_record(counts: Counts, *, year: int, median_notice: float | None) -> Decision:
    """Whether typed counts of an earlier gate make sense together."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return no("record_year", first=FIRST_YEAR, last=LAST_YEAR)
    if not 1 <= counts.accepted <= MOST or not all(0 <= part <= MOST for part in counts.parts):
        return no("record_range", most=MOST)
    if sum(counts.parts) != counts.accepted:
        return no("record_sum", accepted=counts.accepted, total=sum(counts.parts))
    if median_notice is None:
        return yes()
    if counts.stopped + counts.not_placed == 0:
        return no("record_notice_of_nobody")
    return yes() if 0 <= median_notice <= MOST_NOTICE else no("record_notice_range", most=MOST_NOTICE)


@dataclass(frozen=True)
class Pool:
    """The counts of several earlier gates of one kind together."""

    cohorts: int
    counts: Counts


def pooled(records: Iterable[Counts]) -> Pool | None:
    """All of them added up; None where there are none."""
    found = list(records)
    if not found:
        return None
    names = ("accepted", "continued", "stopped", "not_placed", "withdrew", "later")
    warned = [one.warned for one in found if one.warned is not None]
    return Pool(
        len(found),
        Counts(
            **{name: sum(getattr(one, name) for one in found) for name in names},
            warned=(sum(told for told, _all in warned), sum(everybody for _told, everybody in warned))
            if warned
            else None,
        ),
    )


@dataclass(frozen=True)
class PublicPool:
    """What may be read without signing in; None where a count would single people out."""

    cohorts: int
    accepted: int | None
    continued: int | None
    stopped: int | None
    not_placed: int | None
    withdrew: int | None
    later: int | None = None


def public(pool: Pool) -> PublicPool:
    """A pool without counts below five and without what gives them away.

    First those who moved on against all others, then the reasons of the others among themselves.
    """
    counts = pool.counts
    if counts.accepted < LEAST:
        return PublicPool(pool.cohorts, None, None, None, None, None)
    continued, others = without_small([counts.continued, counts.accepted - counts.continued])
    if others is None:
        return PublicPool(pool.cohorts, counts.accepted, None, None, None, None)
    reasons = [counts.stopped, counts.not_placed, counts.withdrew, counts.later]
    if not counts.later:  # where nobody comes back later there is no such group
        return PublicPool(pool.cohorts, counts.accepted, continued, *without_small(reasons[:3]))
    return PublicPool(pool.cohorts, counts.accepted, continued, *without_small(reasons))
