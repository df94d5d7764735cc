"""Who may go on leave, come back, or have their dates moved, on which day, and why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.cohorts.calendar_models import Cause
from tracker.cohorts.calendar_rules import (
    MOST_DAYS,
    Person,
    may_begin_leave,
    may_close,
    may_open_again,
    may_return,
    may_shift,
)
from tracker.cohorts.day_rules import add_working_days

TODAY = date(2026, 3, 4)  # a Wednesday


def day(days):
    return TODAY + timedelta(days=days)


HERE = Person(TODAY, enrolled_on=day(-100), last_day=day(100))


@pytest.mark.parametrize(
    ("person", "from_on", "until", "code"),
    [
        (HERE, 0, None, ""),
        (HERE, 0, 30, ""),
        (HERE, 0, 0, ""),
        (HERE, -28, None, ""),
        (HERE, 100, None, ""),
        (HERE, -29, None, "leave_long_past"),
        (HERE, 101, None, "leave_after_end"),
        (replace(HERE, last_day=day(999)), 367, None, "leave_far"),
        (HERE, 10, 9, "leave_backwards"),
        (HERE, 0, MOST_DAYS, ""),
        (HERE, 0, MOST_DAYS + 1, "leave_too_long"),
        (replace(HERE, left=True), 0, None, "scholar_left"),
        (replace(HERE, away=True), 0, None, "leave_already"),
        (replace(HERE, left=True, away=True), 0, None, "scholar_left"),
        (replace(HERE, enrolled_on=day(-3)), -4, None, "leave_before_enrolled"),
        (replace(HERE, enrolled_on=day(-3)), -3, None, ""),
        (replace(HERE, back_on=day(-5)), -6, None, "leave_overlaps"),
        (replace(HERE, back_on=day(-5)), -5, None, ""),
        (replace(HERE, decided_on=day(-2)), -2, None, "behind_decision"),
        (replace(HERE, decided_on=day(-2)), -1, None, ""),
        (replace(HERE, last_day=None), 0, None, "leave_after_end"),
    ],
)
def test_a_leave_begins(person, from_on, until, code):
    assert may_begin_leave(person, day(from_on), None if until is None else day(until)).code == code


@pytest.mark.parametrize(
    ("from_on", "back_on", "code"),
    [
        (-10, 0, ""),
        (-10, -1, ""),
        (-10, -10, ""),
        (-10, -11, "return_before_leave"),
        (-10, 1, "return_ahead"),
        (10, 10, ""),
        (10, 11, "return_ahead"),
        (10, 0, "return_before_leave"),
        (-400, 0, ""),
        (-400, -28, ""),
        (-400, -29, "return_long_past"),
        (-400, -400, ""),
    ],
)
def test_a_leave_ends(from_on, back_on, code):
    assert may_return(day(from_on), day(back_on), TODAY).code == code


@pytest.mark.parametrize(
    ("person", "from_on", "days", "cause", "reason", "code"),
    [
        (HERE, 0, 14, Cause.OTHER, "Ill", ""),
        (HERE, 0, 1, Cause.OTHER, "Ill", ""),
        (HERE, 0, 0, Cause.OTHER, "Ill", "shift_days_range"),
        (HERE, 0, -14, Cause.OTHER, "Ill", "shift_days_range"),
        (HERE, 0, -1, Cause.EXTENSION, "Ill", "shift_days_range"),
        (HERE, 0, 366, Cause.OTHER, "Ill", ""),
        (HERE, 0, 367, Cause.OTHER, "Ill", "shift_days_range"),
        (HERE, -1, 14, Cause.OTHER, "Ill", "shift_past"),
        (HERE, -8, 14, Cause.EXTENSION, "More time", ""),
        (HERE, 0, 14, Cause.OTHER, "  ", "shift_reason"),
        (HERE, 0, 14, Cause.EXTENSION, "", "shift_reason"),
        (HERE, 101, 14, Cause.OTHER, "Ill", "shift_moves_nothing"),
        (replace(HERE, last_day=None), 0, 14, Cause.OTHER, "Ill", "shift_moves_nothing"),
        (replace(HERE, left=True), 0, 14, Cause.OTHER, "Ill", "scholar_left"),
        (replace(HERE, away=True), 0, 14, Cause.OTHER, "Ill", "shift_on_leave"),
        (replace(HERE, away=True), 0, 14, Cause.EXTENSION, "Ill", "shift_on_leave"),
        (replace(HERE, decided_on=TODAY), 0, 14, Cause.OTHER, "Ill", "behind_decision"),
        (replace(HERE, decided_on=TODAY), 0, 14, Cause.EXTENSION, "More", ""),
        (replace(HERE, decided_on=TODAY), 1, 14, Cause.OTHER, "Ill", ""),
        (replace(HERE, last_day=date(2200, 12, 1)), 0, 31, Cause.OTHER, "Ill", "day_too_far"),
    ],
)
def test_dates_move(person, from_on, days, cause, reason, code):
    assert may_shift(person, day(from_on), days, cause, reason).code == code


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (0, 0, ""),
        (1, 1, ""),
        (-1, -1, "closed_past"),
        (-1, 5, "closed_past"),
        (5, 4, "closed_backwards"),
        (3, 4, "closed_weekend"),
        (3, 5, ""),
        (0, 30, ""),
        (0, 31, "closed_many"),
    ],
)
def test_a_program_closes(first, last, code):
    assert may_close(day(first), day(last), TODAY).code == code


@given(st.integers(-400, 400), st.frozensets(st.integers(-30, 60).map(day), max_size=15))
def test_a_closed_day_taken_out_never_shortens_a_deadline_that_runs(ahead, others):
    closed = others | {day(ahead)}
    if not may_open_again(day(ahead), TODAY, closed):
        return
    for begun in range(-20, 1):
        for count in (5, 10):
            end = add_working_days(day(begun), count, closed)
            if end >= TODAY:
                assert add_working_days(day(begun), count, closed - {day(ahead)}) == end


@pytest.mark.parametrize(
    ("ahead", "allowed"), [(-1, False), (0, False), (14, False), (15, True), (200, True)]
)
def test_a_closed_day_stays_while_a_deadline_may_count_on_it(ahead, allowed):
    assert bool(may_open_again(day(ahead), TODAY, frozenset())) is allowed
