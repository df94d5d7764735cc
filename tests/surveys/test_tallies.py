"""What answers add up to. Silence changes no mean, and small counts do not get out."""

from __future__ import annotations

from statistics import fmean

import pytest

from tests.properties import given, st
from tracker.surveys.questions import NOT_SURE, Kind, Question
from tracker.surveys.tallies import paired, tally, values_of

ONE = Question("one", Kind.ONE, "One?", options=(("a", "A"), ("b", "B"), ("c", "C")))
MANY = Question("many", Kind.SEVERAL, "Many?", options=(("a", "A"), ("b", "B"), ("c", "C")))
LEVEL = Question("level", Kind.LEVEL, "Level?", unsure=True)
TEN = Question("ten", Kind.LEVEL, "Ten?", low=0, high=10)
TEXT = Question("text", Kind.TEXT, "Text?")


def counts(found):
    return [line.count for line in found.lines]


def test_without_an_answer_there_is_no_mean_and_no_share():
    found = tally(LEVEL, [], sent=7)
    assert (found.n, found.silent, found.mean, found.spread) == (0, 7, None, None)
    assert [line.share for line in found.lines] == [None] * 6


def test_not_sure_is_an_answer_and_no_level():
    found = tally(LEVEL, [2, 4, NOT_SURE], sent=5)
    assert (found.n, found.levels, found.silent, found.mean) == (3, 2, 2, 3.0)
    assert counts(found) == [0, 1, 0, 1, 0, 1]


def test_a_single_level_has_no_spread():
    assert tally(LEVEL, [2], sent=1).spread is None


def test_shares_are_of_those_who_answered_the_question():
    found = tally(ONE, ["a", "a", "b", "a"], sent=9)
    assert counts(found) == [3, 1, 0]
    low, high = found.lines[0].share
    assert low < 0.75 < high


def test_several_answers_of_one_person_count_once_each():
    found = tally(MANY, [["a", "b"], ["a"]], sent=2)
    assert counts(found) == [2, 1, 0]


def test_the_net_promoter_score_is_promoters_less_detractors():
    found = tally(TEN, [10, 9, 8, 7, 6, 0, 10, 9], sent=8)
    assert counts(found) == [4, 2, 2]
    assert found.score == pytest.approx(25)
    assert tally(LEVEL, [5, 5, 5, 5, 5], sent=5).score is None


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("question", [ONE, LEVEL, TEN, TEXT, MANY])
def test_fewer_than_five_answers_are_withheld_whole(question, n):
    value = {"one": "a", "level": 3, "ten": 9, "text": "Hi", "many": ["a"]}[question.slug]
    found = tally(question, [value] * n, sent=30, least=5)
    assert found.withheld
    assert (found.lines, found.texts, found.mean, found.score) == ((), (), None, None)


def test_a_single_small_count_takes_another_with_it():
    assert counts(tally(ONE, ["a"] * 9 + ["b"] * 6 + ["c"], sent=16, least=5)) == [9, None, None]


def test_where_counts_are_withheld_no_spread_is_told_beside_the_mean():
    assert tally(LEVEL, [1, 2, 4, 5, 5], sent=5).spread is not None
    found = tally(LEVEL, [1, 2, 4, 5, 5], sent=5, least=5)
    assert (found.mean, found.spread) == (3.4, None)


def test_the_score_is_withheld_with_its_counts():
    found = tally(TEN, [10] * 9 + [0], sent=10, least=5)
    assert None in counts(found)
    assert found.score is None


def test_of_several_an_option_that_all_but_a_few_chose_is_withheld_too():
    found = tally(MANY, [["a"]] * 8 + [["b"]] * 2, sent=10, least=5)
    assert counts(found) == [None, None, None]
    assert counts(tally(MANY, [["a"]] * 6 + [["b"]] * 6, sent=12, least=5)) == [6, 6, None]


levels = st.lists(st.one_of(st.integers(1, 5), st.just(NOT_SURE)), max_size=40)


@given(levels, st.integers(0, 500))
def test_silence_never_changes_a_mean_or_a_count(values, silent):
    alone, among = tally(LEVEL, values, sent=len(values)), tally(LEVEL, values, sent=len(values) + silent)
    assert (alone.mean, alone.spread, alone.lines) == (among.mean, among.spread, among.lines)
    assert among.silent == silent


@given(st.lists(st.sampled_from("abc"), max_size=60))
def test_what_is_withheld_does_not_follow_from_what_is_shown(values):
    found = tally(ONE, values, sent=len(values), least=5)
    if found.withheld or not values:
        return
    hidden = [line for line in found.lines if line.count is None]
    assert all(line.count is None or line.count >= 5 for line in found.lines)
    assert len(hidden) != 1
    left = len(values) - sum(line.count or 0 for line in found.lines)
    assert not hidden or left >= 5


@given(st.dictionaries(st.integers(1, 9), levels.filter(bool), max_size=9), st.integers(1, 5))
def test_pairs_are_of_those_who_gave_a_level_both_times(before, after):
    first = {person: {"level": some[0]} for person, some in before.items()}
    second = {person: {"level": after} for person in before if person % 2}
    (found,) = paired([LEVEL, TEXT], first, second)
    both = [some[0] for person, some in before.items() if person % 2 and some[0] != NOT_SURE]
    assert sorted(found.before) == sorted(both)
    assert list(found.after) == [after] * len(both)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=20), st.integers(0, 30))
def test_who_is_silent_at_the_end_is_in_no_pair_and_moves_no_mean(kept, lost):
    before = {person: {"level": level} for person, level in enumerate(kept)}
    after = {person: {"level": 5} for person in before}
    gone = {1000 + person: {"level": 1} for person in range(lost)}
    (found,) = paired([LEVEL], {**before, **gone}, after)
    assert fmean(found.before) == fmean(kept)
    assert len(found.after) == len(kept)


def test_values_are_of_those_who_answered():
    assert values_of(LEVEL, [{"level": 3}, {}, {"level": NOT_SURE}]) == [3, NOT_SURE]
