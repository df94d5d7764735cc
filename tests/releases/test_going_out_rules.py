"""Conditions, fast amendments, publishing and widening: who may, and what each refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.reasons import no, yes
from tracker.releases import amendment_rules, condition_rules, publication_rules
from tracker.releases.amendment_rules import NOT_AFTER, Amending, Seat, Then
from tracker.releases.condition_rules import Meeting
from tracker.releases.parts import CaseState, Scope, Void
from tracker.releases.publication_rules import Going

TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)
DONE = Meeting(reviews=True, done=True)


@pytest.mark.parametrize(
    ("meeting", "code"),
    [
        (replace(DONE, wrote=True), "condition_own"),
        (replace(DONE, by_them=True), "condition_own"),
        (replace(DONE, reviews=False), "condition_not_yours"),
        (replace(DONE, holds=False), "condition_void"),
        (replace(DONE, verified=True), "condition_verified"),
        (replace(DONE, done=False), "condition_not_done"),
    ],
)
def test_who_does_not_verify_a_condition(meeting, code):
    assert condition_rules.may_verify(meeting).code == code


def test_a_condition_is_met_by_an_author_and_verified_by_another():
    author = Meeting(author=True, wrote=True)
    assert condition_rules.may_mark(author, note=True)
    assert condition_rules.may_mark(author, note=False).code == "condition_note_empty"
    assert condition_rules.may_mark(DONE, note=True).code == "condition_not_author"
    assert condition_rules.may_mark(replace(author, verified=True), note=True).code == "condition_verified"
    assert condition_rules.may_mark(replace(author, holds=False), note=True).code == "condition_void"
    assert condition_rules.may_verify(DONE)


PAIR = (Seat(1), Seat(2))
PANEL = (Seat(1, chair=True), Seat(2), Seat(3))
CHANGED = Amending(TODAY, CaseState.STALE, Void.MANIFEST, TODAY, Scope.S4, Scope.S4, False, PAIR)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": CaseState.CLEARED}, "amendment_not_now"),
        ({"voided_for": None}, "amendment_not_now"),
        *(({"voided_for": one}, "amendment_not_after") for one in sorted(NOT_AFTER)),
        ({"expires_on": TODAY - DAY}, "amendment_expired"),
        ({"complete": False}, "amendment_incomplete"),
        ({"after": None}, "amendment_incomplete"),
        ({"after": Scope.S5}, "amendment_wider"),
        ({"seats": (Seat(1), Seat(2, there=False))}, "amendment_approver_gone"),
        ({"by_panel": True, "seats": (Seat(1, chair=True, there=False), Seat(2))}, "amendment_panel_gone"),
        ({"by_panel": True, "seats": (Seat(1, chair=True), Seat(2, there=False))}, "amendment_panel_gone"),
    ],
)
def test_when_there_is_no_fast_amendment(change, code):
    facts = replace(CHANGED, **change)
    assert amendment_rules.available(facts).code == code
    assert amendment_rules.may_ask(facts, author=True, words=True, asked=False).code == code


def test_expiry_conflict_and_tripwire_are_never_mended_by_a_look_at_a_change():
    assert {Void.EXPIRED, Void.CONFLICT, Void.TRIPWIRE} <= NOT_AFTER


def test_an_author_asks_once_and_says_what_changed():
    def ask(**facts: bool) -> str:
        known = {"author": True, "words": True, "asked": False, **facts}
        return amendment_rules.may_ask(CHANGED, **known).code

    assert ask(author=False) == "amendment_not_author"
    assert ask(asked=True) == "amendment_asked"
    assert ask(words=False) == "amendment_empty"
    assert ask() == ""


def test_only_those_who_approved_answer_and_each_once():
    assert amendment_rules.may_answer(CHANGED, 3, same=True, said=False).code == "amendment_not_approver"
    gone = replace(CHANGED, seats=(Seat(1, there=False), Seat(2)))
    assert amendment_rules.may_answer(gone, 1, same=True, said=False).code == "amendment_not_approver"
    assert amendment_rules.may_answer(CHANGED, 1, same=True, said=True).code == "amendment_said"
    assert amendment_rules.may_answer(CHANGED, 1, same=False, said=False).code == "amendment_overtaken"
    assert amendment_rules.may_answer(CHANGED, 1, same=True, said=False)


@pytest.mark.parametrize(
    ("by_panel", "seats", "answers", "then"),
    [
        (False, PAIR, {}, Then.WAIT),
        (False, PAIR, {1: True}, Then.WAIT),
        (False, PAIR, {1: True, 2: True}, Then.CONFIRMED),
        (False, PAIR, {1: False}, Then.NOT_SURE),
        (False, PAIR, {1: True, 2: False}, Then.NOT_SURE),
        (True, PANEL, {2: True, 3: True}, Then.WAIT),
        (True, PANEL, {1: True}, Then.WAIT),
        (True, PANEL, {1: True, 3: True}, Then.CONFIRMED),
        (True, PANEL, {1: True, 3: False}, Then.NOT_SURE),
    ],
)
def test_what_answers_to_an_amendment_come_to(by_panel, seats, answers, then):
    assert amendment_rules.then(by_panel, seats, answers) is then


seats_of = st.lists(
    st.builds(Seat, st.integers(1, 5), st.booleans(), st.booleans()),
    max_size=5,
    unique_by=lambda one: one.person,
)


@given(st.booleans(), seats_of, st.dictionaries(st.integers(1, 6), st.booleans(), max_size=6))
def test_no_amendment_is_confirmed_by_fewer_than_two_of_those_who_approved(by_panel, seats, answers):
    if amendment_rules.then(by_panel, seats, answers) is Then.CONFIRMED:
        sure = [one for one in seats if one.there and answers.get(one.person)]
        assert len(sure) >= 2
        assert all(answers.values())
        assert any(one.chair for one in sure) if by_panel else len(sure) == len(seats)


GOING = Going(CaseState.CLEARED, True, yes(), "a", "a", Scope.S4, Scope.S4, True)
REFUSALS = [
    ({"theirs": False}, "publish_not_yours"),
    ({"state": CaseState.PUBLISHED}, "publish_done"),
    *(
        ({"state": one}, "publish_not_cleared")
        for one in CaseState
        if one not in (CaseState.CLEARED, CaseState.PUBLISHED)
    ),
    ({"clear": no("approval_unsigned", count=1)}, "approval_unsigned"),
    ({"files": "b"}, "publish_other_files"),
    ({"scope": Scope.S5}, "publish_wider"),
    ({"scope": Scope.S0}, "publish_wider"),
    ({"listed": False}, "publish_other_venue"),
]


@pytest.mark.parametrize(("change", "code"), REFUSALS)
def test_what_does_not_go_out(change, code):
    assert publication_rules.may_publish(replace(GOING, **change)).code == code


def test_exactly_what_is_cleared_goes_out_also_to_fewer_people():
    assert publication_rules.may_publish(GOING)
    assert publication_rules.may_publish(replace(GOING, scope=Scope.S1))


def test_each_line_of_the_venue_is_a_venue():
    assert publication_rules.venues(" Our blog \n\nForum\nOur blog\n") == ("Our blog", "Forum")


def test_what_is_out_goes_to_more_people_as_a_case_of_its_own():
    may = publication_rules.may_widen
    assert may(CaseState.PUBLISHED, Scope.S3, author=False).code == "widening_not_yours"
    assert may(CaseState.CLEARED, None, author=True).code == "widening_not_out"
    assert may(CaseState.PUBLISHED, Scope.S5, author=True).code == "widening_widest"
    assert may(CaseState.PUBLISHED, Scope.S3, author=True)


def test_the_list_of_recipients_belongs_to_a_gated_release_and_is_gone_through_twice_a_year():
    may = publication_rules.may_list
    assert may(CaseState.PUBLISHED, Scope.S3, theirs=False).code == "recipients_not_yours"
    assert may(CaseState.PUBLISHED, Scope.S4, theirs=True).code == "recipients_none"
    assert may(CaseState.CLEARED, Scope.S3, theirs=True).code == "recipients_none"
    assert may(CaseState.PUBLISHED, Scope.S3, theirs=True)
    assert publication_rules.recheck_on(TODAY, None) == TODAY + 182 * DAY
    assert publication_rules.recheck_on(TODAY, TODAY + 10 * DAY) == TODAY + 192 * DAY


def test_only_an_outcome_of_the_same_work_that_is_not_out_is_what_went_out():
    assert publication_rules.may_link(same_work=True, out=False)
    assert publication_rules.may_link(same_work=False, out=False).code == "publish_outcome"
    assert publication_rules.may_link(same_work=True, out=True).code == "publish_outcome"
