"""Rules of concerns: who × state × day, targets, the clock; as tables and for every case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from tests.properties import given, st
from tracker.advancement import rules
from tracker.advancement.rules import Aim, Gate, Opening, Stage

START, END = date(2026, 1, 5), date(2026, 3, 15)
NOTICE_BY, DECISION = END - timedelta(days=21), END + timedelta(days=7)
GATE = Gate(START, END, NOTICE_BY, 21, DECISION)

days = st.dates(START - timedelta(days=40), DECISION + timedelta(days=40))


def at(day: date, **facts: object) -> Opening:
    values = {"on": day, "today": day, "gate": GATE, "raises": True}
    return Opening(**{**values, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (START - timedelta(days=1), "no_phase_running"),
        (START, ""),
        (NOTICE_BY, ""),
        (NOTICE_BY + timedelta(days=1), ""),  # as help
        (END, ""),
        (END + timedelta(days=1), "no_phase_running"),
    ],
)
def test_a_concern_is_raised_only_while_a_phase_is_under_way(day: date, code: str) -> None:
    assert rules.may_open(at(day)).code == code


@pytest.mark.parametrize(
    ("raises", "own", "left", "other_open"), list(product([True, False], repeat=4)), ids=str
)
def test_who_may_open_in_which_state(raises: bool, own: bool, left: bool, other_open: bool) -> None:
    decision = rules.may_open(at(START, raises=raises, own=own, left=left, other_open=other_open))
    reasons = {
        "concern_on_self": own,
        "concern_not_yours": not raises,
        "scholar_left": left,
        "concern_open_already": other_open,
    }
    expected = next((code for code, holds in reasons.items() if holds), "")
    assert decision.code == expected
    assert bool(decision) is (expected == "")


@pytest.mark.parametrize(("shift", "code"), [(-1, "concern_past"), (0, ""), (1, "concern_ahead")])
def test_a_concern_bears_the_day_on_which_it_is_raised(shift: int, code: str) -> None:
    assert rules.may_open(replace(at(START), on=START + timedelta(days=shift))).code == code


@pytest.mark.parametrize(
    ("told", "due", "code"),
    [
        (START, START + timedelta(days=13), "target_too_soon"),
        (START, START + timedelta(days=14), ""),
        (START, DECISION - timedelta(days=1), ""),
        (START, DECISION, "target_too_late"),
        (END - timedelta(days=8), DECISION - timedelta(days=1), ""),
        (END - timedelta(days=7), DECISION - timedelta(days=1), "targets_no_room"),
    ],
)
def test_a_target_leaves_two_weeks_and_comes_before_the_decision(told: date, due: date, code: str) -> None:
    assert rules.may_aim([Aim("One run", due)], told, GATE).code == code


@pytest.mark.parametrize(
    ("count", "code"), [(0, "targets_none"), (1, ""), (3, ""), (4, "targets_many"), (9, "targets_many")]
)
def test_one_to_three_targets(count: int, code: str) -> None:
    assert rules.may_aim([Aim("One run", END)] * count, START, GATE).code == code


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_target_says_something(text: str) -> None:
    assert rules.may_aim([Aim("One run", END), Aim(text, END)], START, GATE).params == {"number": 2}


def test_without_a_gate_targets_end_with_the_phase() -> None:
    gate = Gate(START, END, None, 21, None)
    assert rules.may_aim([Aim("One run", END)], START, gate)
    assert rules.may_aim([Aim("One run", END + timedelta(days=1))], START, gate).code == "target_too_late"


@pytest.mark.parametrize(
    ("told", "notice_by", "counts"),
    [
        (NOTICE_BY - timedelta(days=1), NOTICE_BY, True),
        (NOTICE_BY, NOTICE_BY, True),
        (NOTICE_BY + timedelta(days=1), NOTICE_BY, False),
        (START, None, False),  # a phase too short for a fair stop
    ],
)
def test_what_is_told_after_the_last_day_does_not_count(
    told: date, notice_by: date | None, counts: bool
) -> None:
    assert rules.counts_at_gate(told, notice_by) is counts


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ((False, False, False, False), Stage.OPEN),
        ((True, False, False, False), Stage.DELIVERED),
        ((True, True, False, False), Stage.ACKNOWLEDGED),
        ((True, False, True, False), Stage.ANSWERED),
        ((True, True, True, False), Stage.ANSWERED),
        ((False, False, False, True), Stage.CLOSED),
        ((True, True, True, True), Stage.CLOSED),
    ],
)
def test_the_stage_is_the_furthest_of_what_happened(facts: tuple[bool, ...], stage: Stage) -> None:
    delivered, acknowledged, answered, closed = facts
    assert (
        rules.stage(delivered=delivered, acknowledged=acknowledged, answered=answered, closed=closed) is stage
    )


@pytest.mark.parametrize(
    ("opener", "leads", "closed", "reason", "code"),
    [
        (True, False, False, "It was about somebody else.", ""),
        (False, True, False, "It was about somebody else.", ""),
        (False, False, False, "It was about somebody else.", "withdrawal_not_yours"),
        (True, True, True, "It was about somebody else.", "concern_closed"),
        (True, False, False, "  ", "reply_empty"),
    ],
)
def test_a_concern_is_taken_back_with_a_reason(
    opener: bool, leads: bool, closed: bool, reason: str, code: str
) -> None:
    assert rules.may_withdraw(closed=closed, opener=opener, leads=leads, reason=reason).code == code


@pytest.mark.parametrize(
    ("counts", "delivered", "shift", "still"),
    [
        (True, None, 0, True),
        (True, None, 1, False),  # nobody was told by the last day
        (True, NOTICE_BY, 40, True),
        (False, NOTICE_BY, 0, False),
    ],
)
def test_what_has_not_arrived_by_the_last_day_can_no_longer_count(
    counts: bool, delivered: date | None, shift: int, still: bool
) -> None:
    today = NOTICE_BY + timedelta(days=shift)
    assert rules.may_still_count(counts, delivered, NOTICE_BY, today) is still
    assert not rules.may_still_count(counts, delivered, None, today)


@given(st.none() | days, days, st.integers(1, 60))
def test_the_clock_never_runs_before_proof(delivered: date | None, today: date, notice: int) -> None:
    clock = rules.notice_clock(delivered, notice, today)
    if delivered is None:
        assert clock is None
    else:
        assert clock is not None
        assert 0 <= clock.day <= max((today - delivered).days, 0)


@given(days, st.lists(days, min_size=1, max_size=5))
def test_targets_that_are_taken_leave_two_weeks_before_the_decision(told: date, due: list[date]) -> None:
    decision = rules.may_aim([Aim("One run", day) for day in due], told, GATE)
    if decision:
        assert len(due) <= 3
        assert all(told + timedelta(days=14) <= day < DECISION for day in due)
    else:
        assert decision.code in {"targets_many", "targets_no_room", "target_too_soon", "target_too_late"}
