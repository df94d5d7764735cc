"""Asking reviewers as rules: whom, how many, and when the two begin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.properties import given, st
from tracker.releases import assignment_rules as rules
from tracker.releases.assignment_rules import Bench
from tracker.releases.conflict_rules import Candidate
from tracker.releases.parts import CaseState, HardConflict, SoftConflict, Tier

FREE, OTHER, THIRD = (Candidate(number, declared=False) for number in (1, 2, 3))
NOBODY = Bench()


@pytest.mark.parametrize("conflict", HardConflict)
def test_nobody_with_a_hard_conflict_is_asked(conflict):
    author = replace(FREE, hard=frozenset({conflict}))
    assert rules.may_ask(CaseState.SCREENING, NOBODY, author).code == "conflict_hard"


def test_a_known_soft_conflict_is_waived_before_somebody_is_asked():
    near = replace(FREE, soft=frozenset({SoftConflict.SAME_STREAM}))
    assert rules.may_ask(CaseState.SCREENING, NOBODY, near).code == "conflict_soft"


def test_nobody_is_asked_twice_nor_a_third_person_beside_two():
    two = Bench(asked=(FREE, OTHER))
    assert rules.may_ask(CaseState.SCREENING, two, FREE).code == "assign_asked"
    assert rules.may_ask(CaseState.SCREENING, two, THIRD).code == "assign_full"


def test_two_of_one_stream_are_not_asked_together():
    beside = Bench(asked=(replace(OTHER, streams=frozenset({7})),))
    assert rules.may_ask(CaseState.SCREENING, beside, replace(FREE, streams=frozenset({7}))).code == (
        "pair_one_stream"
    )
    assert rules.may_ask(CaseState.SCREENING, beside, replace(FREE, streams=frozenset({8})))


def test_people_are_asked_while_a_case_waits_for_reviewers_alone():
    allowed = {state for state in CaseState if rules.may_ask(state, NOBODY, FREE)}
    assert allowed == {CaseState.SCREENING, CaseState.EXPEDITED}


def test_a_case_of_a_higher_tier_does_not_go_to_two_reviewers():
    both = [replace(FREE, declared=True), replace(OTHER, declared=True)]
    assert rules.may_begin(CaseState.SCREENING, Tier.FORMAL, both).code == "expedited_tier"
    assert rules.may_begin(CaseState.SCREENING, None, both).code == "expedited_tier"
    assert rules.may_begin(CaseState.SCREENING, Tier.EXPEDITED, both)


def test_it_takes_two_who_declared():
    declared = replace(FREE, declared=True)
    assert rules.may_begin(CaseState.SCREENING, 1, [declared]).code == "expedited_two"
    assert rules.may_begin(CaseState.SCREENING, 1, [declared, OTHER]).code == "conflict_undeclared"


def test_a_waiver_says_why():
    assert rules.may_waive_words(" \n").code == "waiver_no_reason"
    assert rules.may_waive_words("Two years ago, in another team.")


candidates = st.builds(
    Candidate,
    st.integers(1, 4),
    st.booleans(),
    st.frozensets(st.sampled_from(HardConflict), max_size=1),
    st.frozensets(st.sampled_from(SoftConflict), max_size=1),
    st.just(()),
    st.frozensets(st.integers(1, 3), max_size=2),
)


@given(st.sampled_from(CaseState), st.sampled_from([None, 1, 2, 3]), st.lists(candidates, max_size=3))
def test_a_case_begins_with_two_different_free_and_declared_people_or_not_at_all(state, tier, standing):
    if rules.may_begin(state, tier, standing):
        first, second = standing
        assert tier == 1
        assert first.person != second.person
        assert first.declared
        assert second.declared
        assert not (first.hard | second.hard | first.soft | second.soft)
        assert not first.streams & second.streams
