"""A coordinator's acts as rules: back, on, or up; never down, and never an approval."""

from __future__ import annotations

import pytest

from tracker.releases import assignment_rules
from tracker.releases import desk_rules as rules
from tracker.releases.parts import CaseState

OUTSIDE = [state for state in CaseState if state is not CaseState.SCREENING]


@pytest.mark.parametrize("state", OUTSIDE)
def test_nothing_is_screened_outside_of_screening(state):
    assert rules.may_return(state, "The data sheet.").code == "screening_over"
    assert rules.may_send_to_panel(state, 2, "").code == "screening_over"


def test_a_return_says_what_is_missing():
    assert rules.may_return(CaseState.SCREENING, " \n").code == "return_says_nothing"
    assert rules.may_return(CaseState.SCREENING, "The data sheet.")


def test_a_case_that_no_answer_sends_to_the_panel_goes_there_with_a_reason_alone():
    assert rules.may_send_to_panel(CaseState.SCREENING, 1, "").code == "panel_says_nothing"
    assert rules.may_send_to_panel(CaseState.SCREENING, 1, "A new kind.")
    assert rules.may_send_to_panel(CaseState.SCREENING, 2, "")


def test_two_different_people_handle_a_case_and_both_may():
    assert rules.may_hand_over(None, 2, {1, 2}).code == "handlers_nobody"
    assert rules.may_hand_over(1, 1, {1, 2}).code == "handlers_same"
    assert rules.may_hand_over(1, 3, {1, 2}).code == "handlers_not_able"
    assert rules.may_hand_over(3, None, {1, 2}).code == "handlers_not_able"
    assert rules.may_hand_over(1, None, {1, 2})
    assert rules.may_hand_over(1, 2, {1, 2})


def test_the_panel_takes_a_case_for_want_of_reviewers_only_where_fewer_than_two_are_left():
    for able in (0, 1):
        assert assignment_rules.may_give_up(CaseState.SCREENING, able)
    assert assignment_rules.may_give_up(CaseState.SCREENING, 2).code == "assign_people_left"
    assert assignment_rules.may_give_up(CaseState.APPROVED, 0).code == "assign_state"


def test_who_has_filed_is_not_asked_to_make_room_for_somebody_else():
    assert assignment_rules.may_withdraw(filed=True).code == "assign_filed"
    assert assignment_rules.may_withdraw(filed=False)
