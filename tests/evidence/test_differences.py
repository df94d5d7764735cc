"""Shares before and after against published and independent values, their coverage, and what never holds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact
from statsmodels.stats.contingency_tables import mcnemar as their_mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from tests.evidence.coverage import of_difference, of_pairs, of_share
from tests.properties import given, st
from tracker.evidence.differences import fisher, independent, mcnemar, paired
from tracker.evidence.proportions import score_interval, wilson

SHARES = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))).filter(lambda s: s[1])
TABLES = st.tuples(*[st.integers(0, 40)] * 4).filter(any)


def random_counts(cases=300):
    rng = np.random.default_rng(20_261_123)
    for _ in range(cases):
        n1, n2 = (int(n) for n in rng.integers(1, 400, 2))
        yield int(rng.integers(0, n1 + 1)), n1, int(rng.integers(0, n2 + 1)), n2


def test_shares_agree_with_an_independent_implementation():
    for k, n, _other, _many in random_counts():
        theirs = proportion_confint(k, n, method="wilson")
        assert wilson(k, n) == pytest.approx(theirs, abs=1e-12)
        assert score_interval(k / n, n) == pytest.approx(theirs, abs=1e-12)


def test_changes_agree_with_an_independent_implementation():
    for k1, n1, k2, n2 in random_counts():
        found = independent(k1 / n1, n1, k2 / n2, n2)
        theirs = confint_proportions_2indep(k2, n2, k1, n1, compare="diff", method="newcomb")
        assert (found.low, found.high) == pytest.approx(theirs, abs=1e-12)


def test_fishers_test_agrees_with_an_independent_implementation():
    for k1, n1, k2, n2 in random_counts():
        theirs = fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue
        assert fisher(k1, n1, k2, n2) == pytest.approx(theirs, rel=1e-9, abs=1e-300)


def test_fishers_test_counts_in_whole_numbers_however_many_answered():
    """Beside a poll without error it is the binomial test: both of two where half would be expected."""
    assert fisher(2, 2, 5 * 10**11, 10**12) == pytest.approx(0.5, abs=1e-9)
    assert fisher(0, 1, 0, 1) == fisher(1, 1, 1, 1) == 1


@pytest.mark.parametrize("counts", [(-1, 2, 1, 2), (3, 2, 1, 2), (0, 0, 1, 2), (1, 2, 3, 2)])
def test_fishers_test_refuses_what_no_poll_counts(counts):
    with pytest.raises(ValueError, match="counted among"):
        fisher(*counts)


def test_mcnemars_test_agrees_with_an_independent_implementation():
    for left, _n, joined, _m in random_counts():
        theirs = their_mcnemar([[3, left], [joined, 5]], exact=True).pvalue
        assert mcnemar(left, joined) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe (1998), the paper on independent proportions, table II, method 10:
        # doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((5, 56, 0, 29), -0.0381, 0.1926),
    ],
)
def test_changes_give_the_published_values(counts, low, high):
    k1, n1, k2, n2 = counts
    found = independent(k2 / n2, n2, k1 / n1, n1)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        # Bentur et al. (2009) in Fagerland, Lydersen and Laake, Statistical Analysis of Contingency Tables
        # (2017), table 8.3, "Newcombe square-and-add"; there p1 - p2, here after minus before.
        ((1, 1, 7, 12), 0.026, 0.507),
    ],
)
def test_paired_changes_give_the_published_values(table, low, high):
    found = paired(*table)
    assert (round(found.low, 3), round(found.high, 3)) == (low, high)


@given(SHARES, SHARES)
def test_changes_hold_the_change_and_mirror(first, second):
    (k1, n1), (k2, n2) = first, second
    found, mirror = independent(k1 / n1, n1, k2 / n2, n2), independent(k2 / n2, n2, k1 / n1, n1)
    assert -1 - 1e-12 <= found.low <= found.change <= found.high <= 1 + 1e-12
    assert (found.low, found.high) == pytest.approx((-mirror.high, -mirror.low), abs=1e-12)


@given(TABLES)
def test_paired_changes_hold_the_change_and_mirror(table):
    both, left, joined, neither = table
    found = paired(*table)
    assert -1 - 1e-12 <= found.low <= found.change <= found.high <= 1 + 1e-12
    backwards, others = paired(both, joined, left, neither), paired(neither, joined, left, both)
    for mirror in (backwards, others):
        assert (found.low, found.high) == pytest.approx((-mirror.high, -mirror.low), abs=1e-9)


@given(st.integers(1, 60), st.integers(0, 60))
def test_pairs_that_agree_narrow_what_strangers_leave_wide(stayed, joined):
    """Where most keep their answer, pairs tell more; never less than nobody would know of them."""
    table = (4 * stayed, 0, joined, 4 * stayed)
    n = sum(table)
    known, unknown = paired(*table), independent(4 * stayed / n, n, (4 * stayed + joined) / n, n)
    assert known.high - known.low <= unknown.high - unknown.low + 1e-12


@given(SHARES, st.integers(0, 200))
def test_a_known_group_narrows_the_interval_down_to_a_point(share, more):
    k, n = share
    alone, of_group = score_interval(k / n, n), score_interval(k / n, n, size=n + more)
    assert alone.low <= of_group.low <= k / n <= of_group.high <= alone.high
    assert score_interval(k / n, n, size=n) == (k / n, k / n)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemars_test_knows_no_direction(left, joined):
    assert 0 < mcnemar(left, joined) == mcnemar(joined, left) <= 1


@pytest.mark.parametrize("n", [10, 30])
def test_intervals_cover_what_they_say_on_average(n):
    """Exact over all outcomes, averaged over p in .05 to .95; tests/bench/coverage_polls.py has them all."""
    assert 0.93 <= of_share(n) <= 0.97
    assert 0.93 <= of_difference(n) <= 0.97


def test_intervals_of_a_known_group_and_of_pairs_cover_what_they_say_on_average():
    assert 0.93 <= of_share(10, size=40) <= 0.97
    assert 0.93 <= of_pairs(10, stays=0.0) <= 0.97
    # Where most keep their answer the correlation is taken smaller than it is: wider, never narrower.
    assert of_pairs(10, stays=0.7) >= 0.95


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: score_interval(1.2, 5),
        lambda: score_interval(float("nan"), 5),
        lambda: score_interval(0.5, 0),
        lambda: score_interval(0.5, 5, size=4),
        lambda: score_interval(0.5, 5, confidence=1.0),
        lambda: paired(-1, 1, 1, 1),
        lambda: paired(0, 0, 0, 0),
        lambda: mcnemar(-1, 2),
    ],
)
def test_what_no_counts_are_is_refused(wrong):
    with pytest.raises(ValueError, match=r"share|group|confidence|counted|negative"):
        wrong()
