"""Very large cohorts: against lme4, against sums done by hand, and against the general fit."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from tests.properties import given, st
from tests.scoring.cohorts import no_outcomes
from tracker.scoring import PRIORS, NotConverged, Outcomes, Priors, Ratings, at, crossed, fit
from tracker.scoring.crossed_ep import Forms, settle
from tracker.scoring.crossed_gaussian import Crossing
from tracker.scoring.crossed_noise import Noise

INSTEVAL = Path(__file__).parents[3] / "shared" / "data" / "insteval.csv.gz"
SDS = np.array([0.5, 0.25, 0.4, 0.4, 0.35])
ROWS = ("scholar", "mentor", "work", "overall", "error_variance")


def draw(seed: int, scholars: int, mentors: int, *, factors: tuple[float, ...] = (0.7, 1.0, 2.0)) -> Ratings:
    """Forms on works of their own, for about half of all scholar-mentor pairs."""
    rng = np.random.default_rng(seed)
    joined = rng.random((scholars, mentors)) < 0.5
    joined[0, 0] = True
    pairs = rng.permutation(np.argwhere(joined))
    scholar, mentor = pairs.T
    n = len(pairs)
    y = (
        3
        + rng.normal(0, 0.5, scholars)[scholar]
        + rng.normal(0, 0.2, mentors)[mentor]
        + rng.normal(0, 0.6, n)
    )
    overall = np.clip(np.round(2 * y) / 2, 1, 5)
    return Ratings(
        scholars, mentors, n, scholar, mentor, np.arange(n), overall, rng.choice(np.array(factors), n)
    )


def changed(ratings: Ratings, **columns: object) -> Ratings:
    return dataclasses.replace(ratings, **columns)


def joint_slope(ratings: Ratings, log_sds: np.ndarray) -> tuple[float, np.ndarray]:
    sizes = ratings.n_scholars, ratings.n_mentors
    crossing = Crossing(ratings.scholar, ratings.mentor, ratings.overall, *sizes)
    found = settle(Forms(crossing, ratings.error_variance, PRIORS), log_sds, None, 1e-9)
    return found.log_evidence, found.gradient


# Restricted maximum likelihood


@pytest.mark.skipif(not INSTEVAL.exists(), reason="the full InstEval file is not beside this checkout")
def test_reml_finds_the_standard_deviations_that_lme4_finds():
    with gzip.open(INSTEVAL, "rt") as file:
        rows = list(csv.DictReader(file))
    mentor, scholar = (np.unique([row[c] for row in rows], return_inverse=True)[1] for c in ("s", "d"))
    found = crossed.reml(scholar, mentor, np.array([float(row["y"]) for row in rows]), 1128, 2972)
    assert len(rows) == 73_421
    assert found.sd_mentor == pytest.approx(0.32591, abs=6e-6)
    assert found.sd_scholar == pytest.approx(0.52320, abs=6e-6)
    assert found.sd_error == pytest.approx(1.17779, abs=6e-6)


@pytest.mark.parametrize(("scholars", "mentors"), [(7, 12), (12, 7)])
def test_reml_of_a_balanced_design_is_the_analysis_of_variance(scholars, mentors):
    rng = np.random.default_rng(scholars)
    table = (
        rng.normal(0, 0.6, (scholars, 1))
        + rng.normal(0, 0.5, mentors)
        + rng.normal(3, 0.4, (scholars, mentors))
    )
    by_scholar, by_mentor, mean = table.mean(axis=1), table.mean(axis=0), table.mean()
    residual = table - by_scholar[:, None] - by_mentor + mean
    error = (residual**2).sum() / ((scholars - 1) * (mentors - 1))
    ability = by_scholar.var(ddof=1) - error / mentors
    severity = by_mentor.var(ddof=1) - error / scholars
    assert min(ability, severity) > 0

    scholar, mentor = np.indices(table.shape).reshape(2, -1)
    found = crossed.reml(scholar, mentor, table.ravel(), scholars, mentors)
    assert found.mean == pytest.approx(mean)
    assert found.sd_scholar == pytest.approx(math.sqrt(ability), rel=1e-4)
    assert found.sd_mentor == pytest.approx(math.sqrt(severity), rel=1e-4)
    assert found.sd_error == pytest.approx(math.sqrt(error), rel=1e-4)


def test_reml_counts_several_forms_of_one_pair():
    """Balanced, three forms a cell: with an interaction-free analysis of variance by hand."""
    rng = np.random.default_rng(3)
    table = rng.normal(0, 0.6, (6, 1, 1)) + rng.normal(0, 0.5, (1, 8, 1)) + rng.normal(3, 0.4, (6, 8, 3))
    by_scholar, by_mentor, mean = table.mean(axis=(1, 2)), table.mean(axis=(0, 2)), table.mean()
    residual = table - by_scholar[:, None, None] - by_mentor[:, None] + mean
    error = (residual**2).sum() / (table.size - 6 - 8 + 1)
    scholar, mentor, _ = np.indices(table.shape).reshape(3, -1)
    found = crossed.reml(scholar, mentor, table.ravel(), 6, 8)
    assert found.sd_error == pytest.approx(math.sqrt(error), rel=1e-4)
    assert found.sd_scholar == pytest.approx(math.sqrt(by_scholar.var(ddof=1) - error / 24), rel=1e-4)
    assert found.sd_mentor == pytest.approx(math.sqrt(by_mentor.var(ddof=1) - error / 18), rel=1e-4)


def test_a_factor_that_explains_less_than_chance_has_no_variance():
    # Every mentor's ratings have the same mean, exactly.
    rng = np.random.default_rng(5)
    table = rng.normal(0, 0.6, (9, 1)) + rng.normal(3, 0.4, (9, 12))
    table -= table.mean(axis=0) - table.mean()
    scholar, mentor = np.indices(table.shape).reshape(2, -1)
    found = crossed.reml(scholar, mentor, table.ravel(), 9, 12)
    assert found.sd_mentor == 0.0
    within = (table - table.mean(axis=1)[:, None]).ravel()
    assert found.sd_error == pytest.approx(math.sqrt(within @ within / (9 * 11)), rel=1e-4)


def test_codes_without_a_form_change_no_estimate():
    ratings = draw(2, 8, 12)
    columns = ratings.scholar, ratings.mentor, ratings.overall
    bare = crossed.reml(*columns, 8, 12)
    wide = crossed.reml(ratings.scholar + 3, ratings.mentor, ratings.overall, 40, 30)
    assert wide.sd_scholar == pytest.approx(bare.sd_scholar, rel=1e-9)
    assert wide.sd_error == pytest.approx(bare.sd_error, rel=1e-9)


def test_reml_refuses_what_it_cannot_use():
    codes, y = np.array([0, 0, 1, 1]), np.array([1.0, 2.0, 3.0, 5.0])
    with pytest.raises(ValueError, match="row 2: scholar"):
        crossed.reml(np.array([0, 0, 7, 1]), codes, y, 2, 2)
    with pytest.raises(ValueError, match="row 1: overall must be finite"):
        crossed.reml(codes, codes, np.array([1.0, np.nan, 3.0, 5.0]), 2, 2)
    with pytest.raises(ValueError, match="no variance can be told"):
        crossed.reml(codes, codes, np.full(4, 3.0), 2, 2)
    with pytest.raises(ValueError, match="one entry a form"):
        crossed.reml(codes, codes[:3], y, 2, 2)


def test_an_error_that_no_form_shows_is_not_made_up():
    # Each scholar and mentor meet once: the factors explain every rating.
    codes = np.arange(4)
    with pytest.raises(NotConverged):
        crossed.reml(codes, codes, np.array([1.0, 2.0, 4.0, 5.0]), 4, 4)


# The noise table


def log_noise(x: float, w: float, priors: Priors) -> float:
    """log of the integral of p(z) N(x - z; 0, w) over a grid far finer than the table's."""
    z = np.linspace(min(x, 0) - 60, max(x, 0) + 60, 200_001)
    log_p = priors.log_luck(z) - 0.5 * (x - z) ** 2 / w - 0.5 * math.log(2 * math.pi * w)
    return float(np.log(np.exp(log_p - log_p.max()).sum() * (z[1] - z[0])) + log_p.max())


