"""What the polls say, against values published by others and against calculations done another way.

test_differences.py, test_scales.py, test_trends.py and test_grids_reference.py compare the single figures
with statsmodels and scipy; here stand those that neither of the two has.
"""

from __future__ import annotations

from math import isclose, sqrt

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.proportion import proportion_confint

from tracker.evidence.differences import mcnemar, paired
from tracker.evidence.proportions import score_interval
from tracker.evidence.scales import EXACT_RANKS, mean_change, mean_difference, signed_rank


@pytest.mark.parametrize(
    ("table", "low", "high", "digits"),
    [
        # Newcombe (1998), doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C: his
        # example of 50 pairs, method 10; this and the last two as the tests of the R package ratesci have it.
        ((20, 12, 2, 16), 0.0562, 0.3292, 4),
        # Cavo et al. (2012) in Fagerland, Lydersen and Laake, Statistical Analysis of Contingency Tables
        # (2017), chapter 8, as the R package contingencytables has it.
        ((59, 6, 16, 80), -0.1186, -0.0046, 4),
        # Tang and others (2010).
        ((8, 3, 1, 2), -0.1574, 0.4136, 4),
        # Chang and others (2024).
        ((7, 25, 2, 68), 0.133, 0.318, 3),
    ],
)
def test_paired_changes_are_those_that_others_published(table, low, high, digits):
    """There p1 - p2, so before minus after."""
    found = paired(*table)
    assert (round(-found.high, digits), round(-found.low, digits)) == (low, high)


def random_tables(cases, seed):
    """Tables of all sizes, some with empty rows, columns or corners."""
    rng = np.random.default_rng(seed)
    for case in range(cases):
        parts = rng.dirichlet([0.6] * 4)
        table = rng.multinomial(int(rng.integers(1, 300)), parts)
        if case % 7 == 0:
            table[rng.integers(0, 4)] = 0
        if table.sum():
            yield tuple(int(count) for count in table)


def test_paired_changes_are_those_of_the_people_written_out_one_by_one():
    """Wilson's intervals by statsmodels, the correlation by numpy from the answers of each person."""
    tried = 0
    for both, left, joined, neither in random_tables(260, seed=11):
        n = both + left + joined + neither
        before = np.repeat([1, 1, 0, 0], [both, left, joined, neither])
        after = np.repeat([1, 0, 1, 0], [both, left, joined, neither])
        phi = 0.0
        if before.std() and after.std():
            phi = float(np.corrcoef(before, after)[0, 1])
            if phi > 0:
                phi = max(phi - 1 / (2 * n * before.std() * after.std()), 0.0)
        (l1, u1), (l2, u2) = (
            proportion_confint(int(one.sum()), n, method="wilson") for one in (before, after)
        )
        p1, p2 = before.mean(), after.mean()
        down, up = np.array([p2 - l2, u1 - p1]), np.array([u2 - p2, p1 - l1])
        shared = np.array([[1, -phi], [-phi, 1]])
        found = paired(both, left, joined, neither)
        assert found.change == pytest.approx(p2 - p1, abs=1e-12)
        assert found.low == pytest.approx(p2 - p1 - sqrt(max(down @ shared @ down, 0)), abs=1e-7)
        assert found.high == pytest.approx(p2 - p1 + sqrt(max(up @ shared @ up, 0)), abs=1e-7)
        tried += 1
    assert tried >= 250


def test_mcnemars_test_is_a_fair_coin_thrown_by_those_who_changed():
    for _both, left, joined, _neither in random_tables(220, seed=12):
        fair = stats.binomtest(left, left + joined, 0.5).pvalue if left + joined else 1.0
        assert mcnemar(left, joined) == pytest.approx(fair, abs=1e-12)


