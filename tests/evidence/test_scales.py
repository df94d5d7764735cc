"""Changes on a scale against an independent implementation, and what must never happen."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.properties import given, st
from tracker.evidence.scales import mean_change, signed_rank

CHANGES = st.lists(st.integers(-4, 4), min_size=2, max_size=30)


def test_the_interval_and_the_t_test_agree_with_an_independent_implementation():
    rng = np.random.default_rng(4)
    for _ in range(250):
        changes = rng.integers(-4, 5, rng.integers(2, 60))
        if np.ptp(changes) == 0:
            continue
        theirs = stats.ttest_1samp(changes, 0)
        found = mean_change(changes)
        assert (found.low, found.high) == pytest.approx(theirs.confidence_interval(), abs=1e-9)
        assert found.t_p == pytest.approx(theirs.pvalue, abs=1e-12)


def test_signed_ranks_without_ties_agree_with_an_independent_implementation():
    rng = np.random.default_rng(5)
    for _ in range(250):
        changes = rng.normal(0.3, 1, rng.integers(2, 40))
        assert signed_rank(changes) == pytest.approx(
            stats.wilcoxon(changes, method="exact").pvalue, abs=1e-12
        )


def test_signed_ranks_with_ties_are_counted_out_over_all_signs():
    """Every sign of every change, gone through one by one."""
    rng = np.random.default_rng(6)
    for _ in range(200):
        changes = rng.integers(-3, 4, rng.integers(2, 9))
        sizes = np.abs(changes[changes != 0])
        if not sizes.size:
            continue
        ranks = stats.rankdata(sizes)
        above = ranks[changes[changes != 0] > 0].sum()
        bits = np.arange(2**sizes.size)[:, None] >> np.arange(sizes.size) & 1
        sums = bits @ ranks
        tail = min((sums <= above + 1e-9).mean(), (sums >= above - 1e-9).mean())
        assert signed_rank(changes) == pytest.approx(min(1.0, 2 * tail), abs=1e-12)


def test_many_changes_take_the_normal_curve():
    changes = np.random.default_rng(7).integers(-4, 5, 3000)
    theirs = stats.wilcoxon(changes, method="asymptotic", correction=False).pvalue
    assert signed_rank(changes) == pytest.approx(theirs, abs=1e-9)


@given(CHANGES)
def test_a_mirrored_change_is_as_surprising(changes):
    found, mirror = mean_change(changes), mean_change([-one for one in changes])
    assert found.change == pytest.approx(-mirror.change)
    assert found.signed_rank_p == pytest.approx(mirror.signed_rank_p)
    assert 0 < found.signed_rank_p <= 1
    if found.low is not None and found.high is not None:
        assert found.low <= found.change <= found.high


@given(CHANGES)
def test_a_known_group_narrows_the_interval(changes):
    alone, of_group = mean_change(changes), mean_change(changes, size=2 * len(changes))
    if alone.low is not None and of_group.low is not None:
        assert alone.low <= of_group.low <= of_group.change


def test_changes_that_are_all_the_same_have_no_error_to_go_by():
    found = mean_change([1, 1, 1])
    assert found[:4] == (1.0, None, None, None)
    assert found.signed_rank_p == pytest.approx(0.25)


@pytest.mark.parametrize("wrong", [[], [1], [1, float("nan")], [1, float("inf")], [[1, 2]]])
def test_what_no_changes_are_is_refused(wrong):
    with pytest.raises(ValueError, match="at least two changes"):
        mean_change(wrong)


def test_a_group_smaller_than_its_answers_is_refused():
    with pytest.raises(ValueError, match="group"):
        mean_change([1, 2, 3], size=2)
