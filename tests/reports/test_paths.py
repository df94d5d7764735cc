"""Where a scholar stands in each phase, and what became of them: everybody in exactly one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.advancement.decision_models import Outcome
from tracker.cohorts.models import PhaseKind
from tracker.reports.paths import End, Place, Step, end, places

TRAINING, RESEARCH, EXTENSION = PhaseKind
FIRST = date(2026, 1, 5)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def way(training: Outcome | None = None, research: Outcome | None = None) -> list[Step]:
    """Training on days 0 to 69, research on 84 to 167, both with a gate."""
    return [
        Step(TRAINING, day(0), day(69), True, True, training),
        Step(RESEARCH, day(84), day(167), True, True, research),
    ]


@pytest.mark.parametrize(
    ("at", "training", "expected"),
    [
        (-1, None, {TRAINING: Place.AHEAD}),
        (0, None, {TRAINING: Place.RUNNING}),
        (69, None, {TRAINING: Place.RUNNING}),
        (70, None, {TRAINING: Place.FINISHED}),
        (90, None, {TRAINING: Place.FINISHED}),  # waits at the gate, and is in no research
        (80, Outcome.CONTINUE, {TRAINING: Place.FINISHED, RESEARCH: Place.AHEAD}),
        (84, Outcome.CONTINUE_WITH_PLAN, {TRAINING: Place.FINISHED, RESEARCH: Place.RUNNING}),
        (168, Outcome.CONTINUE, {TRAINING: Place.FINISHED, RESEARCH: Place.FINISHED}),
        (168, Outcome.NOT_PLACED, {TRAINING: Place.FINISHED}),
    ],
)
def test_nobody_is_in_a_phase_before_the_gate_let_them_through(at, training, expected):
    assert places(way(training), None, day(at)) == expected


def test_on_the_day_of_leaving_somebody_is_no_longer_there():
    assert places(way(), day(69), day(100)) == {TRAINING: Place.LEFT}
    assert places(way(Outcome.CONTINUE), day(167), day(200))[RESEARCH] is Place.LEFT
    assert places(way(Outcome.CONTINUE), day(168), day(200))[RESEARCH] is Place.FINISHED


def test_whoever_joins_for_research_has_no_training():
    late = [replace(way()[0], took_part=False), way()[1]]
    assert places(late, None, day(100)) == {RESEARCH: Place.RUNNING}
    assert end(late, None, day(168)) is End.COMPLETED


@pytest.mark.parametrize(
    ("training", "left", "expected"),
    [
        (None, None, End.HERE),
        (Outcome.CONTINUE, None, End.COMPLETED),
        (Outcome.CONTINUE, 100, End.WITHDREW),
        (None, 20, End.WITHDREW),
        (Outcome.WITHDRAWN, 20, End.WITHDREW),
        (Outcome.STOP, 75, End.STOPPED),
        (Outcome.NOT_PLACED, 75, End.NOT_PLACED),
        (Outcome.REPEAT, 75, End.LATER),
        (Outcome.DEFERRED, 30, End.LATER),
    ],
)
def test_what_became_of_somebody_when_all_is_over(training, left, expected):
    assert end(way(training), None if left is None else day(left), day(300)) is expected


def test_research_that_was_finished_stays_so_whatever_its_gate_says():
    assert end(way(Outcome.CONTINUE, Outcome.NOT_PLACED), day(170), day(300)) is End.COMPLETED


def test_what_stands_at_a_gate_that_nobody_came_to_counts_for_nothing():
    assert end(way(None, Outcome.STOP), day(30), day(300)) is End.WITHDREW


def test_leaving_before_the_first_day_is_no_beginning():
    gone = [replace(step, took_part=False) for step in way()]
    assert places(gone, day(-3), day(100)) == {}
    assert end(gone, day(-3), day(100)) is End.NEVER_BEGAN


def test_a_cohort_of_training_alone_is_complete_once_its_gate_is_decided():
    assert end(way()[:1], None, day(100)) is End.HERE
    assert end(way(Outcome.CONTINUE)[:1], None, day(100)) is End.COMPLETED
    assert end([replace(way()[0], gated=False)], None, day(100)) is End.COMPLETED


def test_a_cohort_without_phases_has_people_all_the_same():
    assert (places([], None, FIRST), end([], None, FIRST)) == ({}, End.HERE)


OUTCOMES = st.sampled_from([None, *Outcome])


@given(OUTCOMES, OUTCOMES, st.integers(-5, 260), st.integers(-5, 260), st.booleans())
def test_nobody_completes_whom_the_gate_kept_back_or_who_left_before_the_end(a, b, at, left, leaves):
    left_on = day(left) if leaves else None
    steps = [replace(step, took_part=left_on is None or left_on >= step.starts_on) for step in way(a, b)]
    stands, found = places(steps, left_on, day(at)), end(steps, left_on, day(at))
    if RESEARCH in stands:
        assert a in (Outcome.CONTINUE, Outcome.CONTINUE_WITH_PLAN)
        assert stands[TRAINING] is Place.FINISHED
    if found is End.COMPLETED:
        assert stands[RESEARCH] is Place.FINISHED
        assert left_on is None or left_on > day(167)
    if found is End.STOPPED:
        assert Outcome.STOP in (a, b)
    if left_on is None and {a, b} <= {None, Outcome.CONTINUE}:
        assert found in (End.HERE, End.COMPLETED)