@pytest.mark.parametrize("priors", [PRIORS, Priors(k_low=0.5, k_high=3.0)])
@pytest.mark.parametrize("w", [0.3, 2.0, 9.0, 80.0])
def test_the_noise_table_agrees_with_direct_integration(priors, w):
    x = np.array([-20.0, -7.31, -0.4, 0.0, 2.07, 15.0])
    noise = Noise(priors, -20, 15, 0.8 * w, 1.3 * w)
    first, second = noise.slopes(x, np.full(6, w))
    below, here, above = (np.array([log_noise(at + h, w, priors) for at in x]) for h in (-0.01, 0, 0.01))
    np.testing.assert_allclose(noise.log(x, np.full(6, w)), here, atol=1e-6)
    np.testing.assert_allclose(first, (above - below) / 0.02, atol=2e-5)
    np.testing.assert_allclose(second, (above - 2 * here + below) / 1e-4, atol=2e-5)


def test_a_rating_beyond_all_floats_is_not_answered():
    with pytest.raises(NotConverged, match="too far"):
        Noise(PRIORS, -2000, 10, 0.5, 1.0)


# Against the general fit

SHAPES = st.sampled_from([(5, 8), (8, 5), (3, 3), (1, 4), (4, 1)])


@given(st.integers(0, 10_000), SHAPES)
@settings(max_examples=25)
def test_at_given_sds_the_answer_is_that_of_the_general_fit(seed, shape):
    ratings = draw(seed, *shape)
    usual, ours = at(ratings, no_outcomes(ratings.n_works), SDS), crossed.at(ratings, SDS)
    for name in ("level", "centred", "severity"):
        np.testing.assert_allclose(getattr(ours, name).mean, getattr(usual, name).mean, atol=2e-4)
        np.testing.assert_allclose(getattr(ours, name).sd, getattr(usual, name).sd, atol=2e-4)


