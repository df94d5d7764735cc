"""The fit: a case solved by hand, invariances, and what no rating may do."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring.cohorts import no_outcomes, random_ratings, reference
from tracker.scoring import PRIORS, Outcomes, Priors, Ratings, at, crossed, fit
from tracker.scoring.design import Design
from tracker.scoring.ep import propagate

SEEDS = st.integers(0, 10_000)
SDS = np.log(np.array([0.5, 0.25, 0.4, 0.4, 0.35]))
# With so wide a bell luck is Gaussian, and everything can be solved exactly.
GAUSSIAN = Priors(k_low=60.0, k_high=60.0)


def exact_levels(ratings: Ratings, sds: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Levels and evidence of the Gaussian model, from the covariance of everything with everything."""
    ability, severity, liking, luck, error = sds
    n, s, m, w = len(ratings.overall), ratings.scholar, ratings.mentor, ratings.work
    same = [np.equal.outer(codes, codes).astype(float) for codes in (s, m, w)]
    cov = 100.0**2 + ability**2 * same[0] + severity**2 * same[1] + luck**2 * same[2]
    cov += liking**2 * same[0] * same[1] + np.diag(error**2 * ratings.error_variance)
    cross = 100.0**2 + ability**2 * np.equal.outer(np.arange(ratings.n_scholars), s)
    inverse = np.linalg.inv(cov)
    mean = cross @ inverse @ ratings.overall
    variance = 100.0**2 + ability**2 - np.einsum("ij,jk,ik->i", cross, inverse, cross)
    quadratic = ratings.overall @ inverse @ ratings.overall
    return mean, variance, -0.5 * (quadratic + np.linalg.slogdet(cov)[1] + n * np.log(2 * np.pi))


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_gaussian_luck_gives_the_exact_answer(seed):
    ratings = random_ratings(seed)
    design = Design(ratings, no_outcomes(ratings.n_works), GAUSSIAN)
    found = propagate(design, SDS)
    mean, variance, evidence = exact_levels(ratings, np.exp(SDS))
    level, sd = found.level
    np.testing.assert_allclose(level, mean, atol=2e-3)
    np.testing.assert_allclose(sd, np.sqrt(variance), rtol=2e-2)
    assert found.log_evidence == pytest.approx(evidence, abs=0.02)


@pytest.mark.parametrize("name", ["small", "medium"])
def test_the_gradient_is_that_of_the_evidence(name):
    ratings, outcomes, _ = reference(name)
    design = Design(ratings, outcomes, PRIORS)
    at = PRIORS.log_sds(ratings.overall) + 0.1
    step = 1e-4
    differences = [
        (propagate(design, at + step * axis).log_evidence - propagate(design, at - step * axis).log_evidence)
        / (2 * step)
        for axis in np.eye(5)
    ]
    np.testing.assert_allclose(propagate(design, at).gradient(), differences, atol=2e-3)


def test_the_order_of_the_rows_changes_no_byte():
    ratings, outcomes, _ = reference("small")
    rows = np.random.default_rng(1).permutation(len(ratings.overall))
    names = ("scholar", "mentor", "work", "overall", "error_variance")
    shuffled = dataclasses.replace(ratings, **{name: getattr(ratings, name)[rows] for name in names})
    back = dataclasses.replace(
        outcomes, **{name: getattr(outcomes, name)[::-1] for name in ("work", "reached", "able", "other")}
    )
    first, second = fit(ratings, outcomes), fit(shuffled, back)
    assert first.level.mean.tobytes() == second.level.mean.tobytes()
    assert first.level.sd.tobytes() == second.level.sd.tobytes()


