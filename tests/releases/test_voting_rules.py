"""The panel's vote as rules: quorum, threshold, the widest accepted scope, closing, and holding."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median_low

import pytest

from tests.properties import given, st
from tracker.releases.parts import Harm, ReasonCode, Reversibility, Scope, Verdict
from tracker.releases.voting_rules import (
    Ballot,
    Dissent,
    Follow,
    LetterPart,
    SecondVote,
    Sitting,
    Threshold,
    follow,
    may_close,
    may_conclude_hold,
    may_vote_again,
    outcome,
    quorum,
    threshold,
)

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MAJORITY, TWO_THIRDS = Threshold.MAJORITY, Threshold.TWO_THIRDS
LADDER = [Scope.S5, Scope.S5, Scope.S4, Scope.S1, Scope.S0]


def ballots(*scopes):
    return tuple(Ballot(person, scope) for person, scope in enumerate(scopes, 1))


def sitting(*scopes, **other):
    facts = {"seats": 5, "h": Harm.SERIOUS, "reversibility": Reversibility.NO, "now": NOW}
    return Sitting(**{**facts, "ballots": ballots(*(scopes or LADDER)), **other})


@pytest.mark.parametrize(("seats", "needed"), [(3, 3), (4, 3), (5, 3), (6, 4), (7, 4), (9, 5)])
def test_quorum_is_a_majority_of_the_seats_and_three_at_least(seats, needed):
    assert quorum(seats) == needed


@pytest.mark.parametrize("h", Harm)
@pytest.mark.parametrize("reversibility", Reversibility)
def test_two_thirds_for_severe_harm_and_for_serious_harm_that_stays(h, reversibility):
    stays = h is Harm.SERIOUS and reversibility is Reversibility.NO
    assert (threshold(h, reversibility) is TWO_THIRDS) is (stays or h is Harm.SEVERE)


def test_thresholds_are_exact():
    assert [present for present in range(9) if MAJORITY.is_met(3, present)] == [1, 2, 3, 4, 5]
    assert [present for present in range(9) if TWO_THIRDS.is_met(4, present)] == [1, 2, 3, 4, 5, 6]
    assert not TWO_THIRDS.is_met(0, 0)


def test_the_example_of_five_votes():
    assert outcome(LADDER, 5, MAJORITY) is Scope.S4
    assert outcome(LADDER, 5, TWO_THIRDS) is Scope.S1
    assert sitting().scope is Scope.S1
    assert sitting(reversibility=Reversibility.PARTLY).scope is Scope.S4


def test_more_votes_than_people_are_refused():
    with pytest.raises(ValueError, match="more votes"):
        outcome(LADDER, 4, MAJORITY)
    with pytest.raises(ValueError, match="twice"):
        sitting(ballots=(Ballot(1, Scope.S5), Ballot(1, Scope.S5)))


def test_three_conflicted_of_five_leave_no_quorum_until_somebody_joins():
    seats = tuple(replace(one, recused=one.person <= 3) for one in ballots(*LADDER))
    refused = may_close(sitting(ballots=seats))
    assert (refused.code, refused.params) == ("vote_no_quorum", {"present": 2, "needed": 3})
    assert may_close(sitting(ballots=(*seats, Ballot(6, Scope.S3))))


def test_a_recused_vote_counts_for_nothing():
    seats = tuple(replace(one, recused=one.person == 5) for one in ballots(*LADDER))
    assert sitting(ballots=seats).scope is Scope.S4


def test_a_vote_without_an_assessment_of_ones_own_keeps_the_vote_open():
    seats = (*ballots(*LADDER[:4]), Ballot(5, Scope.S0, assessed=False))
    assert may_close(sitting(ballots=seats)).code == "vote_unassessed"


def test_severe_harm_takes_somebody_from_outside():
    assert may_close(sitting(h=Harm.SEVERE)).code == "vote_no_external"
    assert may_close(sitting(h=Harm.SEVERE, ballots=(*ballots(*LADDER), Ballot(6, None, external=True))))


def test_a_dissent_is_answered_and_cooled_off_before_closing():
    dissent = Dissent(5, NOW)
    assert may_close(sitting(dissents=(dissent,))).code == "vote_dissent_unanswered"
    answered = sitting(dissents=(replace(dissent, replied_at=NOW + HOUR),), now=NOW + 2 * HOUR)
    refused = may_close(answered)
    assert (refused.code, refused.params) == ("vote_cooling_off", {"until": NOW + 73 * HOUR})
    assert not may_close(replace(answered, now=NOW + 73 * HOUR - timedelta(seconds=1)))
    closed = replace(answered, now=NOW + 73 * HOUR)
    assert may_close(closed)
    assert closed.scope is Scope.S1
    assert replace(closed, reversibility=Reversibility.FULLY).scope is Scope.S4


def test_below_serious_a_dissent_takes_a_reply_alone():
    modest = sitting(h=Harm.MODEST, dissents=(Dissent(5, NOW, NOW),))
    assert may_close(modest)
    assert may_vote_again(modest).code == "vote_again_needless"


def test_members_vote_once_more_after_the_cool_off_and_nobody_keeps_the_vote_open_for_ever():
    later = sitting(dissents=(Dissent(5, NOW, NOW),), now=NOW + 72 * HOUR)
    assert may_vote_again(replace(later, now=NOW + HOUR)).code == "vote_cooling_off"
    assert may_vote_again(later)
    again = replace(later, voted_again_at=later.now, now=later.now + HOUR)
    assert may_vote_again(again).code == "vote_again_done"
    last = replace(again, dissents=(*again.dissents, Dissent(4, again.now)))
    assert may_close(last).code == "vote_dissent_unanswered"
    assert may_close(replace(last, dissents=(*again.dissents, Dissent(4, again.now, again.now))))


def test_what_a_closed_vote_leads_to():
    assert follow(Scope.S4, Scope.S3) is follow(Scope.S3, Scope.S3) is Follow.APPROVE
    assert follow(Scope.S1, Scope.S5) is Follow.ASK_AUTHOR
    assert follow(Scope.S0, Scope.S1) is Follow.SECOND_VOTE


TODAY = date(2026, 5, 4)
HOLD, DECLINE = Verdict.HOLD, Verdict.DECLINE
SECOND = SecondVote(
    votes={1: HOLD, 2: HOLD, 3: HOLD, 4: DECLINE, 5: None},
    decided_on=TODAY,
    reasons=frozenset({ReasonCode.ACCELERATION}),
    letter=frozenset(LetterPart),
    revisit_on=TODAY + timedelta(days=180),
)
NOWHERE = sitting(Scope.S0, Scope.S0, Scope.S0, Scope.S5, None)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"votes": {1: HOLD, 2: HOLD}}, "vote_no_quorum"),
        ({"votes": {1: HOLD, 2: HOLD, 9: HOLD}}, "hold_not_seated"),
        ({"votes": {1: HOLD, 2: HOLD, 3: None, 4: DECLINE}}, "hold_no_majority"),
        ({"reasons": frozenset()}, "hold_no_hazard"),
        ({"letter": frozenset(LetterPart) - {LetterPart.BENEFIT_FORGONE}}, "hold_letter_lacks"),
        ({"revisit_on": None}, "hold_no_revisit"),
        ({"revisit_on": TODAY}, "hold_no_revisit"),
        ({"revisit_on": TODAY + timedelta(days=181)}, "hold_revisit_late"),
        ({}, ""),
    ],
)
def test_a_hold_takes_a_majority_a_hazard_reasons_and_a_day_to_look_again(other, code):
    assert may_conclude_hold(NOWHERE, replace(SECOND, **other), HOLD).code == code


def test_a_hold_takes_a_vote_that_may_be_closed_and_came_to_nobody():
    assert may_conclude_hold(sitting(), SECOND, HOLD).code == "hold_not_asked"
    assert may_conclude_hold(NOWHERE, SECOND, Verdict.APPROVE).code == "hold_not_asked"
    assert may_conclude_hold(NOWHERE, SECOND, DECLINE).code == "hold_no_majority"
    unanswered = replace(NOWHERE, dissents=(Dissent(4, NOW),))
    assert may_conclude_hold(unanswered, SECOND, HOLD).code == "vote_dissent_unanswered"


votes = st.lists(st.one_of(st.none(), st.sampled_from(Scope)), min_size=1, max_size=9)
thresholds = st.sampled_from(Threshold)


@given(votes, thresholds, st.sampled_from([None, Scope.S0]))
def test_one_more_cautious_vote_never_widens(cast, needed, cautious):
    before = outcome(cast, len(cast), needed)
    assert outcome([*cast, cautious], len(cast) + 1, needed).rank <= before.rank


@given(votes, thresholds, st.sampled_from(Scope))
def test_one_more_vote_within_the_outcome_never_widens_and_one_beyond_it_never_narrows(cast, needed, vote):
    before, after = outcome(cast, len(cast), needed), outcome([*cast, vote], len(cast) + 1, needed)
    if vote.rank <= before.rank:
        assert after.rank <= before.rank
    if vote.rank >= before.rank:
        assert after.rank >= before.rank


@given(votes, thresholds, st.integers(0, 8), st.sampled_from(Scope))
def test_a_vote_changed_to_a_wider_scope_never_narrows(cast, needed, place, scope):
    place %= len(cast)
    wider = [scope if at == place else vote for at, vote in enumerate(cast)]
    if cast[place] is None or scope.rank >= cast[place].rank:
        assert outcome(wider, len(cast), needed).rank >= outcome(cast, len(cast), needed).rank


@given(votes, thresholds)
def test_abstaining_equals_accepting_nothing_and_equals_presence_without_a_vote(cast, needed):
    found = outcome(cast, len(cast), needed)
    assert outcome([vote or Scope.S0 for vote in cast], len(cast), needed) is found
    assert outcome([vote for vote in cast if vote is not None], len(cast), needed) is found


@given(st.lists(st.sampled_from(Scope), min_size=1, max_size=9))
def test_by_majority_the_lower_median_decides_and_two_thirds_never_widen_it(cast):
    found = outcome(cast, len(cast), MAJORITY)
    assert found.rank == median_low(vote.rank for vote in cast)
    assert outcome(cast, len(cast), TWO_THIRDS).rank <= found.rank


@given(votes, thresholds, st.randoms(use_true_random=False))
def test_the_order_of_the_voters_changes_nothing(cast, needed, chance):
    mixed = list(cast)
    chance.shuffle(mixed)
    assert outcome(mixed, len(mixed), needed) is outcome(cast, len(cast), needed)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=7), st.integers(3, 7))
def test_no_vote_closes_with_fewer_than_three_who_assessed(kinds, seats):
    cast = tuple(Ballot(n, Scope.S5, one, two) for n, (one, two) in enumerate(kinds))
    counted = sum(one.assessed and not one.recused for one in cast)
    if may_close(sitting(seats=seats, ballots=cast)):
        assert counted >= quorum(seats) >= 3