@pytest.mark.parametrize("factors", [(1.0,), (0.7, 1.0, 2.0)])
@pytest.mark.parametrize("shape", [(5, 8), (8, 5), (12, 20), (20, 8)])
def test_the_integrated_answer_is_that_of_the_general_fit(shape, factors):
    ratings = draw(sum(shape), *shape, factors=factors)
    usual, ours = fit(ratings, no_outcomes(ratings.n_works)), crossed.fit(ratings)
    sd = usual.level.sd
    assert np.abs((ours.level.mean - usual.level.mean) / sd).max() < 0.02
    assert np.abs(ours.level.sd / sd - 1).max() < 0.01
    for p in (0.05, 0.95):
        assert np.abs((ours.level.quantile(p) - usual.level.quantile(p)) / sd).max() < 0.04
    assert np.abs(ours.severity.mean - usual.severity.mean).max() < 0.02 * usual.severity.sd.max()
    for name, value in usual.components.items():
        assert ours.components[name] == pytest.approx(value, rel=0.04)


def test_fit_and_error_that_no_rating_tells_apart_keep_their_prior_ratio():
    ratings = draw(4, 6, 9, factors=(1.0,))
    log_sds, weights = (getattr(crossed.fit(ratings), name) for name in ("log_sds", "weights"))
    ratio = log_sds[:, 2] - log_sds[:, 4]
    expected = PRIORS.log_sds(ratings.overall)
    assert weights.sum() == pytest.approx(1)
    # The joint sd says a little of the ratio too, through the prior's bend; its width stays.
    assert weights @ ratio == pytest.approx(expected[2] - expected[4], abs=0.1)
    spread = math.sqrt(weights @ (ratio - weights @ ratio) ** 2)
    assert spread == pytest.approx(PRIORS.log_sd * math.sqrt(2), rel=0.1)


@pytest.mark.parametrize("shape", [(6, 9), (9, 6)])
def test_the_gradient_is_that_of_the_evidence(shape):
    ratings, at_, step = draw(11, *shape), np.log(SDS), 1e-3
    axes = step * np.eye(5)
    ends = [(joint_slope(ratings, at_ + axis)[0], joint_slope(ratings, at_ - axis)[0]) for axis in axes]
    differences = [(above - below) / (2 * step) for above, below in ends]
    np.testing.assert_allclose(joint_slope(ratings, at_)[1], differences, atol=2e-4)


