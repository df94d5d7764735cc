"""What of a poll is shown: tables of small groups, and properties that hold for every poll there can be."""

from __future__ import annotations

import pytest

from tests.properties import given, st
from tracker.evidence.polls import Basis
from tracker.polls.scale_withholding import visible_means
from tracker.polls.withholding import Answers, Why, differing, visible

MOTION = ("Pro", "Con")


def of_strangers(pre, post, **more):
    people = {(place, None): n for place, n in enumerate(pre) if n}
    people |= {(None, place): n for place, n in enumerate(post) if n}
    return Answers(len(pre), people, **more)


def of_pairs(table, pre_only=(), post_only=()):
    people = {(a, b): n for a, row in enumerate(table) for b, n in enumerate(row) if n}
    people |= {(a, None): n for a, n in enumerate(pre_only) if n}
    people |= {(None, b): n for b, n in enumerate(post_only) if n}
    return Answers(len(table), people)


def shown(answers, names=MOTION, least=5, group_size=None):
    return visible(names, answers, least=least, group_size=group_size)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (of_strangers((4, 0), (4, 0)), {Why.FEW_BEFORE, Why.FEW_AFTER}),
        (of_strangers((4, 2), (3, 3)), {Why.SMALL_OPTIONS, Why.FEW_DIFFER}),
        (of_strangers((20, 0), (10, 10)), {Why.SMALL_OPTIONS}),
        (of_strangers((12, 8), (11, 9)), {Why.FEW_DIFFER}),
        (of_strangers((12, 8), (13, 8)), {Why.FEW_DIFFER}),
        (of_strangers((12, 8), (12, 8)), set()),
        (of_strangers((12, 8), (7, 13)), set()),
        (of_strangers((12, 8), (2, 1)), {Why.FEW_AFTER}),
        (of_pairs(((9, 6), (5, 9))), set()),
        (of_pairs(((9, 6), (1, 9))), {Why.PAIRS}),
        (of_pairs(((9, 8), (0, 9))), set()),
        (of_pairs(((0, 9), (9, 0))), {Why.PAIRS}),
        (of_pairs(((4, 0), (0, 0))), {Why.PAIRS, Why.FEW_BEFORE, Why.FEW_AFTER}),
        (of_pairs(((2, 0), (0, 2)), (10, 10), (15, 5)), set()),
    ],
)
def test_why_something_is_left_out(answers, why):
    found = shown(answers)
    assert found.why == why
    assert (found.found is not None) == (why <= {Why.PAIRS})


def test_shares_afterwards_are_left_out_where_the_difference_would_tell_of_one_person():
    """Between two looks one answer came and nobody else changed: 12 to 8 became 13 to 8."""
    found = shown(of_strangers((12, 8), (13, 8)))
    assert [row.post for row in found.rows] == [None, None]
    assert [row.change for row in found.rows] == [None, None]
    assert found.rows[0].pre.share == pytest.approx(0.6)


def test_those_who_did_not_come_back_count_only_where_their_answers_may_be_told():
    few, many = of_pairs(((9, 6), (5, 9)), (1, 0)), of_pairs(((9, 6), (5, 9)), (7, 6))
    assert shown(few).found.attrition is None
    assert shown(many).found.attrition.missing == 13


def test_pairs_that_may_not_be_shown_are_compared_as_strangers():
    found = shown(of_pairs(((9, 8), (1, 9))))
    assert found.paired is None and found.found.basis is Basis.INDEPENDENT
    assert all(option.p is None for option in found.found.options)


def test_willingness_of_few_is_left_out():
    assert shown(of_strangers((12, 8), (7, 13), willing=18, unwilling=2)).willing is None
    assert shown(of_strangers((12, 8), (7, 13), willing=15, unwilling=5)).willing == 0.75


def test_more_answers_than_the_group_do_not_narrow_anything():
    within, over = (
        shown(of_strangers((12, 8), (7, 13)), group_size=25),
        shown(of_strangers((12, 8), (7, 13)), group_size=9),
    )
    assert (within.over_group, over.over_group) == (False, True)
    assert over.rows[0].pre.high > within.rows[0].pre.high


def test_three_options_of_which_a_small_one_takes_another_with_it():
    found = shown(of_strangers((20, 9, 2), (12, 12, 7)), ("Tea", "Milk", "Soup"))
    assert [row.pre is not None for row in found.rows] == [True, False, False]
    assert found.found is None and found.rows[0].change is not None and found.rows[1].change is None


COUNTS = st.integers(2, 5).flatmap(
    lambda k: st.tuples(*[st.lists(st.integers(0, 25), min_size=k, max_size=k)] * 2)
)


@given(COUNTS, st.integers(5, 8))
def test_no_share_of_few_people_is_shown_nor_follows(counts, least):
    pre, post = counts
    found = shown(of_strangers(pre, post), [str(place) for place in range(len(pre))], least=least)
    for wave, known in ((pre, [row.pre for row in found.rows]), (post, [row.post for row in found.rows])):
        hidden = [n for n, share in zip(wave, known, strict=True) if share is None]
        assert all(n >= least for n, share in zip(wave, known, strict=True) if share is not None)
        if 0 < len(hidden) < len(wave):
            assert len(hidden) > 1 and sum(hidden) >= least
    if all(row.pre and row.post for row in found.rows):
        assert differing(pre, post) == 0 or differing(pre, post) >= least


@given(st.integers(2, 3).flatmap(lambda k: st.lists(st.integers(0, 12), min_size=k * k, max_size=k * k)))
def test_whoever_subtracts_what_is_shown_of_pairs_finds_nobody_or_five(cells):
    k = int(len(cells) ** 0.5)
    table = [cells[row * k : row * k + k] for row in range(k)]
    found = shown(of_pairs(table), [str(place) for place in range(k)])
    if found.found is not None and found.found.basis is Basis.PAIRED:
        for option in found.found.options:
            assert option.left == 0 or option.left >= 5
            assert option.joined == 0 or option.joined >= 5


def test_means_are_left_out_where_nearly_all_said_the_same():
    alike = visible_means(of_strangers((0, 0, 0, 0, 20), (5, 5, 5, 5, 0)), least=5, group_size=None)
    assert alike.pre is None and alike.change is None and Why.ALIKE in alike.why
    apart = visible_means(of_strangers((5, 5, 5, 5, 0), (0, 5, 5, 5, 5)), least=5, group_size=None)
    assert (apart.pre, apart.post) == (2.5, 3.5) and apart.change.low < 1 < apart.change.high


def test_the_change_of_pairs_is_left_out_where_nearly_all_moved_alike():
    table = [[0, 8, 0], [0, 0, 8], [1, 0, 3]]
    found = visible_means(of_pairs(table), least=5, group_size=None)
    assert found.paired is None and Why.PAIRS in found.why


@given(st.lists(st.integers(0, 12), min_size=25, max_size=25), st.integers(5, 7))
def test_no_mean_is_of_few_people_or_of_people_who_nearly_all_agree(cells, least):
    table = [cells[row * 5 : row * 5 + 5] for row in range(5)]
    answers = of_pairs(table)
    found = visible_means(answers, least=least, group_size=None)
    for wave, mean in ((answers.pre, found.pre), (answers.post, found.post)):
        if mean is not None:
            assert sum(wave) - max(wave) >= least
    assert found.change is None or (found.pre is not None and found.post is not None)
