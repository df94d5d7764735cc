"""Simulated worlds are what they say, and the score recovers their truth."""

from __future__ import annotations

import numpy as np
import pytest

from tracker.scoring import PRIORS, fit
from tracker.scoring.simulate import PAIRS, heavy_moments, world


def lucks(kind: str) -> np.ndarray:
    """Lucks of some twenty thousand works, in units of the model's sd."""
    drawn = world(0, kind, scholars=9000, mentors=3)
    return drawn.luck / drawn.sds[3]


def test_equal_arguments_draw_equal_bytes_and_another_seed_another_cohort():
    first, again, other = world(4, "heavy"), world(4, "heavy"), world(5, "heavy")
    assert first.ratings.overall.tobytes() == again.ratings.overall.tobytes()
    assert first.outcomes.reached.tobytes() == again.outcomes.reached.tobytes()
    assert first.ratings.overall.tobytes() != other.ratings.overall.tobytes()


@pytest.mark.parametrize(("kind", "sd"), [("light", 1.0), ("heavy", 1.5)])
def test_luck_has_mean_nought_and_the_stated_spread(kind, sd):
    drawn = lucks(kind)
    assert drawn.mean() == pytest.approx(0, abs=0.03)
    assert drawn.std() == pytest.approx(sd, rel=0.03)


def test_heavy_luck_has_disasters_and_light_luck_has_none():
    light, heavy = lucks("light"), lucks("heavy")
    assert (heavy < -3).mean() > 0.03 > 0.005 > (light < -3).mean()
    assert (heavy < -3).mean() > 5 * (heavy > 3).mean()


def test_the_moments_of_heavy_luck_are_those_of_its_parts():
    """By hand: 0.78 of the works have no disaster, and 0.06 of these a stroke of luck."""
    mean, sd = heavy_moments()
    assert mean == pytest.approx(0.78 * 0.06 * 1.6 - 0.22 * 2.2)
    second = 0.49 + 0.22 * 2 * 2.2**2 + 0.78 * 0.06 * 2 * 1.6**2
    assert sd == pytest.approx(np.sqrt(second - mean**2))


def test_a_cohort_has_the_stated_shape():
    drawn = world(11)
    ratings, teams = drawn.ratings, drawn.outcomes.shares
    assert (ratings.n_scholars, ratings.n_mentors, len(drawn.level)) == (60, 20, 60)
    taking_part = np.bincount([scholar for team in teams for scholar in team])
    assert taking_part.tolist() == [3] * 60
    assert {len(team) for team in teams} == {1, 2}
    assert all(sum(team.values()) == pytest.approx(1) for team in teams)
    members = np.unique(ratings.scholar * len(teams) + ratings.work, return_counts=True)
    assert len(members[0]) == 180
    assert set(members[1]) == {1, 2}
    assert drawn.outcomes.work.tolist() == list(range(len(teams)))
    assert set(zip(drawn.outcomes.able, drawn.outcomes.other, strict=True)) == {(0.5, 0.1), (0.75, 0.35)}
    assert ratings.overall.min() >= 1
    assert ratings.overall.max() <= 5


def test_about_a_third_of_the_works_are_by_pairs_and_most_are_hard():
    drawn = world(2, scholars=3000, mentors=50)
    pairs = np.mean([len(team) == 2 for team in drawn.outcomes.shares])
    assert pairs == pytest.approx(PAIRS, abs=0.02)
    assert (drawn.outcomes.able == 0.5).mean() == pytest.approx(0.6, abs=0.02)


def test_ratings_spread_as_far_as_asked_and_in_the_stated_shares():
    drawn = world(6, scholars=3000, mentors=300, total_sd=0.5)
    assert drawn.sds**2 / 0.25 == pytest.approx(PRIORS.shares)
    # Low confidence is less exact: the error's factors average 1.23.
    expected = 0.25 * (1 + 0.15 * ((2 + 1 + 0.7) / 3 - 1))
    assert drawn.ratings.overall.var() == pytest.approx(expected, rel=0.06)
    assert drawn.level.std() == pytest.approx(drawn.sds[0], rel=0.05)


def test_somebody_able_succeeds_at_the_stated_rate():
    """Scholars near one sd above the average, alone on works of the harder kind, in the light world."""
    drawn = world(8, scholars=40_000, mentors=10)
    alone = np.array([next(iter(team)) if len(team) == 1 else -1 for team in drawn.outcomes.shares])
    hard = (alone >= 0) & (drawn.outcomes.able == 0.5)
    ability = drawn.ability[alone] / drawn.sds[0]
    for centre, rate in ((1, 0.5), (-1, 0.1)):
        near = hard & (np.abs(ability - centre) < 0.1)
        assert drawn.outcomes.reached[near].mean() == pytest.approx(rate, abs=0.035)


@pytest.mark.parametrize("wrong", [{"kind": "stormy"}, {"scholars": 0}, {"mentors": 1}, {"works": 0}])
def test_a_world_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"light or heavy|at least"):
        world(1, **wrong)


@pytest.mark.parametrize("kind", ["light", "heavy"])
def test_the_score_recovers_the_truth_better_than_the_mean_does(kind):
    errors, promised, of_means = [], [], []
    for seed in range(4):
        drawn = world(seed, kind, scholars=40, mentors=14)
        level = fit(drawn.ratings, drawn.outcomes).level
        weights = np.bincount(drawn.ratings.scholar)
        means = np.bincount(drawn.ratings.scholar, drawn.ratings.overall) / weights
        errors.append(level.mean - drawn.level)
        promised.append(level.sd)
        of_means.append(means - drawn.level)
    rms, rms_means = (float(np.sqrt(np.mean(np.square(part)))) for part in (errors, of_means))
    assert rms < 0.85 * rms_means
    inside = np.abs(np.array(errors) / np.array(promised)) < 1.645
    # 160 people: 0.9 give or take three standard errors, and a little for the world's other shape.
    assert 0.82 < inside.mean() < 0.97
