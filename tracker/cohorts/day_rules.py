"""Calendar days: what a working day is, and how one person's days move when theirs are shifted. Pure."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Move:
    """From `from_on` on, every day of one person lies `days` later; it was known from `known_on` on.

    `from_on` is counted in the person's own days as they stood before this move. `extends` is the phase
    that a decision extended, where it is one.
    """

    from_on: date
    days: int
    known_on: date
    extends: int | None = None


def is_working_day(day: date, closed: Container[date]) -> bool:
    """Monday to Friday, unless the program is closed."""
    return day.weekday() < SATURDAY and day not in closed


def add_working_days(start: date, count: int, closed: Container[date]) -> date:
    """The day on which the `count`th working day after `start` ends; `start` itself does not count.

    `count` is at least 0; with 0 it is `start`, whatever day that is. `closed` is finite.
    """
    if count < 0:
        raise ValueError(f"working days are counted forward: {count}")
    day = start
    while count:
        day += ONE_DAY
        count -= is_working_day(day, closed)
    return day


def moved(day: date, moves: Sequence[Move]) -> date:
    """Where one of a person's days lies after their moves, taken in order: never earlier.

    What lay before a move's first day stays. Two days keep their order, since a move that reaches the
    earlier one reaches the later one too.
    """
    for move in moves:
        if day >= move.from_on:
            day += timedelta(days=move.days)
    return day


def put_off(day: date, from_on: date, days: int, last: date) -> date:
    """A target's new day: as many days later, but not after `last`, and never earlier than it was."""
    return max(day, min(day + timedelta(days=days), last)) if day >= from_on else day


def moved_notice(day: date, moves: Sequence[Move]) -> date:
    """The same for the last day for a concern, which stays passed once it has passed.

    It moves only where it was still ahead when the move was known: somebody who was told that they
    continue is told nothing else because their dates moved.
    """
    for move in moves:
        if day >= max(move.from_on, move.known_on):
            day += timedelta(days=move.days)
    return day


def renewed_notice(ends_on: date, known_on: date, notice_days: int, answer_days: int) -> date | None:
    """The last day for a new concern in a phase that was extended; None where it leaves no fair stop.

    An extension is a new stretch under the same promise: the notice before its end, and two weeks from the
    day on which it was decided before anything can be raised too late.
    """
    last = ends_on - timedelta(days=notice_days)
    return last if (last - known_on).days >= answer_days else None
