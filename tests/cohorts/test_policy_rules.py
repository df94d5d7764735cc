"""What may change about a gate once a phase runs, and where a scholar stands by it, day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.properties import given, st
from tracker import clock
from tracker.cohorts import policy_rules, rules
from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.cohorts.policy_rules import DefaultState, default_state
from tracker.cohorts.rules import Gate, PhaseDates

CONTINUE, LIMITED = GateDefault.CONTINUE_BY_DEFAULT, GateDefault.CAPACITY_LIMITED
FIRST = date(2026, 1, 5)


def day(number: int) -> date:
    """The n-th day of the phase, counted from 1."""
    return FIRST + timedelta(days=number - 1)


STANDS = PhaseDates(PhaseKind.TRAINING, FIRST, day(70), Gate(CONTINUE, day(49), day(77)))
SURE = replace(STANDS, gate=Gate(CONTINUE, None, day(77)))
PLACES = replace(STANDS, gate=Gate(LIMITED, day(49), day(77), places=8))


def with_gate(phase=STANDS, **changes):
    days = {name: changes.pop(name) for name in ("starts_on", "ends_on") if name in changes}
    return replace(phase, gate=replace(phase.gate, **changes), **days)


def publish(before, after, *, today=None, relied_on=True, reason="A holiday was missed."):
    """Ten days into the phase, unless said otherwise."""
    today = today or day(10)
    return policy_rules.may_publish(before, after, today=today, relied_on=relied_on, reason=reason).code


# What stands, what is typed, and what comes of it once the phase has begun for somebody.
RUNNING = [
    (STANDS, STANDS, ""),
    (STANDS, with_gate(places=8, default=LIMITED), "limited_too_late"),
    (STANDS, with_gate(notice_by=day(50)), "notice_later"),
    (STANDS, with_gate(notice_by=day(48)), ""),
    (STANDS, with_gate(notice_by=None), ""),
    (SURE, with_gate(SURE, notice_by=day(40)), "notice_new"),
    (STANDS, with_gate(notice_days=20), "notice_days_fewer"),
    (STANDS, with_gate(notice_days=25, notice_by=day(45)), ""),
    (STANDS, with_gate(decision_on=day(78)), "decision_later"),
    (STANDS, with_gate(decision_on=day(70)), ""),
    (STANDS, with_gate(decision_on=day(69)), "decision_hurried"),
    (STANDS, with_gate(people=2), "stop_made_easier"),
    (STANDS, with_gate(works=1), "stop_made_easier"),
    (STANDS, with_gate(people=4, works=3, non_mentors=2, panel=3), ""),
    (with_gate(non_mentors=2), STANDS, "stop_made_easier"),
    (with_gate(panel=3), STANDS, "stop_made_easier"),
    (STANDS, with_gate(ends_on=day(69)), "end_earlier"),
    (STANDS, with_gate(ends_on=day(75)), ""),
    (STANDS, with_gate(starts_on=day(11)), "start_is_past"),
    (STANDS, with_gate(starts_on=day(-5)), "start_is_past"),
    (SURE, with_gate(SURE, ends_on=day(60)), ""),
    (STANDS, with_gate(SURE, ends_on=day(60)), "end_earlier"),
    (PLACES, with_gate(PLACES, places=7), "places_fewer"),
    (PLACES, with_gate(PLACES, places=9), ""),
    (PLACES, with_gate(PLACES, ends_on=day(60), notice_by=day(39)), "end_earlier"),
    (PLACES, STANDS, ""),
    (PLACES, SURE, ""),
]


@pytest.mark.parametrize(("before", "after", "code"), RUNNING)
def test_once_a_phase_has_begun_nothing_becomes_stricter(before, after, code):
    assert publish(before, after) == code
    assert publish(before, after, today=FIRST) == code, "the first day is a day of the phase"


@pytest.mark.parametrize(("before", "after"), [row[:2] for row in RUNNING])
def test_the_day_before_a_phase_begins_everything_may_change(before, after):
    assert publish(before, after, today=day(0), reason=None) == ""


@pytest.mark.parametrize(("before", "after", "code"), RUNNING)
def test_where_nobody_is_enrolled_only_the_places_stay_bound_to_the_start(before, after, code):
    expected = code if code == "limited_too_late" else ""
    assert publish(before, after, relied_on=False) == expected


@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_a_change_to_a_running_phase_needs_a_reason_and_saving_it_unchanged_needs_none(reason):
    assert publish(STANDS, with_gate(notice_by=day(48)), reason=reason) == "policy_reason_needed"
    assert publish(STANDS, STANDS, reason=reason) == ""


@pytest.mark.parametrize(
    ("today", "code"),
    [(day(0), ""), (day(1), "limited_too_late"), (day(300), "limited_too_late")],
)
def test_limited_places_are_stated_before_the_phase_starts(today, code):
    assert publish(None, PLACES, today=today) == code
    assert publish(replace(STANDS, gate=None), PLACES, today=today) == code


def test_a_phase_set_up_after_its_start_may_continue_by_default():
    assert publish(None, STANDS, today=day(40), reason=None) == ""


GATES = st.builds(
    Gate,
    default=st.sampled_from(GateDefault),
    notice_by=st.none() | st.integers(-5, 80).map(day),
    decision_on=st.integers(30, 100).map(day),
    places=st.none() | st.integers(1, 12),
    notice_days=st.integers(12, 40),
    people=st.integers(1, 5),
    works=st.integers(1, 4),
    non_mentors=st.integers(1, 3),
    panel=st.integers(1, 4),
)
PHASES = st.builds(
    PhaseDates,
    kind=st.just(PhaseKind.TRAINING),
    starts_on=st.integers(-3, 12).map(day),
    ends_on=st.integers(30, 90).map(day),
    gate=GATES,
)


@given(st.sampled_from([STANDS, SURE, PLACES]), st.lists(PHASES, max_size=12), st.integers(1, 90))
def test_no_sequence_of_changes_takes_from_a_scholar_what_they_were_told(told, wishes, number):
    stands = told
    for wish in wishes:
        if rules.may_set_phase(wish) and publish(stands, wish, today=day(number)) == "":
            stands = wish
    was, now = told.gate, stands.gate
    assert stands.starts_on == told.starts_on
    assert now.decision_on <= was.decision_on
    assert now.notice_days >= was.notice_days
    assert all(
        getattr(now, name) >= getattr(was, name) for name in ("people", "works", "non_mentors", "panel")
    )
    if was.default is CONTINUE:
        assert now.default is CONTINUE
    elif now.default is LIMITED:
        assert now.places >= was.places
    if was.notice_by is None:
        assert now.notice_by is None
    if now.notice_by is not None:
        assert now.notice_by <= was.notice_by
        assert (stands.ends_on - now.notice_by).days >= was.notice_days


@given(PHASES)
def test_a_gate_that_may_be_set_leaves_notice_and_answer_or_stops_nobody(phase):
    if not rules.may_set_phase(phase):
        return
    gate = phase.gate
    assert gate.panel >= 2
    assert 1 <= gate.non_mentors <= gate.people
    if gate.notice_by is not None:
        assert (phase.ends_on - phase.starts_on).days + 1 >= 35
        assert phase.starts_on <= gate.notice_by <= gate.decision_on
        assert (phase.ends_on - gate.notice_by).days >= gate.notice_days >= 14


@pytest.mark.parametrize(
    ("gate", "number", "concern", "state"),
    [
        (STANDS.gate, 1, False, "open"),
        (STANDS.gate, 48, False, "open"),
        (STANDS.gate, 49, False, "last_day"),
        (STANDS.gate, 50, False, "continues"),
        (STANDS.gate, 77, False, "continues"),
        (STANDS.gate, 400, False, "continues"),
        (STANDS.gate, 48, True, "concern"),
        (STANDS.gate, 50, True, "concern"),
        (STANDS.gate, 77, True, "concern"),
        (STANDS.gate, 78, True, "lapsed"),
        (SURE.gate, 1, False, "everybody"),
        (SURE.gate, 400, False, "everybody"),
        (SURE.gate, 60, True, "everybody"),
        (PLACES.gate, 50, False, "limited"),
        (PLACES.gate, 77, False, "limited"),
        (PLACES.gate, 78, False, "overdue"),
        (PLACES.gate, 50, True, "limited"),
    ],
)
def test_what_the_default_means_on_each_day(gate, number, concern, state):
    assert default_state(gate, day(number), concern_in_time=concern) == state


@pytest.mark.parametrize(
    ("zone", "moment", "state"),
    [
        # The last day for a concern is 29 March 2026, on which clocks in Europe go forward.
        ("Europe/London", datetime(2026, 3, 28, 23, 59, tzinfo=UTC), "open"),
        ("Europe/London", datetime(2026, 3, 29, 0, 0, tzinfo=UTC), "last_day"),
        ("Europe/London", datetime(2026, 3, 29, 22, 59, tzinfo=UTC), "last_day"),
        ("Europe/London", datetime(2026, 3, 29, 23, 0, tzinfo=UTC), "continues"),
        ("Europe/Berlin", datetime(2026, 3, 28, 22, 59, tzinfo=UTC), "open"),
        ("Europe/Berlin", datetime(2026, 3, 28, 23, 0, tzinfo=UTC), "last_day"),
        ("Europe/Berlin", datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "last_day"),
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "continues"),
        ("Pacific/Kiritimati", datetime(2026, 3, 28, 10, 0, tzinfo=UTC), "last_day"),
        ("Pacific/Kiritimati", datetime(2026, 3, 29, 10, 0, tzinfo=UTC), "continues"),
        ("Pacific/Pago_Pago", datetime(2026, 3, 30, 10, 59, tzinfo=UTC), "last_day"),
        ("Pacific/Pago_Pago", datetime(2026, 3, 30, 11, 0, tzinfo=UTC), "continues"),
    ],
)
def test_days_end_where_the_program_is_even_when_its_clocks_change(zone, moment, state):
    gate = Gate(CONTINUE, date(2026, 3, 29), date(2026, 4, 26))
    with clock.fixed(moment):
        assert default_state(gate, clock.today(zone), concern_in_time=False) == state


@given(st.integers(-40, 400), st.integers(1, 400))
def test_time_alone_never_makes_a_default_worse(number, later):
    """From a day on which no concern had come, waiting leads to “you continue”, and nowhere else."""
    order = [DefaultState.OPEN, DefaultState.LAST_DAY, DefaultState.CONTINUES]
    now = default_state(STANDS.gate, day(number), concern_in_time=False)
    then = default_state(STANDS.gate, day(number + later), concern_in_time=False)
    assert order.index(then) >= order.index(now)


@pytest.mark.parametrize(
    ("withdrew_on", "number", "code"),
    [
        (None, 0, "policy_not_yet"),
        (None, 1, ""),
        (None, 200, ""),
        (day(5), 4, ""),
        (day(5), 5, "reader_left"),
        (day(5), 6, "reader_left"),
    ],
)
def test_a_policy_is_read_from_the_first_day_on_by_those_who_stay(withdrew_on, number, code):
    assert policy_rules.may_read(FIRST, withdrew_on, day(number)).code == code
