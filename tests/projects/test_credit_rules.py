"""Which shares feed the score: the one rule, its promises, and who may say, settle and rate what."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from tests.properties import given, st
from tracker.projects import credit_rules, parts
from tracker.projects.credit_rules import Gap, Said, Source, in_force
from tracker.projects.parts import Share, Side

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MARA, MILO = 101, 102


def said(number, member, author, share, part=Share.EQUAL):
    """Members are their own authors; whoever else speaks is a mentor."""
    side = Side.SCHOLAR if author == member else Side.MENTOR
    return Said(member, author, side, part, share, number, START + timedelta(hours=number))


def team(*statements, members=(1, 2), settled_at=None, **settled):
    shares = {member: settled.get(f"m{member}") for member in members}
    return in_force(
        shares, [said(number, *one) for number, one in enumerate(statements)], settled_at=settled_at
    )


STATED = ((1, MARA, 0.67), (2, MARA, 0.33))


def test_a_member_alone_has_the_whole_whatever_is_said():
    assert team((1, MARA, 0.2), members=(1,)).numbers == {1: 1.0}


def test_before_anybody_speaks_everybody_is_an_equal():
    found = team(members=(1, 2, 3))
    assert (found.source, set(found.numbers.values())) == (Source.EQUAL, {1 / 3})
    assert {gap for _member, gap in found.gaps} == {Gap.MENTOR_SILENT}


@pytest.mark.parametrize(
    ("statements", "source", "gaps"),
    [
        (STATED, Source.EQUAL, {(1, Gap.MEMBER_SILENT), (2, Gap.MEMBER_SILENT)}),
        ((*STATED, (1, 1, 0.67)), Source.EQUAL, {(2, Gap.MEMBER_SILENT)}),
        ((*STATED, (1, 1, 0.67), (2, 2, 0.33)), Source.CONFIRMED, set()),
        ((*STATED, (1, 1, 0.67), (2, 2, 0.5)), Source.EQUAL, {(2, Gap.MEMBER_DIFFERS)}),
        ((*STATED, (1, 1, 0.67), (2, 2, 0.33), (2, 2, 0.4)), Source.EQUAL, {(2, Gap.MEMBER_DIFFERS)}),
        (((1, MARA, 0.67), (1, 1, 0.67), (2, 2, 0.33)), Source.EQUAL, {(2, Gap.MENTOR_SILENT)}),
        (((1, 1, 0.67), (2, 2, 0.33)), Source.EQUAL, {(1, Gap.MENTOR_SILENT), (2, Gap.MENTOR_SILENT)}),
        ((*STATED, (1, MILO, 0.4), (1, 1, 0.67), (2, 2, 0.33)), Source.EQUAL, {(1, Gap.MENTORS_DIFFER)}),
        # Mentors who say about the same: their mean, .65 to .33, scaled to 1, is what members confirm.
        ((*STATED, (1, MILO, 0.63), (1, 1, 0.66), (2, 2, 0.34)), Source.CONFIRMED, set()),
    ],
)
def test_which_shares_count_as_a_table(statements, source, gaps):
    found = team(*statements)
    assert (found.source, set(found.gaps)) == (source, gaps)
    if source is Source.EQUAL:
        assert set(found.numbers.values()) == {0.5}


def test_numbers_that_do_not_make_one_are_scaled_and_the_scaled_ones_are_confirmed():
    statements = [(member, MARA, 0.5) for member in (1, 2, 3)]
    asked = team(*statements, members=(1, 2, 3))
    assert asked.proposed == pytest.approx(dict.fromkeys((1, 2, 3), 1 / 3))
    unscaled = team(*statements, *((one, one, 0.5) for one in (1, 2, 3)), members=(1, 2, 3))
    assert unscaled.source is Source.EQUAL, "nobody confirmed a third"
    scaled = team(*statements, *((one, one, 0.33) for one in (1, 2, 3)), members=(1, 2, 3))
    assert scaled.source is Source.CONFIRMED


def test_a_mentor_who_moves_a_partner_takes_nothing_from_who_confirmed_another_number():
    confirmed = [(1, MARA, 0.5), (2, MARA, 0.5), (1, 1, 0.5), (2, 2, 0.5)]
    assert team(*confirmed).source is Source.CONFIRMED
    moved = team(*confirmed, (2, MARA, 1.0), (2, 2, 1.0))
    assert (moved.source, set(moved.numbers.values())) == (Source.EQUAL, {0.5})


def test_what_staff_settled_counts_whatever_is_said_and_an_objection_since_is_seen():
    settled = {"m1": 0.8, "m2": 0.2, "settled_at": START + timedelta(hours=5)}
    before = team(*STATED, (1, 1, 0.67), (2, 2, 0.33), **settled)
    assert (before.source, before.numbers, before.gaps) == (Source.SETTLED, {1: 0.8, 2: 0.2}, ())
    objected = team(*STATED, *[(1, 1, 0.8)] * 4, (2, 2, 0.5), **settled)
    assert objected.numbers == {1: 0.8, 2: 0.2}
    assert objected.gaps == ((2, Gap.SAID_SINCE),) and objected.disputed


def test_who_joins_after_the_shares_were_settled_is_an_equal_until_they_are_settled_anew():
    found = team(members=(1, 2, 3), m1=0.8, m2=0.2)
    assert found.gaps == ((3, Gap.JOINED_LATER),)
    assert found.numbers == pytest.approx({1: 0.8 * 2 / 3, 2: 0.2 * 2 / 3, 3: 1 / 3})


def test_who_is_off_the_work_says_nothing_of_it_any_more():
    assert team(*STATED, (1, 1, 0.67), (2, 2, 0.33), members=(1, 3)).source is Source.EQUAL


members = st.integers(2, 5)
claims = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["own", MARA, MILO]), st.floats(0.01, 1)), max_size=20
)


def drawn(size, statements):
    return [
        said(number, one % size, one % size if who == "own" else who, share)
        for number, (one, who, share) in enumerate(statements)
    ]


@given(members, claims, st.lists(st.none() | st.floats(0.01, 1), min_size=5, max_size=5))
def test_the_shares_are_the_whole_and_nobody_gets_nothing(size, statements, settled):
    for numbers in (settled, [None] * 5):
        found = in_force({one: numbers[one] for one in range(size)}, drawn(size, statements)).numbers
        assert set(found) == set(range(size))
        assert min(found.values()) > 0
        assert sum(found.values()) == pytest.approx(1)


@given(members, claims, st.randoms(use_true_random=False))
def test_the_order_of_what_was_said_says_nothing_beyond_what_is_newest(size, statements, chance):
    told = drawn(size, statements)
    shuffled = list(told)
    chance.shuffle(shuffled)
    empty = dict.fromkeys(range(size))
    assert in_force(empty, told) == in_force(empty, shuffled)
    assert in_force(empty, told) == in_force(empty, credit_rules.latest(told))


@given(members, claims)
def test_no_share_counts_that_its_member_did_not_confirm(size, statements):
    told = drawn(size, statements)
    found = in_force(dict.fromkeys(range(size)), told)
    own = {one.member: one.share for one in credit_rules.latest(told) if one.side is Side.SCHOLAR}
    for member, share in found.numbers.items():
        assert share == 1 / size or abs(own[member] - share) <= 0.00501


@given(members, claims)
def test_without_one_members_word_everybody_is_an_equal(size, statements):
    told = [one for one in drawn(size, statements) if (one.member, one.author) != (0, 0)]
    assert set(in_force(dict.fromkeys(range(size)), told).numbers.values()) == {1 / size}


@given(st.lists(st.sampled_from(Share), min_size=2, max_size=2))
def test_words_that_fit_each_other_make_the_whole_of_a_pair(words):
    numbers = [parts.usual_share(one, 2) for one in words]
    fits = set(words) in ({Share.EQUAL}, {Share.LEAD, Share.SUPPORTING})
    assert (sum(numbers) == pytest.approx(1)) == fits


@pytest.mark.parametrize(
    ("own", "mentor", "share", "code"),
    [
        (True, False, 0.5, ""),
        (False, True, 0.5, ""),
        (False, False, 0.5, "claim_of_another"),
        (True, False, 0.0, "share_range"),
        (True, False, 1.01, "share_range"),
        (False, True, math.nan, "share_range"),
        (False, True, math.inf, "share_range"),
    ],
)
def test_who_may_say_what_of_a_share(own, mentor, share, code):
    assert credit_rules.may_claim(own=own, mentor=mentor, share=share).code == code


@pytest.mark.parametrize(
    ("mentor", "manages", "known", "code"),
    [
        (True, False, False, ""),
        (True, False, True, "rates_after_result"),
        (False, True, False, ""),
        (False, True, True, ""),
        (True, True, True, ""),
        (False, False, False, "rates_of_others"),
        (False, False, True, "rates_of_others"),
    ],
)
def test_who_may_rate_a_work_and_until_when(mentor, manages, known, code):
    assert credit_rules.may_rate(mentor=mentor, manages=manages, known=known).code == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({1: 0.7, 2: 0.3}, ""),
        ({1: None, 2: None}, ""),
        ({1: 0.7, 2: None}, ""),
        ({1: 0.7, 2: 0.7}, "shares_sum"),
        ({1: math.nan, 2: 0.3}, "shares_sum"),
    ],
)
def test_numbers_typed_for_a_whole_team_make_one(typed, code):
    assert credit_rules.may_state_team(typed).code == code


def test_staff_settle_nothing_without_a_reason():
    assert credit_rules.may_settle(" ").code == "settle_reason"
    assert credit_rules.may_settle("The log says so.")
