"""Handing in, what an approval binds to, and whose word stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.properties import given, st
from tracker.releases.answer_rules import on_unease
from tracker.releases.checklist_parts import Answer
from tracker.releases.contributor_rules import Hand, may_name, may_take_off, together
from tracker.releases.parts import CaseRole, CaseState, Scope
from tracker.releases.states import may_move
from tracker.releases.submission_models import Part
from tracker.releases.submission_rules import (
    EDITABLE,
    HANDED_IN_BY,
    SIGNABLE,
    Handing,
    Said,
    Word,
    binding,
    may_say_view,
    may_sign,
    may_submit,
    may_withdraw,
    said,
)

AUTHORS = frozenset({CaseRole.AUTHOR})
NOW = binding("ab" * 32, Scope.S5, 7, ("author:person:1",))
bindings = st.sampled_from(["a", "b", "c"])
words = st.lists(st.builds(Word, bindings, st.booleans()), max_size=6)


def test_nothing_is_bound_before_there_are_files_and_a_scope():
    assert binding(None, Scope.S5, 7, ("author:person:1",)) is None
    assert binding("ab" * 32, None, 7, ("author:person:1",)) is None


@pytest.mark.parametrize(
    "other",
    [
        ("ac" * 32, Scope.S5, 7, ("author:person:1",)),
        ("ab" * 32, Scope.S4, 7, ("author:person:1",)),
        ("ab" * 32, Scope.S5, 8, ("author:person:1",)),
        ("ab" * 32, Scope.S5, None, ("author:person:1",)),
        ("ab" * 32, Scope.S5, 7, ("author:person:1", "author:person:2")),
        ("ab" * 32, Scope.S5, 7, ("mentor:person:1",)),
        ("ab" * 32, Scope.S5, 7, ("author:name:1",)),
        ("ab" * 32, Scope.S5, 7, ()),
    ],
)
def test_any_change_of_files_scope_venue_or_people_is_another_binding(other):
    assert binding(*other) != NOW


def test_the_order_in_which_people_were_named_changes_nothing():
    people = ("author:person:1", "mentor:person:2", "author:person:1")
    assert binding("ab" * 32, Scope.S1, None, people) == binding("ab" * 32, Scope.S1, None, people[:0:-1])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"corresponding": False}, "submission_corresponding"),
        ({"missing": 1}, "submission_missing"),
        ({"unconfirmed": 1}, "submission_unconfirmed"),
        ({"returns": ("D3",)}, "submission_returns"),
        ({"blocked": True}, "submission_blocked"),
    ],
)
def test_each_thing_that_is_wrong_keeps_a_release_back(changes, code):
    whole = Handing(CaseState.DRAFT, corresponding=True)
    assert may_submit(whole)
    assert may_submit(replace(whole, **changes)).code == code


@pytest.mark.parametrize("state", CaseState)
def test_it_is_handed_in_only_from_where_the_table_of_states_says(state):
    taken = bool(may_submit(Handing(state, corresponding=True)))
    assert taken is (state in EDITABLE)
    if taken:
        assert may_move(HANDED_IN_BY[state], state, CaseState.SCREENING)


@pytest.mark.parametrize("state", CaseState)
def test_only_the_corresponding_author_takes_it_back_and_only_before_it_is_out(state):
    assert not may_withdraw(state, corresponding=False)
    possible = bool(may_move("T17", state, CaseState.WITHDRAWN))
    assert bool(may_withdraw(state, corresponding=True)) is possible


def test_who_said_nothing_is_waited_for():
    assert said([], "a") is Said.PENDING
    assert said([Word("a", agrees=True)], None) is Said.PENDING


@given(words, st.one_of(st.none(), bindings))
def test_nobody_agrees_to_what_they_were_not_shown(spoken, now):
    if said(spoken, now) is Said.AGREED:
        assert spoken[-1] == Word(str(now), agrees=True)


@given(words, bindings, bindings)
def test_a_no_stands_whatever_is_changed_until_the_same_person_takes_it_back(spoken, at, now):
    assert said([*spoken, Word(at, agrees=False)], now) is Said.NO


def test_a_word_is_taken_only_on_what_stands_now_and_from_who_contributed():
    screening = CaseState.SCREENING
    assert may_sign(screening, contributor=True, shown="a", now="a")
    assert may_sign(screening, contributor=False, shown="a", now="a").code == "sign_off_not_contributor"
    assert may_sign(screening, contributor=True, shown="a", now="b").code == "sign_off_changed"
    assert may_sign(screening, contributor=True, shown="", now=None).code == "sign_off_changed"
    for state in CaseState:
        assert bool(may_sign(state, contributor=True, shown="a", now="a")) is (state in SIGNABLE)


def test_a_view_is_a_mentors_and_comes_before_the_decision():
    assert may_say_view(CaseState.FORMAL, mentor=True)
    assert may_say_view(CaseState.FORMAL, mentor=False).code == "view_not_mentor"
    assert may_say_view(CaseState.CLEARED, mentor=True).code == "view_not_now"


def test_the_works_people_are_named_once_and_not_taken_off():
    people = together([1], [2], [Hand(Part.AUTHOR, 1, row_id=5), Hand(Part.HOST, name_id=9, row_id=6)])
    assert people.keys == ("author:person:1", "host:name:9", "mentor:person:2")
    assert (people.authors, people.mentors, people.name_ids) == ({1}, {2}, (9,))
    refused = may_take_off(people.hands[0], corresponding=3, roles=AUTHORS)
    assert refused.code == "contributor_of_the_work"
    assert may_take_off(people.hands[2], corresponding=1, roles=AUTHORS)
    assert not may_take_off(people.hands[2], corresponding=1, roles=frozenset({CaseRole.MENTOR}))
    own = Hand(Part.AUTHOR, 3, row_id=8)
    assert may_take_off(own, corresponding=3, roles=AUTHORS).code == "contributor_corresponding"


def test_a_host_is_an_organisation_and_a_name_is_not_empty():
    assert may_name(Part.HOST, person=True, name="").code == "contributor_organisation"
    assert may_name(Part.AUTHOR, person=False, name="  ").code == "contributor_unnamed"
    assert may_name(Part.AUTHOR, person=False, name="x" * 201).code == "contributor_long"
    assert may_name(Part.AUTHOR, person=True, name="")


@given(
    st.sampled_from(["no", "private", "unsure", "yes"]), st.sampled_from(["no", "private", "unsure", "yes"])
)
def test_nobody_can_talk_down_what_somebody_else_said_of_unease(before, typed):
    order = ["no", "private", "unsure", "yes"]
    stands = on_unease(Answer((before,)), own=False, typed=Answer((typed,))).chosen[0]
    assert order.index(stands) == max(order.index(before), order.index(typed))
    assert on_unease(Answer((before,)), own=True, typed=Answer((typed,))).chosen == (typed,)
    assert on_unease(Answer((before,)), own=False, typed=Answer()).chosen == (before,)
