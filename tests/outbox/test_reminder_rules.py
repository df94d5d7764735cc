"""On which day which reminder is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.outbox.reminders import due, key

DAY = date(2026, 3, 29)
OWED = (-3, 0, 2)
NOTICE = (-10, -5, -2)


def on(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "step"),
    [(-30, None), (-4, None), (-3, -3), (-2, -3), (-1, -3), (0, 0), (1, 0), (2, 2), (3, 2), (90, 2)],
)
def test_the_latest_step_that_has_come_is_due(days: int, step: int | None) -> None:
    assert due(DAY, on(days), OWED) == step


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-11, None),
        (-10, -10),
        (-6, -10),
        (-5, -5),
        (-3, -5),
        (-2, -2),
        (-1, -1),
        (0, 0),
        (28, 28),
        (29, None),
    ],
)
def test_after_the_last_step_every_day_is_one_until_the_last_day(days: int, step: int | None) -> None:
    assert due(DAY, on(days), NOTICE, daily_until=on(28)) == step


def sent(looked_on: list[int]) -> list[tuple[int, int]]:
    """(day, step) of what is sent when somebody looks on these days, each step at most once."""
    before: set[int] = set()
    found = []
    for day in looked_on:
        step = due(DAY, on(day), OWED)
        if step is not None and step not in before:
            before.add(step)
            found.append((day, step))
    return found


def test_a_server_that_was_down_makes_up_once_not_for_each_missed_day() -> None:
    assert sent([-5, 1, 2, 3]) == [(1, 0), (2, 2)]
    assert sent([-5, 40, 41]) == [(40, 2)]


@given(st.lists(st.integers(-20, 60), min_size=1).map(sorted))
def test_whatever_the_days_nothing_comes_early_twice_or_more_often_than_there_are_steps(
    days: list[int],
) -> None:
    found = sent(days)
    assert all(day >= step for day, step in found)
    assert len({step for _day, step in found}) == len(found) <= len(OWED)


@given(st.integers(-20, 60), st.integers(0, 10))
def test_a_later_day_is_never_at_an_earlier_step(first: int, more: int) -> None:
    one, other = due(DAY, on(first), OWED), due(DAY, on(first + more), OWED)
    assert one is None or (other is not None and other >= one)


def test_a_day_that_moves_begins_anew() -> None:
    assert key("form", 7, DAY, 0) != key("form", 7, on(1), 0)
    assert len(key("form", 2**31, DAY, -10)) < 120