@pytest.mark.parametrize("name", ["small", "medium"])
def test_renaming_everybody_changes_no_byte(name):
    ratings, outcomes, _ = reference(name)
    rng = np.random.default_rng(2)
    scholar, mentor, work = (
        rng.permutation(n) for n in (ratings.n_scholars, ratings.n_mentors, ratings.n_works)
    )
    renamed = dataclasses.replace(
        ratings, scholar=scholar[ratings.scholar], mentor=mentor[ratings.mentor], work=work[ratings.work]
    )
    shares = [{}] * ratings.n_works
    for old, team in enumerate(outcomes.shares):
        shares[work[old]] = {int(scholar[who]): share for who, share in team.items()}
    first = fit(ratings, outcomes)
    second = fit(renamed, dataclasses.replace(outcomes, work=work[outcomes.work], shares=shares))
    assert first.level.mean.tobytes() == second.level.mean[scholar].tobytes()
    assert first.severity.sd.tobytes() == second.severity.sd[mentor].tobytes()


def test_shifting_all_ratings_shifts_all_levels():
    ratings = random_ratings(3)
    higher = dataclasses.replace(ratings, overall=ratings.overall + 0.5)
    none = no_outcomes(ratings.n_works)
    moved = fit(higher, none).level.mean - fit(ratings, none).level.mean
    np.testing.assert_allclose(moved, 0.5, atol=1e-4)


@given(SEEDS, st.integers(0, 4), st.floats(0.25, 1.0))
@settings(max_examples=40, deadline=None)
def test_raising_all_of_a_scholars_ratings_never_lowers_their_level(seed, who, by):
    ratings = random_ratings(seed)
    raised = np.where(ratings.scholar == who, ratings.overall + by, ratings.overall)
    none = no_outcomes(ratings.n_works)
    before, after = (
        propagate(Design(dataclasses.replace(ratings, overall=y), none, PRIORS), SDS)
        for y in (ratings.overall, raised)
    )
    level = [one.level[0][who] for one in (before, after)]
    assert level[1] >= level[0] - 1e-6


