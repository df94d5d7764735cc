"""The order of the attention list, and what comes onto it on which day."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.advancement.gate_reminder_rules import Stand
from tracker.cohorts.models import GateDefault
from tracker.cohorts.policy_rules import DefaultState, default_state
from tracker.cohorts.rules import Gate
from tracker.overview import attention_rules as rules
from tracker.overview.attention_rules import Item, Kind, ordered
from tracker.overview.rater_rules import Outlook

TODAY = date(2026, 3, 10)
NOTICE_BY = date(2026, 3, 15)
DECISION_ON = date(2026, 4, 12)
LINK = ("overview.board", {})


def item(kind: Kind, days: int | None = 0, name: str = "Ada", cohort: str = "Winter", row: int = 1) -> Item:
    on = None if days is None else TODAY + timedelta(days=days)
    return Item(kind, 1, cohort, on, (name,), row, LINK)


# What lateness costs, the dearest first: the order that the list promises.
DEAREST_FIRST = [
    item(Kind.NOTICE, -4),
    item(Kind.NOTICE, 2),
    item(Kind.WISH, -4),
    item(Kind.UNPROVEN, 2),
    item(Kind.LOST, 1),
    item(Kind.THIN, 9),
    item(Kind.DECISION, -3),
    item(Kind.DECISION, 6),
    item(Kind.LETTER, -5),
    item(Kind.MAIL, -2),
    item(Kind.REVIEW, -30),
    item(Kind.APPEAL, 1),
    item(Kind.RELEASE, -2),
    item(Kind.UNREAD, -40),
    item(Kind.RESULT, None),
    item(Kind.SHARES, None),
    item(Kind.OWED, -12),
    item(Kind.OWED, -1),
    item(Kind.ADVICE, -60),
    item(Kind.SLIP, 5),
]


def test_the_list_stands_by_what_lateness_costs_and_then_by_day() -> None:
    shuffled = random.Random(4).sample(DEAREST_FIRST, len(DEAREST_FIRST))
    assert ordered(shuffled) == DEAREST_FIRST
    assert {one.kind for one in DEAREST_FIRST} == set(Kind)


def test_on_the_same_day_cohort_and_name_decide_and_a_line_without_a_day_is_last() -> None:
    expected = [
        item(Kind.OWED, -1, "Zoe", "Autumn"),
        item(Kind.OWED, -1, "ada"),
        item(Kind.OWED, -1, "Ben", row=7),
        item(Kind.OWED, -1, "Ben", row=8),
        item(Kind.OWED, None, "Ada"),
    ]
    assert ordered(reversed(expected)) == expected


@given(st.permutations(DEAREST_FIRST))
def test_the_order_never_depends_on_the_order_of_reading(items: list[Item]) -> None:
    assert ordered(items) == DEAREST_FIRST


def stand(days: int, *, concern: bool = False, places: int | None = None) -> tuple[Stand, date]:
    """Where a scholar stands so many days after the last day for a concern."""
    today = NOTICE_BY + timedelta(days=days)
    default = GateDefault.CAPACITY_LIMITED if places else GateDefault.CONTINUE_BY_DEFAULT
    gate = Gate(default, NOTICE_BY, DECISION_ON, places)
    return Stand(default_state(gate, today, concern_in_time=concern), NOTICE_BY, DECISION_ON), today


@pytest.mark.parametrize(
    ("days", "notice", "wish", "decision"),
    [
        (-11, False, True, False),
        (-10, True, True, False),
        (0, True, True, False),
        (1, True, True, False),
        (28, True, True, False),
        (29, False, True, False),
    ],
)
def test_without_a_concern_the_notice_day_counts(days: int, notice: bool, wish: bool, decision: bool) -> None:
    found, today = stand(days)
    assert rules.notice_matters(found, today) is notice
    assert rules.wish_matters(found, today, raised=False) is wish
    assert rules.decision_matters(found, today) is decision


@pytest.mark.parametrize(("days", "decision"), [(20, False), (21, True), (28, True), (29, False)])
def test_with_a_concern_people_decide_until_the_day_is_over(days: int, decision: bool) -> None:
    found, today = stand(days, concern=True)
    assert rules.decision_matters(found, today) is decision
    assert not rules.notice_matters(found, today)
    assert not rules.wish_matters(found, today, raised=True)


@pytest.mark.parametrize(("days", "decision"), [(20, False), (21, True), (28, True), (29, True), (300, True)])
def test_limited_places_stay_on_the_list_until_they_are_given(days: int, decision: bool) -> None:
    found, today = stand(days, places=8)
    assert rules.decision_matters(found, today) is decision


@pytest.mark.parametrize("state", DefaultState)
@pytest.mark.parametrize("outlook", Outlook)
def test_thin_evidence_is_a_line_only_where_a_decision_could_rest_on_it(
    state: DefaultState, outlook: Outlook
) -> None:
    settled = {DefaultState.EVERYBODY, DefaultState.CONTINUES, DefaultState.LAPSED}
    expected = {Outlook.LOST: Kind.LOST, Outlook.MENDABLE: Kind.THIN}.get(outlook)
    assert rules.evidence_matters(state, outlook) is (None if state in settled else expected)


@pytest.mark.parametrize(("days", "matters"), [(-4, False), (-3, True), (0, True), (20, True)])
def test_a_review_comes_onto_the_list_three_days_before(days: int, matters: bool) -> None:
    assert rules.review_matters(TODAY, TODAY + timedelta(days=days)) is matters
