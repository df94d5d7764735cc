"""Conflicts of interest as rules: who may judge a release, what may be waived, and who may judge together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.properties import given, st
from tracker.releases.conflict_rules import (
    Candidate,
    Waiver,
    eligible,
    may_pair,
    may_waive,
)
from tracker.releases.parts import HardConflict, SoftConflict

COORDINATOR = 9
FREE, OTHER = Candidate(1, declared=True), Candidate(2, declared=True)
every_waiver = tuple(Waiver(conflict, COORDINATOR) for conflict in SoftConflict)


def soft(person=1, *conflicts, waivers=()):
    return Candidate(person, declared=True, soft=frozenset(conflicts), waivers=tuple(waivers))


@pytest.mark.parametrize("conflict", HardConflict)
def test_no_hard_conflict_can_be_waived(conflict):
    judged = eligible(replace(FREE, hard=frozenset({conflict}), waivers=every_waiver))
    assert (judged.code, judged.params) == ("conflict_hard", {"conflicts": [conflict.value]})


def test_who_has_not_declared_may_not_judge():
    assert eligible(replace(FREE, declared=False)).code == "conflict_undeclared"


@pytest.mark.parametrize("conflict", SoftConflict)
def test_a_soft_conflict_bars_until_it_is_waived(conflict):
    assert eligible(soft(1, conflict)).code == "conflict_soft"
    assert eligible(soft(1, conflict, waivers=[Waiver(conflict, COORDINATOR)]))


def test_a_waiver_covers_its_own_conflict_alone():
    doubt, stream = SoftConflict.OWN_DOUBT, SoftConflict.SAME_STREAM
    judged = eligible(soft(1, doubt, stream, waivers=[Waiver(stream, COORDINATOR)]))
    assert judged.params == {"conflicts": ["own_doubt"]}


@pytest.mark.parametrize(
    ("waiver", "code"),
    [
        (Waiver(SoftConflict.OWN_DOUBT, by=1), "waiver_own"),
        (Waiver(SoftConflict.OWN_DOUBT, by=COORDINATOR, by_conflicted=True), "waiver_conflicted"),
        (Waiver(SoftConflict.SAME_EMPLOYER, by=COORDINATOR), "waiver_not_declared"),
    ],
)
def test_waivers_that_do_not_hold(waiver, code):
    candidate = soft(1, SoftConflict.OWN_DOUBT, waivers=[waiver])
    assert may_waive(candidate, waiver).code == code
    assert eligible(candidate).code == "conflict_soft"


def test_pairs_that_may_not_be():
    stream = frozenset({4})
    waived = soft(1, SoftConflict.OWN_DOUBT, waivers=[Waiver(SoftConflict.OWN_DOUBT, COORDINATOR)])
    assert may_pair(FREE, FREE).code == "pair_one_person"
    assert may_pair(FREE, replace(OTHER, hard=frozenset({HardConflict.MENTOR}))).code == "conflict_hard"
    assert may_pair(replace(FREE, streams=stream), replace(OTHER, streams=stream)).code == "pair_one_stream"
    assert may_pair(waived, replace(waived, person=2)).code == "pair_both_waived"
    assert may_pair(waived, OTHER)
    assert may_pair(FREE, OTHER)


candidates = st.builds(
    Candidate,
    person=st.integers(1, 3),
    declared=st.booleans(),
    hard=st.frozensets(st.sampled_from(HardConflict), max_size=1),
    soft=st.frozensets(st.sampled_from(SoftConflict), max_size=2),
    waivers=st.lists(
        st.builds(Waiver, st.sampled_from(SoftConflict), st.integers(1, 9), st.booleans()), max_size=4
    ).map(tuple),
    streams=st.frozensets(st.integers(1, 2), max_size=1),
)


@given(candidates, st.sampled_from(HardConflict))
def test_an_author_co_author_or_mentor_never_judges(candidate, conflict):
    assert not eligible(replace(candidate, hard=candidate.hard | {conflict}))


@given(candidates, candidates)
def test_pairs_are_two_eligible_people_in_either_order(first, second):
    paired = may_pair(first, second)
    assert bool(paired) is bool(may_pair(second, first))
    if paired:
        assert first.person != second.person
        assert eligible(first)
        assert eligible(second)


@given(candidates, st.sampled_from(SoftConflict))
def test_one_more_conflict_never_makes_anybody_eligible(candidate, conflict):
    if eligible(replace(candidate, soft=candidate.soft | {conflict})):
        assert eligible(candidate)
