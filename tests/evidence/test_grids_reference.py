"""Comparisons of cells against scipy and statsmodels, on random grids."""

from __future__ import annotations

import gc
from math import comb

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats import multitest

from tests.evidence.gridded import runs_of, said
from tracker.evidence.grid_agreement import spearman
from tracker.evidence.grid_cells import cells
from tracker.evidence.grid_tests import compare, holm


@pytest.fixture(autouse=True)
def _no_cleaning(monkeypatch):
    """statsmodels clears the memory of the whole process at each call, which takes a tenth of a second."""
    monkeypatch.setattr(gc, "collect", lambda: 0)


def pair(first, second, *, seeds):
    runs = runs_of({("a",): first, ("b",): second}, seeds=seeds)
    return compare(*cells(runs, runs.values["score"]))


@pytest.mark.parametrize("case", range(10))
def test_welch_is_that_of_scipy(case):
    rng = np.random.default_rng(case)
    for _ in range(25):
        scale = 10.0 ** rng.integers(-8, 9)
        first = scale * rng.normal(0, rng.uniform(0.1, 3), rng.integers(2, 12))
        second = scale * rng.normal(rng.normal(), 1, rng.integers(2, 12))
        found = pair(first, second, seeds=False)
        expected = stats.ttest_ind(first, second, equal_var=False)
        assert found.p == pytest.approx(expected.pvalue, rel=1e-9)
        assert found.difference == pytest.approx(first.mean() - second.mean(), rel=1e-9)
        assert found.pairs == 0


@pytest.mark.parametrize("case", range(10))
def test_pairs_by_seed_are_those_of_scipy(case):
    rng = np.random.default_rng(100 + case)
    for _ in range(25):
        n = int(rng.integers(3, 12))
        luck = rng.normal(0, 3, n)
        first, second = luck + rng.normal(0.5, 1, n), luck + rng.normal(0, 1, n)
        found = pair(first, second, seeds=True)
        assert found.p == pytest.approx(stats.ttest_rel(first, second).pvalue, rel=1e-9)
        assert found.pairs == n


@pytest.mark.parametrize("case", range(4))
def test_holm_is_that_of_statsmodels(case):
    rng = np.random.default_rng(200 + case)
    for _ in range(60):
        ps = rng.uniform(0, 1, rng.integers(1, 12)) ** rng.integers(1, 6)
        assert holm(ps) == pytest.approx(multitest.multipletests(ps, method="holm")[1], rel=1e-12)
    assert holm([]) == []


@pytest.mark.parametrize("case", range(4))
def test_the_ties_of_a_whole_grid_are_those_of_scipy_and_statsmodels(case):
    rng = np.random.default_rng(300 + case)
    for _ in range(50):
        count = int(rng.integers(2, 7))
        table = {
            (f"level {place}",): rng.normal(rng.normal(0, 2), 1, rng.integers(2, 8)) for place in range(count)
        }
        made = said(table, seeds=False)
        values = list(table.values())
        best = int(np.argmax([one.mean() for one in values]))
        others = [place for place in range(count) if place != best]
        raw = [stats.ttest_ind(values[best], values[place], equal_var=False).pvalue for place in others]
        adjusted = multitest.multipletests(raw, method="holm")[1]
        assert made.best.cell == best
        assert {tie.cell: tie.p for tie in made.best.ties} == pytest.approx(
            {place: p for place, p in zip(others, adjusted, strict=True) if p >= 0.05}, rel=1e-8
        )


@pytest.mark.parametrize("case", range(4))
def test_intervals_of_means_are_those_of_scipy(case):
    rng = np.random.default_rng(400 + case)
    for _ in range(50):
        values = rng.normal(rng.normal(0, 5), 2, rng.integers(2, 20))
        (cell,) = said({("a",): values}).cells
        low, high = stats.t.interval(0.95, len(values) - 1, loc=values.mean(), scale=stats.sem(values))
        assert (cell.mean, cell.low, cell.high) == pytest.approx((values.mean(), low, high), rel=1e-9)


@pytest.mark.parametrize("case", range(4))
def test_spearman_is_that_of_scipy(case):
    rng = np.random.default_rng(500 + case)
    for _ in range(50):
        n = int(rng.integers(3, 30))
        first = rng.integers(0, 6, n).astype(float)
        second = first + rng.normal(0, 3, n)
        if len(set(first)) > 1:
            assert spearman(first, second) == pytest.approx(
                stats.spearmanr(first, second).statistic, abs=1e-12
            )


@pytest.mark.parametrize(("n", "m"), [(2, 2), (3, 3), (3, 5), (5, 5), (9, 4)])
def test_cells_without_any_spread_are_compared_by_fishers_exact_test(n, m):
    found = pair([0.0] * n, [1.0] * m, seeds=False)
    assert found.p == pytest.approx(stats.fisher_exact([[n, 0], [0, m]]).pvalue, rel=1e-9)
    assert found.p >= 1 / comb(n + m, n) * 0.999


@pytest.mark.parametrize("n", [3, 5, 8])
def test_pairs_that_all_differ_alike_are_compared_as_if_there_were_none(n):
    first = np.arange(n) / 8
    found = pair(first, first + 0.25, seeds=True)
    assert found.p == pytest.approx(stats.ttest_ind(first, first + 0.25, equal_var=False).pvalue, rel=1e-9)
    assert (found.difference, found.pairs) == (-0.25, 0)
