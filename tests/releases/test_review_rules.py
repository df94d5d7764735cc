"""Filings of two reviewers as rules: which count, who files next, and who sees whose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.properties import given, st
from tests.releases.weighing import assessment
from tracker.releases import review_rules as rules
from tracker.releases.parts import CaseState, Direction, Harm, Scope, Sureness, Tier
from tracker.releases.review_rules import Filing, Pair
from tracker.releases.weighing_rules import Next

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
RHEA, RAVI, ROSA = 1, 2, 3
PAIR = Pair(RHEA, RAVI, START)


def filing(number, person, **said):
    return Filing(number, START + timedelta(hours=number), assessment(person, **said))


def test_who_is_alone_files_once_and_waits_for_a_colleague():
    assert rules.may_file([], None, RHEA, Scope.S5)
    assert rules.may_file([filing(1, RHEA)], None, RHEA, Scope.S5).code == "review_filed_waits"


def test_a_reviewer_who_is_barred_does_not_file():
    assert rules.may_file([], PAIR, RHEA, Scope.S5, judges=False).code == "review_not_reviewer"
    assert rules.may_file([], None, RHEA, Scope.S5, judges=False).code == "review_not_reviewer"


def test_somebody_who_is_no_reviewer_of_the_case_does_not_file():
    assert rules.may_file([], PAIR, ROSA, Scope.S5).code == "review_not_reviewer"


def test_who_has_filed_waits_for_the_other():
    assert rules.may_file([filing(1, RHEA)], PAIR, RHEA, Scope.S5).code == "review_filed_waits"
    assert rules.may_file([filing(1, RHEA)], PAIR, RAVI, Scope.S5)


def test_two_who_agree_file_no_second_time():
    filed = [filing(1, RHEA), filing(2, RAVI)]
    assert rules.may_file(filed, PAIR, RHEA, Scope.S5).code == "review_filed"


def test_two_who_are_apart_file_once_more_and_then_never_again():
    filed = [filing(1, RHEA), filing(2, RAVI, misuse_worst=Harm.SERIOUS)]
    assert rules.may_file(filed, PAIR, RHEA, Scope.S5)
    filed.append(filing(3, RHEA))
    assert rules.may_file(filed, PAIR, RHEA, Scope.S5).code == "review_filed_waits"
    assert rules.may_file(filed, PAIR, RAVI, Scope.S5)
    filed.append(filing(4, RAVI, misuse_worst=Harm.SERIOUS))
    assert rules.step(filed, PAIR, Scope.S5).next is Next.FORMAL
    assert rules.may_file(filed, PAIR, RAVI, Scope.S5).code == "review_filed"


def test_a_new_colleague_answers_the_last_word_of_who_stayed():
    filed = [filing(1, RHEA), filing(2, RAVI), filing(3, RHEA)]
    later = Pair(RHEA, ROSA, START + timedelta(hours=4))
    assert [one.id for one in rules.turns(filed, RHEA, later.since)] == [3]
    assert rules.step(filed, later, Scope.S5).next is Next.WAIT
    assert rules.step([*filed, filing(5, ROSA)], later, Scope.S5).next is Next.APPROVE


def test_what_a_reviewer_who_left_filed_approves_nothing():
    filed = [filing(1, RHEA), filing(2, RAVI)]
    assert rules.step(filed, Pair(RHEA, ROSA, START + timedelta(hours=3)), Scope.S5).next is Next.WAIT


def test_nobody_sees_another_filing_before_their_own():
    assert rules.seen([filing(1, RAVI)], PAIR, RHEA) == frozenset()
    assert rules.seen([filing(1, RAVI), filing(2, RHEA)], PAIR, RHEA) == {1}


def test_a_second_filing_is_hidden_until_the_other_has_filed_again():
    filed = [filing(1, RAVI), filing(2, RHEA, misuse_worst=Harm.SERIOUS), filing(3, RAVI)]
    assert rules.seen(filed, PAIR, RHEA) == {1}
    assert rules.seen([*filed, filing(4, RHEA)], PAIR, RHEA) == {1, 3}


def test_a_judge_beside_the_pair_sees_nothing_before_filing():
    filed = [filing(1, RAVI), filing(2, RHEA)]
    assert rules.seen(filed, PAIR, ROSA) == frozenset()
    assert rules.seen(filed, None, ROSA) == frozenset()


@pytest.mark.parametrize("said", [{"misuse_worst": Harm.SERIOUS}, {"escalate": True}])
def test_a_serious_filing_leads_to_the_panel_whoever_leaves(said):
    assert rules.must_go_to_panel([filing(1, RHEA, **said), filing(2, RAVI)])
    assert not rules.must_go_to_panel([filing(2, RAVI)])


def test_severe_harm_asks_for_somebody_from_outside():
    assert rules.panel_tier([]) is Tier.FORMAL
    assert rules.panel_tier([filing(1, RHEA, misuse_worst=Harm.SERIOUS)]) is Tier.FORMAL
    severe = filing(1, RHEA, acceleration_worst=Harm.SEVERE)
    assert rules.panel_tier([severe, filing(2, RAVI)]) is Tier.EXTERNAL


def test_a_reviewer_returns_a_case_only_after_filing_and_with_words():
    assert rules.may_return(CaseState.EXPEDITED, filed=False, words="x").code == "return_file_first"
    assert rules.may_return(CaseState.EXPEDITED, filed=True, words="  ").code == "return_says_nothing"
    assert rules.may_return(CaseState.FORMAL, filed=True, words="x").code == "review_not_expedited"
    assert rules.may_return(CaseState.EXPEDITED, filed=True, words="Cut section 3.")


def test_only_an_expedited_case_is_sent_to_the_panel_by_a_click():
    allowed = {state for state in CaseState if rules.may_escalate(state)}
    assert allowed == {CaseState.EXPEDITED}


harms = st.sampled_from(Harm)
said = st.builds(
    lambda person, acceleration, misuse, sureness, direction, widest, escalate: assessment(
        person,
        acceleration_worst=acceleration,
        misuse_worst=misuse,
        misuse_sureness=sureness,
        direction=direction,
        widest=widest,
        escalate=escalate,
    ),
    st.sampled_from((RHEA, RAVI, ROSA)),
    harms,
    harms,
    st.sampled_from(Sureness),
    st.sampled_from(Direction),
    st.sampled_from(Scope),
    st.booleans(),
)


def played(filed, pair):
    """The filings that the rule would have let in, in the order they were tried."""
    kept = []
    for number, one in enumerate(filed, 1):
        if rules.may_file(kept, pair, one.person, Scope.S5):
            kept.append(Filing(number, START + timedelta(hours=number), one))
    return kept


@given(st.lists(said, max_size=10))
def test_whatever_is_tried_nobody_sees_a_filing_of_a_round_they_have_not_filed(tried):
    kept = played(tried, PAIR)
    for viewer in (RHEA, RAVI):
        others = [one for one in kept if one.person == PAIR.other(viewer)]
        own = sum(one.person == viewer for one in kept)
        assert rules.seen(kept, PAIR, viewer) == {one.id for one in others[:own]}


@given(st.lists(said, max_size=10))
def test_whatever_is_tried_an_approval_rests_on_a_clear_word_of_both(tried):
    kept = played(tried, PAIR)
    step = rules.step(kept, PAIR, Scope.S5)
    if step.next is Next.APPROVE:
        last = [[one for one in kept if one.person == who][-1].said for who in (RHEA, RAVI)]
        assert step.scope is not None
        assert all(one.widest.rank >= step.scope.rank and not one.is_unsure for one in last)
        assert not rules.must_go_to_panel(kept)
        assert len(kept) in (2, 4)


@given(st.lists(said, min_size=1, max_size=6), st.integers(0, 6))
def test_a_change_of_reviewers_never_turns_old_words_into_an_approval(tried, hours):
    kept = played(tried, PAIR)
    since = START + timedelta(hours=hours, minutes=30)
    before = [one for one in kept if one.at < since]
    assert rules.step(before, Pair(RHEA, ROSA, since), Scope.S5).next is Next.WAIT