def test_products_through_dense_matrices_are_the_same(monkeypatch):
    ratings = draw(6, 6, 9)
    pairs = crossed.at(ratings, SDS)
    monkeypatch.setattr("tracker.scoring.crossed_gaussian.MOST_PAIRS", 0)
    dense = crossed.at(ratings, SDS)
    np.testing.assert_allclose(dense.level.mean, pairs.level.mean, atol=1e-9)
    np.testing.assert_allclose(dense.level.sd, pairs.level.sd, atol=1e-9)


def test_the_most_probable_sds_alone_give_narrower_levels():
    ratings = draw(8, 20, 12)
    whole, alone = crossed.fit(ratings), crossed.plug_in(ratings)
    np.testing.assert_allclose(alone.level.mean, whole.level.mean, atol=0.15)
    assert alone.level.sd.mean() < whole.level.sd.mean()


# What no cohort may do to it


def test_the_order_of_the_rows_changes_no_byte():
    ratings = draw(1, 8, 12)
    rows = np.random.default_rng(1).permutation(len(ratings.overall))
    shuffled = changed(ratings, **{name: getattr(ratings, name)[rows] for name in ROWS})
    one, other = crossed.fit(ratings), crossed.fit(shuffled)
    assert one.level.mean.tobytes() == other.level.mean.tobytes()
    assert one.level.sd.tobytes() == other.level.sd.tobytes()


def test_other_codes_change_no_byte():
    ratings = draw(1, 8, 12)
    codes = np.random.default_rng(2).permutation(8)
    one, other = crossed.fit(ratings), crossed.fit(changed(ratings, scholar=codes[ratings.scholar]))
    assert one.level.mean.tobytes() == other.level.mean[codes].tobytes()


def test_one_wild_rating_moves_a_level_less_than_a_mean():
    ratings = draw(9, 10, 12)
    mine = np.flatnonzero(ratings.scholar == 0)
    best = mine[np.argmax(ratings.overall[mine])]
    wild = ratings.overall.copy()
    wild[best] = 1.0
    drop = crossed.fit(ratings).level.mean[0] - crossed.fit(changed(ratings, overall=wild)).level.mean[0]
    assert 0 < drop < (ratings.overall[best] - 1.0) / len(mine)


def test_ratings_that_all_agree_give_equal_levels():
    ratings = draw(3, 5, 8)
    level = crossed.fit(changed(ratings, overall=np.full(len(ratings.overall), 3.0))).level
    np.testing.assert_allclose(level.mean, 3.0, atol=0.05)
    assert level.sd.min() > 0.02


def test_a_scholar_without_a_form_has_the_cohorts_mean_and_a_wider_interval():
    ratings = changed(draw(5, 6, 9), n_scholars=7)
    level = crossed.fit(ratings).level
    assert level.sd[6] > level.sd[:6].max()
    assert level.mean[:6].min() < level.mean[6] < level.mean[:6].max()


def test_a_second_form_on_a_work_or_of_a_pair_is_refused_by_row():
    ratings = draw(7, 5, 8)
    none = no_outcomes(ratings.n_works)
    assert crossed.fits(ratings, none)
    twice = ratings.work.copy()
    twice[3] = twice[1]
    shared = changed(ratings, work=twice)
    assert not crossed.fits(shared, none)
    with pytest.raises(ValueError, match="row 3: a second form on its work"):
        crossed.fit(shared)
    scholar, mentor = ratings.scholar.copy(), ratings.mentor.copy()
    scholar[4], mentor[4] = scholar[2], mentor[2]
    again = changed(ratings, scholar=scholar, mentor=mentor)
    assert not crossed.fits(again, none)
    with pytest.raises(ValueError, match="row 4: a second form of its mentor"):
        crossed.at(again, SDS)


def test_a_scored_result_is_left_to_the_general_fit():
    ratings = draw(7, 5, 8)
    shares = [{int(who): 1.0} for who in ratings.scholar]
    one = Outcomes(np.array([0]), np.array([True]), np.array([0.5]), np.array([0.1]), shares)
    assert not crossed.fits(ratings, one)


@pytest.mark.parametrize(
    "sds", [[0.5, 0.2, 0.4, 0.4], [0.5, 0.2, 0.4, 0.4, 0.0], [0.5, 0.2, 0.4, 0.4, np.nan]]
)
def test_sds_that_are_not_five_positive_numbers_are_refused(sds):
    with pytest.raises(ValueError, match="5 positive"):
        crossed.at(draw(7, 5, 8), np.array(sds))
