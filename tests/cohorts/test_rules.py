"""Phases and gates as tables: what is allowed, and the reason where it is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tracker.cohorts import rules
from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.cohorts.rules import Gate, PhaseDates

FIRST = date(2026, 1, 5)
CONTINUE, LIMITED = GateDefault.CONTINUE_BY_DEFAULT, GateDefault.CAPACITY_LIMITED


def day(number: int) -> date:
    """The n-th day of the phase, counted from 1."""
    return FIRST + timedelta(days=number - 1)


def phase(length: int, gate: Gate | None = None) -> PhaseDates:
    return PhaseDates(PhaseKind.TRAINING, FIRST, day(length), gate)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (phase(70), ""),
        (phase(1), "ends_before_start"),
        (phase(-3), "ends_before_start"),
        (phase(70, Gate(CONTINUE, day(49), day(77))), ""),
        (phase(70, Gate(CONTINUE, None, day(77))), ""),
        (phase(70, Gate(CONTINUE, day(49), day(-1))), "decision_before_phase"),
        (phase(70, Gate(CONTINUE, day(-1), day(77))), "notice_outside_phase"),
        (phase(70, Gate(CONTINUE, day(71), day(77))), "notice_outside_phase"),
        (phase(70, Gate(CONTINUE, day(49), day(40))), "notice_outside_phase"),
        (phase(34, Gate(CONTINUE, day(13), day(41))), "no_fair_stop"),
        (phase(35, Gate(CONTINUE, day(14), day(42))), ""),
        (phase(34, Gate(CONTINUE, None, day(41))), ""),
        (phase(34, Gate(LIMITED, None, day(41), 8)), ""),
        (phase(34, Gate(LIMITED, day(13), day(41), 8)), "no_fair_stop"),
        (phase(70, Gate(CONTINUE, day(50), day(77))), "notice_too_short"),
        (phase(70, Gate(CONTINUE, day(56), day(77), notice_days=14)), ""),
        (phase(70, Gate(CONTINUE, day(49), day(77), notice_days=22)), "notice_too_short"),
        (phase(40, Gate(CONTINUE, day(2), day(47), notice_days=30)), "no_fair_stop"),
        (phase(70, Gate(CONTINUE, day(49), day(77), notice_days=13)), "notice_days_range"),
        (phase(70, Gate(CONTINUE, day(49), day(77), notice_days=366)), "notice_days_range"),
        (phase(70, Gate(CONTINUE, day(49), day(77), people=0)), "evidence_range"),
        (phase(70, Gate(CONTINUE, day(49), day(77), works=0)), "evidence_range"),
        (phase(70, Gate(CONTINUE, day(49), day(77), non_mentors=0)), "evidence_range"),
        (phase(70, Gate(CONTINUE, day(49), day(77), people=21)), "evidence_range"),
        (phase(70, Gate(CONTINUE, day(49), day(77), people=2, non_mentors=3)), "non_mentors_above_people"),
        (phase(70, Gate(CONTINUE, day(49), day(77), panel=1)), "panel_range"),
        (phase(70, Gate(LIMITED, day(49), day(77))), "places_needed"),
        (phase(70, Gate(LIMITED, day(49), day(77), 0)), "places_needed"),
        (phase(70, Gate(CONTINUE, day(49), day(77), 8)), "places_unneeded"),
    ],
)
def test_a_phase_makes_sense_or_says_why_not(given, code):
    assert rules.may_set_phase(given).code == code


@pytest.mark.parametrize(
    ("length", "notice_by"),
    [(21, None), (25, None), (34, None), (35, day(14)), (70, day(49))],
)
def test_the_usual_gate_has_a_last_day_for_a_concern_only_where_a_fair_stop_exists(length, notice_by):
    gate = rules.default_gate(FIRST, day(length))
    assert (gate.default, gate.notice_by, gate.decision_on) == (CONTINUE, notice_by, day(length + 7))
    assert rules.may_set_phase(phase(length, gate))


@pytest.mark.parametrize(
    ("training_ends", "research_starts", "allowed"),
    [(10, 11, True), (10, 10, False), (10, 5, False), (10, -20, False)],
)
def test_phases_follow_each_other(training_ends, research_starts, allowed):
    research = PhaseDates(PhaseKind.RESEARCH, day(research_starts), day(research_starts + 3))
    decision = rules.may_order([research, phase(training_ends)])
    assert decision.allowed is allowed
    assert decision.code == ("" if allowed else "phases_overlap")


@pytest.mark.parametrize(
    ("slug", "allowed"),
    [
        ("winter-2026", True),
        ("w", True),
        ("Winter", False),
        ("winter 2026", False),
        ("-winter", False),
        ("winter--2026", False),
        ("", False),
        ("é", False),
        ("winter\n", False),
        ("a" * 61, False),
    ],
)
def test_short_names_fit_into_an_address(slug, allowed):
    assert rules.is_slug(slug).allowed is allowed


@pytest.mark.parametrize(
    ("last", "today", "over"),
    [(None, FIRST, False), (FIRST, FIRST, False), (FIRST, day(2), True)],
)
def test_a_cohort_is_over_the_day_after_its_last_phase(last, today, over):
    assert rules.is_over(last, today) is over


@pytest.mark.parametrize(
    ("today", "withdrew_on", "state"),
    [
        (day(0), None, "upcoming"),
        (day(1), None, "active"),
        (day(10), None, "active"),
        (day(11), None, "over"),
        (day(5), day(4), "withdrawn"),
        (day(5), day(6), "active"),
        (day(20), day(12), "over"),
    ],
)
def test_where_a_scholar_is_in_a_phase(today, withdrew_on, state):
    assert rules.phase_state(FIRST, day(10), withdrew_on, today) == state
