"""Rules of support plans: when they may be made, who judges them when, what two words come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from tests.advancement.test_rules import DECISION, END, GATE, START
from tests.properties import given, st
from tracker.advancement import plan_rules
from tracker.advancement.models import Seat, Verdict
from tracker.advancement.plan_rules import Planning, Review

TOLD = START + timedelta(days=30)
PLANNING = Planning(
    today=TOLD, told_on=TOLD, last_target=TOLD + timedelta(days=16), gate=GATE, plans=True, owner_reads=True
)
DUE = END - timedelta(days=7)
REVIEW = Review(today=DUE, due_on=DUE, seat=Seat.OWNER)
MET, PARTLY, NOT_MET = Verdict

verdicts = st.sampled_from(Verdict)
days = st.dates(START, DECISION + timedelta(days=40))


@pytest.mark.parametrize(
    ("facts", "review_on", "code"),
    [
        ({}, DUE, ""),
        ({"plans": False}, DUE, "plan_not_yours"),
        ({"closed": True}, DUE, "concern_closed"),
        ({"left": True}, DUE, "scholar_left"),
        ({"planned": True}, DUE, "planned_already"),
        ({"owner_reads": False}, DUE, "plan_owner"),
        ({}, TOLD + timedelta(days=15), "review_before_targets"),
        ({}, TOLD + timedelta(days=16), ""),
        ({}, DECISION - timedelta(days=1), ""),
        ({}, DECISION, "review_too_late"),
        ({"last_target": TOLD}, TOLD + timedelta(days=13), "review_before_targets"),
        ({"last_target": TOLD}, TOLD + timedelta(days=14), ""),
    ],
)
def test_when_a_plan_may_be_made(facts: dict[str, object], review_on: date, code: str) -> None:
    assert plan_rules.may_plan(replace(PLANNING, **facts), review_on).code == code


def test_the_review_is_a_week_before_the_end_or_once_the_targets_are_due() -> None:
    assert plan_rules.default_review(PLANNING) == END - timedelta(days=7)
    late = replace(PLANNING, last_target=END)
    assert plan_rules.default_review(late) == END


@pytest.mark.parametrize(
    ("facts", "verdict", "until", "code"),
    [
        ({}, MET, None, ""),
        ({}, NOT_MET, None, ""),
        ({}, PARTLY, 14, ""),
        ({}, PARTLY, 15, "until_range"),
        ({}, PARTLY, 0, "until_range"),
        ({}, PARTLY, None, "until_needed"),
        ({}, MET, 3, "until_unneeded"),
        ({"extended": True}, PARTLY, 3, "extended_already"),
        ({"own": True}, MET, None, "review_not_yours"),
        ({"reads": False}, MET, None, "review_not_yours"),
        ({"closed": True}, MET, None, "plan_settled"),
        ({"settled": True}, NOT_MET, None, "plan_settled"),
        ({"left": True}, MET, None, "scholar_left"),
        ({"delivered": False}, NOT_MET, None, "review_before_delivery"),
        ({"spoke_already": True}, MET, None, "review_twice"),
        ({"seat_taken": True}, MET, None, "review_seat_taken"),
        ({"today": DUE - timedelta(days=1)}, NOT_MET, None, "review_too_early"),
        ({"today": DUE - timedelta(days=1)}, PARTLY, 3, "review_too_early"),
        ({"today": DUE - timedelta(days=1)}, MET, None, ""),
    ],
)
def test_who_may_say_what_when(
    facts: dict[str, object], verdict: Verdict, until: int | None, code: str
) -> None:
    day = None if until is None else DUE + timedelta(days=until)
    assert plan_rules.may_judge(replace(REVIEW, **facts), verdict, day).code == code


def test_a_late_review_may_still_give_more_time() -> None:
    late = replace(REVIEW, today=DUE + timedelta(days=10))
    assert plan_rules.may_judge(late, PARTLY, late.today + timedelta(days=14))
    assert plan_rules.may_judge(late, PARTLY, late.today).code == "until_range"


@pytest.mark.parametrize(("one", "other"), list(product(Verdict, repeat=2)))
def test_the_kinder_of_two_words_holds(one: Verdict, other: Verdict) -> None:
    day = {PARTLY: DUE + timedelta(days=5), MET: None, NOT_MET: None}
    settled = plan_rules.settle([(one, day[one]), (other, day[other])])
    assert settled is not None
    kind_first = list(Verdict)
    assert settled[0] is kind_first[min(kind_first.index(one), kind_first.index(other))]
    assert (settled[0] is NOT_MET) is (one is other is NOT_MET)
    assert (settled[1] is not None) is (settled[0] is PARTLY)


@given(verdicts, st.none() | days)
def test_one_word_settles_nothing(verdict: Verdict, until: date | None) -> None:
    assert plan_rules.settle([]) is None
    assert plan_rules.settle([(verdict, until)]) is None


@given(days, days, st.booleans(), verdicts, st.none() | days)
def test_nothing_unkind_is_said_before_its_day_and_no_extension_is_long(
    today: date, due_on: date, extended: bool, verdict: Verdict, until: date | None
) -> None:
    review = replace(REVIEW, today=today, due_on=due_on, extended=extended)
    if plan_rules.may_judge(review, verdict, until):
        assert verdict is MET or today >= due_on
        assert (until is not None) is (verdict is PARTLY)
        if until is not None:
            assert not extended
            assert timedelta(0) < until - max(today, due_on) <= timedelta(days=14)
