"""The table of who sees what in a case, and what no combination of roles can open."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.properties import given, st
from tracker.releases.access_rules import (
    HANDLERS,
    JUDGES,
    MATRIX,
    OWN,
    Ability,
    Standing,
    When,
    may,
    may_be_added,
)
from tracker.releases.parts import CaseRole

# One line a role, one letter an ability in the order of the enum: A always, f after own filing,
# 1 after anybody's filing, d once admitted, - never. A change of the table is seen here.
TABLE = """
              neutral text own_answers write letter others deliberation tier vote route stop log roles counts
author           A      -      A         A     A      -       -          -    -    -     A    -    A     -
mentor           A      -      A         -     A      -       -          -    -    -     A    -    -     -
coordinator      A      A      A         -     A      1       1          A    -    A     A    A    A     A
deputy           A      A      A         -     A      1       1          A    -    A     A    A    A     A
reviewer         A      A      A         -     A      f       f          A    A    -     A    -    -     -
chair            A      A      A         -     A      f       f          A    A    -     A    -    -     -
voter            A      A      A         -     A      f       f          A    A    -     A    -    -     -
external         A      A      A         -     A      f       f          A    A    -     A    -    -     -
appeal_reader    A      A      A         -     A      A       A          A    -    -     A    -    -     -
director         A      d      d         -     d      -       -          d    -    -     A    -    -     A
auditor          A      -      -         -     -      -       -          -    -    -     -    A    A     A
"""
LETTERS = {"A": When.ALWAYS, "f": When.OWN_FILED, "1": When.ANY_FILED, "d": When.ADMITTED}

facts = st.builds(
    Standing,
    st.just(1),
    st.frozensets(st.sampled_from(CaseRole)),
    *[st.booleans()] * 7,
)
SEALED = (Ability.TEXT, Ability.OTHERS, Ability.DELIBERATION, Ability.TIER)


def alone(role: CaseRole, **now: bool) -> Standing:
    return Standing(1, frozenset({role}), **now)


def rows() -> dict[str, list[str]]:
    found = [line.split() for line in TABLE.strip().splitlines()[1:]]
    return {line[0]: line[1:] for line in found}


@pytest.mark.parametrize("role", CaseRole)
@pytest.mark.parametrize("ability", Ability)
def test_every_role_has_exactly_the_abilities_of_the_table(role: CaseRole, ability: Ability) -> None:
    letter = rows()[role.value][list(Ability).index(ability)]
    assert MATRIX[role].get(ability) is LETTERS.get(letter)
    for own, anyone, admitted in itertools.product([False, True], repeat=3):
        standing = alone(role, filed=own, any_filed=anyone, admitted=admitted)
        there = {"A": True, "f": own, "1": anyone, "d": admitted, "-": False}[letter]
        assert may(standing, ability).allowed is there


def test_who_is_nothing_to_a_case_may_do_nothing() -> None:
    assert [one for one in Ability if may(Standing(1), one)] == []
    assert may(Standing(1), Ability.NEUTRAL).code == "access_none"


@pytest.mark.parametrize(
    ("standing", "ability", "code"),
    [
        (alone(CaseRole.REVIEWER, any_filed=True), Ability.OTHERS, "access_file_first"),
        (alone(CaseRole.COORDINATOR), Ability.OTHERS, "access_nothing_filed"),
        (alone(CaseRole.DIRECTOR), Ability.TEXT, "access_not_admitted"),
        (alone(CaseRole.COORDINATOR, operator=True), Ability.TEXT, "access_operator"),
        (alone(CaseRole.AUDITOR), Ability.TEXT, "access_none"),
    ],
)
def test_each_refusal_says_what_is_missing(standing: Standing, ability: Ability, code: str) -> None:
    assert may(standing, ability).code == code


@given(facts)
def test_whoever_judges_sees_no_other_assessment_before_their_own(standing: Standing) -> None:
    """Whatever else they are to the case: a coordinator who reviews, a chair, an appeal reader."""
    before = replace(standing, filed=False)
    if before.roles & JUDGES:
        assert not may(before, Ability.OTHERS)
        assert not may(before, Ability.DELIBERATION)


@given(facts)
def test_no_role_lets_who_made_the_work_or_has_a_conflict_into_the_review(standing: Standing) -> None:
    if standing.barred:
        for ability in (*SEALED, Ability.VOTE, Ability.ROUTE, Ability.READ_LOG):
            assert not may(standing, ability)


@given(facts)
def test_an_operator_reads_decides_and_routes_nothing(standing: Standing) -> None:
    now = replace(standing, operator=True)
    for ability in (*SEALED, Ability.VOTE, Ability.ROUTE, Ability.READ_LOG):
        assert not may(now, ability)
    for ability in Ability:  # running the server adds nothing to any role
        assert not may(now, ability) or may(replace(now, operator=False), ability)
    if not standing.roles & OWN:
        assert not may(now, Ability.OWN_ANSWERS)


@given(facts, st.sampled_from(Ability))
def test_more_facts_never_take_anything_away(standing: Standing, ability: Ability) -> None:
    """Filing, being admitted and an open case only add, so nobody loses a page in the middle of it."""
    if may(standing, ability):
        more = replace(standing, filed=True, any_filed=True, admitted=True)
        assert may(more, ability)


@given(facts)
def test_a_case_opened_for_an_hour_shows_what_was_submitted_and_no_opinions(standing: Standing) -> None:
    outsider = replace(standing, roles=frozenset(), opened=True, desk=False)
    assert [one for one in Ability if may(outsider, one)] == (
        []
        if outsider.operator or outsider.conflicted
        else [Ability.NEUTRAL, Ability.TEXT, Ability.OWN_ANSWERS]
    )
    closed = replace(standing, opened=False)
    for ability in set(Ability) - {Ability.NEUTRAL, Ability.TEXT, Ability.OWN_ANSWERS}:
        assert may(replace(closed, opened=True), ability) == may(closed, ability)


@given(facts)
def test_a_coordinator_of_other_cases_sees_the_row_and_may_stop(standing: Standing) -> None:
    elsewhere = Standing(1, operator=standing.operator, conflicted=standing.conflicted, desk=True)
    assert [one for one in Ability if may(elsewhere, one)] == [Ability.NEUTRAL, Ability.STOP]


@given(facts)
def test_who_reviews_does_not_route(standing: Standing) -> None:
    assert not (may(standing, Ability.VOTE) and may(standing, Ability.ROUTE))


@pytest.mark.parametrize("role", sorted(HANDLERS | JUDGES | {CaseRole.APPEAL_READER}))
def test_nobody_is_put_on_the_list_of_their_own_release_or_without_the_role(role: CaseRole) -> None:
    fits = {"wrote": False, "operator": False, "eligible": True}
    assert may_be_added(role, **fits)
    assert may_be_added(role, **{**fits, "wrote": True}).code == "need_to_know_conflict"
    assert may_be_added(role, **{**fits, "operator": True}).code == "access_operator"
    assert may_be_added(role, **{**fits, "eligible": False}).code == "need_to_know_role"
    assert may_be_added(CaseRole.AUTHOR, **fits).code == "need_to_know_own"
