"""The checks of a gate's policy, each at its threshold and one step short of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.advancement.deciding_facts import (
    DECIDES,
    LAST,
    NOTICE_BY,
    TARGET,
    TOLD,
    VIEWED,
    case,
    day,
    heard,
    terms,
    views,
)
from tests.properties import given, st
from tracker.advancement import decision_checks, place_rules
from tracker.advancement.decision_checks import Check, Seen
from tracker.advancement.decision_models import Outcome
from tracker.advancement.models import Verdict
from tracker.advancement.place_rules import Part, Placing

STOP, CONTINUE, NOT_PLACED = Outcome.STOP, Outcome.CONTINUE, Outcome.NOT_PLACED
TOLD_CHECKS = {Check.CONCERN, Check.NOTICE, Check.RESPONSE}
SEEN_CHECKS = {Check.PEOPLE, Check.WORKS, Check.NON_MENTORS}
PANEL_CHECKS = {Check.PANEL, Check.PANEL_OTHERS, Check.AGREEMENT, Check.REASONS}
NEEDED = {
    Outcome.CONTINUE: set(),
    Outcome.CONTINUE_WITH_PLAN: set(),
    Outcome.EXTEND: TOLD_CHECKS | PANEL_CHECKS,
    Outcome.REPEAT: TOLD_CHECKS | PANEL_CHECKS,
    Outcome.DEFERRED: set(),
    Outcome.NOT_PLACED: {Check.ODDS} | SEEN_CHECKS | PANEL_CHECKS,
    Outcome.STOP: TOLD_CHECKS | {Check.PLAN} | SEEN_CHECKS | PANEL_CHECKS,
    Outcome.WITHDRAWN: set(),
}

UNTOLD = {
    "concern": "no_concern",
    "notice": "notice_none",
    "response": "response_none",
    "plan": "plan_none",
}


def codes(**changes) -> dict[Check, str]:
    """The checks that a stop fails where these facts are different."""
    outcome = changes.pop("outcome", STOP)
    number = changes.pop("number", VIEWED)
    failing = decision_checks.failing(case(outcome, number, **changes))
    return {check: answer.code for check, answer in failing.items()}


def test_a_stop_with_everything_in_order_fails_nothing():
    assert codes() == {}


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_is_asked_what_the_policy_says(outcome):
    assert set(decision_checks.checks(case(outcome))) == NEEDED[outcome]
    assert decision_checks.failing(case(outcome)) == {}


@pytest.mark.parametrize("outcome", Outcome)
def test_with_nothing_on_record_each_of_them_fails(outcome):
    bare = case(outcome, told=None, seen=Seen(), views=(), reasons=" ", terms=terms(published_in_time=False))
    assert set(decision_checks.failing(bare)) == NEEDED[outcome]


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("wish", ["", "  \n", "I asked for it."])
def test_a_wish_stands_in_for_the_checks_of_a_mild_outcome_only(outcome, wish):
    mild = {Outcome.EXTEND, Outcome.REPEAT, Outcome.DEFERRED, Outcome.WITHDRAWN}
    expected = set() if wish.strip() and outcome in mild else NEEDED[outcome]
    assert set(decision_checks.checks(case(outcome, wish=wish))) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, UNTOLD),
        (
            heard(delivered_on=None),
            {"concern": "concern_unproven", "notice": "notice_none", "response": "response_none"},
        ),
        # Exactly 21 days before the end, on the last day for one; and a day later.
        (heard(delivered_on=day(NOTICE_BY)), {}),
        (heard(delivered_on=day(NOTICE_BY + 1)), {"notice": "notice_short"}),
        (heard(counts=False), {"notice": "notice_short"}),
        # Two weeks to respond, whole: told on day 56 there is time until day 70.
        (heard(delivered_on=day(55), counts=False), {"notice": "notice_short"}),
        (heard(delivered_on=day(56), counts=False), {"notice": "notice_short", "response": "response_short"}),
        (heard(last_target=day(VIEWED - 1)), {}),
        (heard(last_target=day(VIEWED)), {"response": "response_short"}),
        (heard(last_target=day(VIEWED + 1)), {"response": "response_short"}),
        (heard(planned=False, plan=None), {"plan": "plan_none"}),
        (heard(plan=None), {"plan": "plan_open"}),
        (heard(plan=Verdict.MET), {"plan": "plan_was_met"}),
        (heard(plan=Verdict.PARTLY), {"plan": "plan_was_met"}),
        (heard(plan=Verdict.NOT_MET), {}),
    ],
)  # fmt: skip
def test_what_the_scholar_was_told(told, expected):
    assert codes(told=told) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"notice_days": LAST - TOLD}, {}),
        ({"notice_days": LAST - TOLD + 1}, {"notice": "notice_short"}),
        ({"notice_by": day(TOLD)}, {}),
        ({"notice_by": day(TOLD - 1)}, {"notice": "notice_short"}),
        ({"notice_by": None}, {"notice": "notice_short"}),
        ({"people": 3}, {}),
        ({"people": 4}, {"people": "people_few"}),
        ({"works": 3}, {"works": "works_few"}),
        ({"non_mentors": 2}, {"non_mentors": "non_mentors_few"}),
        ({"panel": 3}, {"panel": "panel_few"}),
        ({"published_in_time": False}, {}),
    ],
)
def test_the_numbers_are_those_of_the_policy(changes, expected):
    assert codes(terms=terms(**changes)) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Seen(3, 2, 1), {}),
        (Seen(2, 2, 1), {"people": "people_few"}),
        (Seen(3, 1, 1), {"works": "works_few"}),
        (Seen(3, 2, 0), {"non_mentors": "non_mentors_few"}),
        (Seen(0, 0, 0), {"people": "people_few", "works": "works_few", "non_mentors": "non_mentors_few"}),
    ],
)
@pytest.mark.parametrize("outcome", [STOP, NOT_PLACED])
def test_one_person_or_work_short_is_short(outcome, seen, expected):
    assert codes(outcome=outcome, seen=seen) == expected


@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        ((), {"panel": "panel_few", "panel_others": "panel_of_mentors", "agreement": "panel_disagrees"}),
        (views(STOP), {"panel": "panel_few"}),
        (views(STOP, mentors=1), {"panel": "panel_few", "panel_others": "panel_of_mentors"}),
        (views(STOP, STOP, mentors=1), {}),
        (views(STOP, STOP, mentors=2), {"panel_others": "panel_of_mentors"}),
        (views(STOP, CONTINUE), {"agreement": "panel_disagrees"}),
        (views(STOP, STOP, CONTINUE), {}),
        (views(STOP, STOP, CONTINUE, CONTINUE), {"agreement": "panel_disagrees"}),
        (views(STOP, Outcome.REPEAT, Outcome.EXTEND), {"agreement": "panel_disagrees"}),
        (views(NOT_PLACED, NOT_PLACED), {"agreement": "panel_disagrees"}),
    ],
)
def test_more_than_half_of_a_panel_with_somebody_from_outside(filed, expected):
    assert codes(views=filed) == expected


@pytest.mark.parametrize(("reasons", "expected"), [(" \n", {"reasons": "reasons_needed"}), ("So.", {})])
def test_reasons_are_words(reasons, expected):
    assert codes(reasons=reasons) == expected


def test_not_placed_needs_odds_told_before_the_phase_and_no_concern():
    assert codes(outcome=NOT_PLACED, told=None) == {}
    late = codes(outcome=NOT_PLACED, told=None, terms=terms(published_in_time=False))
    assert late == {"odds": "odds_not_told"}


ABOVE = Placing(Part.ABOVE, sorted=True, left=3)
BELOW = Placing(Part.BELOW, sorted=True, left=3, ahead=3)
UNSORTED = Placing(None, sorted=False, left=3)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("placing", [None, ABOVE, BELOW, UNSORTED])
def test_a_place_is_asked_of_the_sorting_by_outcomes_that_give_or_refuse_one(outcome, placing):
    found = decision_checks.checks(case(outcome, placing=placing))
    places = {Outcome.CONTINUE, Outcome.CONTINUE_WITH_PLAN, NOT_PLACED}
    assert (Check.PLACES in found) is (placing is not None and outcome in places)
    if Check.PLACES in found:
        gives = outcome is not NOT_PLACED
        assert found[Check.PLACES] == place_rules.may_place(placing, takes_place=gives)


def test_who_stands_above_the_line_is_not_refused_a_place_and_who_stands_below_gets_none():
    assert codes(outcome=NOT_PLACED, placing=ABOVE) == {"places": "places_above"}
    assert codes(outcome=CONTINUE, placing=BELOW) == {"places": "places_kept"}


@given(
    delivered=st.integers(0, DECIDES),
    target=st.integers(0, DECIDES),
    today=st.integers(0, DECIDES + 5),
    notice=st.integers(14, 60),
)
def test_nobody_is_stopped_on_short_notice_or_before_the_time_to_respond_is_over(
    delivered, target, today, notice
):
    """Said anew, from the dates alone, and held against the checks."""
    told = heard(delivered_on=day(delivered), last_target=day(target))
    failing = decision_checks.failing(case(number=today, told=told, terms=terms(notice_days=notice)))
    days_before_end = (day(LAST) - told.delivered_on).days
    in_time = days_before_end >= notice and delivered <= NOTICE_BY
    answered = day(today) > told.delivered_on + timedelta(days=14) and today > target
    assert (Check.NOTICE in failing) is not in_time
    assert (Check.RESPONSE in failing) is not answered
    assert set(failing) <= {Check.NOTICE, Check.RESPONSE}


def test_the_usual_facts_are_those_of_the_fixed_days():
    assert (day(LAST) - day(NOTICE_BY)).days == 21
    assert TOLD + 14 <= TARGET