def test_the_share_of_a_known_group_is_the_score_test_turned_round():
    """Each end is where |p̂ - p| = z √(p(1 - p)/n · (N - n)/(N - 1)), found by search, not by formula."""
    rng = np.random.default_rng(13)
    z = stats.norm.ppf(0.975)
    tried = 0
    for _ in range(260):
        n = int(rng.integers(1, 200))
        size = n + int(rng.integers(1, 300))
        share = int(rng.integers(0, n + 1)) / n

        def apart(p, share=share, n=n, size=size):
            return (share - p) ** 2 - z**2 * p * (1 - p) / n * (size - n) / (size - 1)

        low = 0.0 if share == 0 else brentq(apart, 0, share - 1e-12, xtol=1e-14)
        high = 1.0 if share == 1 else brentq(apart, share + 1e-12, 1, xtol=1e-14)
        assert score_interval(share, n, size=size) == pytest.approx((low, high), abs=1e-9)
        tried += 1
    assert tried == 260


def test_the_mean_change_of_a_known_group_shrinks_by_the_part_that_was_asked():
    rng = np.random.default_rng(14)
    for _ in range(200):
        changes = rng.integers(-3, 4, rng.integers(3, 40))
        n, size = len(changes), len(changes) + int(rng.integers(1, 100))
        if np.ptp(changes) == 0:
            continue
        narrow = stats.sem(changes) * sqrt((size - n) / (size - 1))
        low, high = stats.t.interval(0.95, n - 1, loc=changes.mean(), scale=narrow)
        found = mean_change(changes, size=size)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
        # The test asks whether anything moves people, not whether these moved; it knows no size.
        assert found.t_p == pytest.approx(stats.ttest_1samp(changes, 0).pvalue, abs=1e-12)


def test_means_of_different_people_are_compared_as_scipy_does():
    rng = np.random.default_rng(17)
    tried = 0
    while tried < 220:
        first, second = (rng.integers(1, rng.integers(3, 8), rng.integers(2, 40)) for _ in range(2))
        if np.ptp(first) == 0 or np.ptp(second) == 0:  # scipy warns of them
            continue
        theirs = stats.ttest_ind(second, first, equal_var=False)
        found = mean_difference(first, second)
        assert found.change == pytest.approx(second.mean() - first.mean(), abs=1e-12)
        assert (found.low, found.high) == pytest.approx(theirs.confidence_interval(), abs=1e-9)
        assert found.t_p == pytest.approx(theirs.pvalue, abs=1e-12)
        tried += 1


def test_one_side_without_spread_leaves_the_other_one_to_tell_the_error():
    """Then it is Student's t of the other side alone."""
    found = mean_difference([3] * 9, [2, 4, 4, 5, 6])
    theirs = stats.ttest_1samp([2, 4, 4, 5, 6], 3)
    assert found.t_p == pytest.approx(theirs.pvalue, abs=1e-12)
    assert (found.low + 3, found.high + 3) == pytest.approx(theirs.confidence_interval(), abs=1e-12)


def test_means_of_people_who_all_agree_have_no_error_to_go_by():
    assert mean_difference([2, 2, 2], [4, 4, 4]) == (2.0, None, None, None, None)


def test_signed_ranks_of_many_changes_with_ties_and_zeros_agree_with_scipy():
    """Beyond the size up to which they are counted out, scipy's normal curve without zeros."""
    rng = np.random.default_rng(15)
    for case in range(220):
        n = EXACT_RANKS + 1 + int(rng.integers(20, 200))
        scale = rng.uniform(0.3, 3)
        changes = np.round(rng.normal(rng.normal(0, 0.1), scale, 2 * n))
        changes = np.concatenate([changes[changes != 0], np.ones(EXACT_RANKS + 1), np.zeros(case % 9)])
        theirs = stats.wilcoxon(changes, zero_method="wilcox", correction=False, method="asymptotic")
        assert signed_rank(changes) == pytest.approx(theirs.pvalue, rel=1e-9, abs=1e-300)


def test_signed_ranks_agree_on_both_sides_of_where_counting_ends():
    """The normal curve takes over without a step that anybody would see."""
    rng = np.random.default_rng(16)
    for shift in (0.0, 0.1, 0.2):
        changes = rng.normal(shift, 1, EXACT_RANKS)
        counted = signed_rank(changes)
        curve = stats.wilcoxon(changes, correction=False, method="asymptotic").pvalue
        assert isclose(counted, curve, rel_tol=0.05, abs_tol=0.002)
