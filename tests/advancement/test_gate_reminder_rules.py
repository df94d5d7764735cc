"""What staff are told of a gate on which day, and that nobody is told of what is not so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.advancement.gate_reminder_rules import About, Due, Stand, about, due
from tracker.cohorts.models import GateDefault
from tracker.cohorts.policy_rules import DefaultState, default_state
from tracker.cohorts.rules import Gate

NOTICE_BY = date(2026, 3, 15)
DECISION_ON = date(2026, 4, 12)
ENDS = date(2026, 4, 5)


def stand(today: date, *, concern: bool = False, places: int | None = None) -> Stand:
    default = GateDefault.CAPACITY_LIMITED if places else GateDefault.CONTINUE_BY_DEFAULT
    gate = Gate(default, NOTICE_BY, DECISION_ON, places)
    return Stand(default_state(gate, today, concern_in_time=concern), NOTICE_BY, DECISION_ON)


def told(today: date, **facts: bool | int) -> list[tuple[About, int]]:
    return [(matter, step) for matter, _on, step in about(stand(today, **facts), today)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-11, []),
        (-10, [(About.NOTICE, -10)]),
        (-5, [(About.NOTICE, -5)]),
        (-2, [(About.NOTICE, -2)]),
        (-1, [(About.NOTICE, -1)]),
        (0, [(About.NOTICE, 0)]),
        (1, [(About.CONTINUES, 1)]),
        (27, [(About.CONTINUES, 27)]),
        (28, [(About.CONTINUES, 28)]),
        (29, []),
    ],
)
def test_without_a_concern_staff_hear_of_the_notice_day(days: int, expected: list[object]) -> None:
    assert told(NOTICE_BY + timedelta(days=days)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-29, []),
        (-3, []),
        (-2, [(About.DECISION, -2)]),
        (-1, [(About.DECISION, -2)]),
        (0, [(About.DECISION, 0)]),
    ],
)
@pytest.mark.parametrize("facts", [{"concern": True}, {"places": 8}])
def test_where_people_decide_staff_hear_of_the_decision_day(
    days: int, expected: list[object], facts: dict[str, int]
) -> None:
    assert told(DECISION_ON + timedelta(days=days), **facts) == expected


def test_after_the_decision_day_only_limited_places_still_wait_for_people() -> None:
    after = DECISION_ON + timedelta(days=1)
    assert told(after, places=8) == [(About.DECISION, 0)]
    assert told(after, concern=True) == [], "they continue by default"


def test_nobody_is_told_of_a_gate_at_which_nobody_can_be_stopped() -> None:
    assert about(Stand(DefaultState.EVERYBODY, None, DECISION_ON), DECISION_ON) == []


def test_people_with_the_same_days_stand_together_and_shifted_ones_apart() -> None:
    today = NOTICE_BY - timedelta(days=2)
    later = NOTICE_BY + timedelta(days=3)
    stands = [stand(today), stand(today), Stand(DefaultState.OPEN, later, DECISION_ON)]
    assert due(stands, today) == [
        Due(About.NOTICE, NOTICE_BY, -2, 2),
        Due(About.NOTICE, later, -5, 1),
    ]


@given(st.integers(-60, 90), st.booleans(), st.sampled_from([None, 8]))
def test_the_words_no_longer_to_be_stopped_are_said_of_those_alone_who_continue(
    days: int, concern: bool, places: int | None
) -> None:
    today = NOTICE_BY + timedelta(days=days)
    one = stand(today, concern=concern, places=places)
    said = {matter for matter, _on, _step in about(one, today)}
    if About.CONTINUES in said:
        assert one.state is DefaultState.CONTINUES
        assert NOTICE_BY < today <= DECISION_ON
    if About.DECISION in said:
        assert concern or places
