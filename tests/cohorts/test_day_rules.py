"""Working days, and how one person's days move: later only, in order, and nothing behind the first day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.cohorts.day_rules import (
    Move,
    add_working_days,
    is_working_day,
    moved,
    moved_notice,
    put_off,
    renewed_notice,
)

MONDAY = date(2026, 3, 2)
GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)
EASTER = frozenset({GOOD_FRIDAY, EASTER_MONDAY})

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
MOVES = st.lists(st.builds(Move, DAYS, st.integers(1, 200), DAYS), max_size=5)


def after(days, start=MONDAY):
    return start + timedelta(days=days)


@pytest.mark.parametrize(
    ("start", "count", "closed", "expected"),
    [
        (MONDAY, 0, (), MONDAY),
        (after(5), 0, (), after(5)),
        (MONDAY, 1, (), after(1)),
        (MONDAY, 5, (), after(7)),
        (after(4), 1, (), after(7)),
        (after(5), 1, (), after(7)),
        (after(6), 5, (), after(11)),
        (date(2026, 4, 2), 1, EASTER, date(2026, 4, 7)),
        (GOOD_FRIDAY, 1, EASTER, date(2026, 4, 7)),
        (date(2026, 3, 30), 5, EASTER, date(2026, 4, 8)),
        (date(2026, 3, 27), 5, (), date(2026, 4, 3)),  # across the change to summer time in Europe
        (date(2026, 12, 30), 5, {date(2027, 1, 1)}, date(2027, 1, 7)),
    ],
)
def test_working_days_skip_weekends_and_closed_days(start, count, closed, expected):
    assert add_working_days(start, count, frozenset(closed)) == expected


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forward"):
        add_working_days(MONDAY, -1, frozenset())


@given(DAYS, st.integers(1, 30), st.frozensets(DAYS, max_size=20))
def test_the_day_reached_is_a_working_day_with_the_others_between(start, count, closed):
    end = add_working_days(start, count, closed)
    between = [after(n, start) for n in range(1, (end - start).days + 1)]
    assert is_working_day(end, closed)
    assert sum(is_working_day(day, closed) for day in between) == count


@given(DAYS, st.integers(0, 30), st.frozensets(DAYS, max_size=20), DAYS)
def test_a_closed_day_more_never_makes_a_deadline_shorter(start, count, closed, one_more):
    assert add_working_days(start, count, closed | {one_more}) >= add_working_days(start, count, closed)


@given(DAYS, MOVES)
def test_no_day_ever_moves_earlier(day, moves):
    assert moved(day, moves) >= day
    assert moved_notice(day, moves) >= day


@given(DAYS, DAYS, MOVES)
def test_days_keep_their_order(one, other, moves):
    earlier, later = sorted((one, other))
    assert moved(earlier, moves) <= moved(later, moves)


@given(DAYS, DAYS, MOVES)
def test_the_last_day_for_a_concern_never_comes_closer_to_the_end(notice_by, ends_on, moves):
    notice_by, ends_on = sorted((notice_by, ends_on))
    before = ends_on - notice_by
    assert moved(ends_on, moves) - moved_notice(notice_by, moves) >= before


@given(DAYS, MOVES)
def test_moves_that_reach_a_day_add_up(day, moves):
    reaching = [Move(min(one.from_on, day), one.days, one.known_on) for one in moves]
    assert moved(day, reaching) == day + timedelta(days=sum(one.days for one in moves))


@given(DAYS, MOVES)
def test_nothing_before_the_first_day_moves(day, moves):
    behind = [Move(max(one.from_on, after(1, day)), one.days, one.known_on) for one in moves]
    assert moved(day, behind) == day
    assert moved_notice(day, behind) == day


@given(DAYS, MOVES)
def test_a_last_day_for_a_concern_that_had_passed_stays_passed(day, moves):
    known = [Move(one.from_on, one.days, max(one.known_on, after(1, day))) for one in moves]
    assert moved_notice(day, known) == day


@given(DAYS, DAYS, DAYS, MOVES)
def test_targets_stay_before_the_decision_in_their_order_and_never_come_earlier(one, other, decision, moves):
    first, second, decision = sorted((one, other, decision))
    for move in moves:
        before, decision = (first, second), moved(decision, [move])
        first, second = (put_off(day, move.from_on, move.days, decision) for day in before)
        assert before[0] <= first <= second <= decision
        assert second >= before[1]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(9, 9), (10, 24), (20, 34), (25, 39)],
)
def test_the_first_day_of_a_move_moves_too(day, expected):
    assert moved(after(day), [Move(after(10), 14, after(10))]) == after(expected)


@pytest.mark.parametrize(
    ("length", "last"),
    [
        # 21 days of notice and 14 to answer: below 35 days no fair stop exists.
        (1, None),
        (34, None),
        (35, 14),
        (56, 35),
    ],
)
def test_an_extension_can_end_in_a_stop_only_where_it_leaves_notice_and_answer(length, last):
    expected = None if last is None else after(last)
    assert renewed_notice(after(length), after(0), notice_days=21, answer_days=14) == expected