@given(SEEDS, st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_twenty_bad_works_by_different_people_add_up(seed, who):
    ratings = random_ratings(seed)
    more = 20
    bad = Ratings(
        ratings.n_scholars,
        ratings.n_mentors + more,
        ratings.n_works + more,
        np.append(ratings.scholar, np.full(more, who)),
        np.append(ratings.mentor, ratings.n_mentors + np.arange(more)),
        np.append(ratings.work, ratings.n_works + np.arange(more)),
        np.append(ratings.overall, np.ones(more)),
        np.append(ratings.error_variance, np.ones(more)),
    )
    found = propagate(Design(bad, no_outcomes(bad.n_works), PRIORS), SDS)
    level, sd = found.level
    assert (2.0 - level[who]) / sd[who] > 2.05  # P(level < 2) at least .98


def test_one_wild_rater_moves_a_level_less_than_a_mean():
    ratings = random_ratings(5)
    mine = np.flatnonzero(ratings.scholar == ratings.scholar[0])
    wild = ratings.overall.copy()
    wild[mine[0]] = 1.0
    none = no_outcomes(ratings.n_works)
    who = int(ratings.scholar[0])
    levels = [
        fit(dataclasses.replace(ratings, overall=y), none).level.mean[who] for y in (ratings.overall, wild)
    ]
    mean_drop = ratings.overall[mine].mean() - wild[mine].mean()
    assert 0 <= levels[0] - levels[1] < mean_drop


def test_success_on_a_hard_work_says_more_than_failure():
    ratings = random_ratings(7)
    shares = [{work // 2: 1.0} for work in range(ratings.n_works)]

    def level(reached: bool) -> float:
        one = Outcomes(np.array([0]), np.array([reached]), np.array([0.5]), np.array([0.1]), shares)
        found = propagate(Design(ratings, one, PRIORS), SDS)
        return float(found.level[0][0])

    none = propagate(Design(ratings, no_outcomes(ratings.n_works), PRIORS), SDS)
    without = float(none.level[0][0])
    assert level(True) - without > without - level(False) > 0


def test_scoring_loads_without_the_web_or_the_database():
    code = (
        "import sys, tracker.scoring\n"
        "print([m for m in ('flask', 'sqlalchemy', 'wtforms', 'pandas') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_cohort_too_large_to_fit_together_is_refused_by_its_size():
    works = np.arange(10_000)
    shared = Ratings(
        2,
        1,
        len(works),
        works % 2,
        np.zeros_like(works),
        works,
        np.full(len(works), 3.0),
        np.ones(len(works)),
    )
    with pytest.raises(ValueError, match="2 scholars and 10000 works are too many"):
        fit(shared, no_outcomes(len(works)))


def test_a_large_cohort_of_single_forms_is_fitted_by_the_crossed_algebra():
    rng = np.random.default_rng(8)
    scholar, mentor = np.divmod(rng.permutation(60 * 40)[:1600], 40)
    forms = np.arange(len(scholar))
    ratings = Ratings(
        60, 40, len(forms), scholar, mentor, forms, rng.integers(1, 6, len(forms)) * 1.0, np.ones(len(forms))
    )
    straight = Priors(k_low=1.2)
    found = fit(ratings, no_outcomes(len(forms)), priors=straight)
    assert found.level.mean.tobytes() == crossed.fit(ratings, priors=straight).level.mean.tobytes()


def coin_tossed(scholars, mentors, works, forms):
    """Teams of two whose results have nothing to do with what they are rated: the model's worst customers."""
    rng = np.random.default_rng(3)
    owners = [rng.choice(scholars, 2, replace=False) for _ in range(works)]
    row = np.arange(forms)
    work, turn = row % works, row // works
    ratings = Ratings(
        scholars,
        mentors,
        works,
        np.array([owners[w][t % 2] for w, t in zip(work, turn, strict=True)]),
        (3 * work + turn) % mentors,
        work,
        np.clip(np.round(3.4 + rng.normal(0, 0.7, forms)), 1, 5),
        np.ones(forms),
    )
    judged = np.arange(int(0.8 * works))
    half = [{int(one): 0.5 for one in pair} for pair in owners]
    rates = np.full(len(judged), 0.6), np.full(len(judged), 0.2)
    return ratings, Outcomes(judged, rng.random(len(judged)) < 0.5, *rates, half)


@pytest.mark.parametrize("size", [(100, 30, 110, 600), (150, 60, 200, 1000)])
def test_a_cohort_that_contradicts_the_model_is_fitted_all_the_same(size):
    found = fit(*coin_tossed(*size))
    assert np.all(np.isfinite(found.level.mean))
    assert found.level.sd.max() < 1


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("k", [(0.8, 1.6), (0.3, 5.0), (5.0, 0.3)])
def test_far_off_settings_settle_too(place, k):
    shares = [0.01] * 5
    shares[place] = 0.96
    ratings, outcomes, _ = reference("small")
    found = fit(ratings, outcomes, priors=Priors(tuple(shares), k_low=k[0], k_high=k[1]))
    assert np.all(np.isfinite(found.level.sd))


@pytest.mark.parametrize(
    "sds",
    [
        [0.4, 0.2, 0.3, 0.3],
        [0.4, 0.2, 0.3, 0.3, 0.0],
        [0.4, -0.2, 0.3, 0.3, 0.3],
        [0.4, 0.2, np.nan, 0.3, 0.3],
    ],
)
def test_standard_deviations_that_are_not_five_positive_numbers_are_refused(sds):
    ratings, outcomes, _ = reference("small")
    with pytest.raises(ValueError, match="5 positive numbers: ability, severity, fit, luck, error"):
        at(ratings, outcomes, np.array(sds))


def test_a_fit_at_given_standard_deviations_keeps_them():
    ratings, outcomes, _ = reference("small")
    sds = np.array([0.4, 0.2, 0.3, 0.3, 0.25])
    found = at(ratings, outcomes, sds)
    np.testing.assert_allclose(list(found.components.values()), sds)
    np.testing.assert_allclose(found.centre.one_more_by_refit, found.centre.one_more_bad_result)
