"""What may not enter the score is refused with its row; densities and links are what they say."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtri

from tests.scoring.cohorts import random_ratings, reference
from tracker.scoring import PRIORS, Priors
from tracker.scoring.model import link


def changed(values: np.ndarray, row: int, value: float) -> np.ndarray:
    out = values.copy()
    out[row] = value
    return out


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("overall", np.nan, "row 3: overall must lie in"),
        ("overall", np.inf, "row 3: overall must lie in"),
        ("overall", 0.5, "row 3: overall must lie in"),
        ("overall", 5.5, "row 3: overall must lie in"),
        ("scholar", -1, "row 3: scholar must be a code from 0 to 4"),
        ("mentor", 3, "row 3: mentor must be a code from 0 to 2"),
        ("work", 10, "row 3: work must be a code from 0 to 9"),
        ("error_variance", 0.0, "row 3: the error variance must be positive"),
    ],
)
def test_a_form_that_cannot_be_is_refused_by_row(name, value, message):
    ratings = random_ratings(1)
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(ratings, **{name: changed(getattr(ratings, name), 3, value)})


def test_columns_of_different_length_are_refused():
    ratings = random_ratings(1)
    with pytest.raises(ValueError, match="mentor has 13 entries, overall has 14"):
        dataclasses.replace(ratings, mentor=ratings.mentor[1:])


def test_no_forms_at_all_are_refused():
    ratings = random_ratings(1)
    nothing = {name: getattr(ratings, name)[:0] for name in ("scholar", "mentor", "work")}
    with pytest.raises(ValueError, match="no forms"):
        dataclasses.replace(
            ratings, **nothing, overall=ratings.overall[:0], error_variance=ratings.error_variance[:0]
        )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("able", 1.0, "row 2: able must lie in"),
        ("other", 0.0, "row 2: other must lie in"),
        ("able", 0.2, "row 2: able must be above other"),
        ("able", np.nan, "row 2: able must lie in"),
        ("work", 99, "row 2: work must be a code"),
        ("work", 1, "row 2: a work has at most one result"),
    ],
)
def test_a_result_that_cannot_be_is_refused_by_row(name, value, message):
    _, outcomes, _ = reference("small")
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(outcomes, **{name: changed(getattr(outcomes, name), 2, value)})


@pytest.mark.parametrize("team", [{}, {0: 0.6, 1: 0.3}, {0: 1.5, 1: -0.5}, {0: float("nan")}])
def test_shares_that_are_no_team_are_refused_by_work(team):
    _, outcomes, _ = reference("small")
    shares = list(outcomes.shares)
    shares[int(outcomes.work[0])] = team
    with pytest.raises(ValueError, match="outcome 0: the shares of work"):
        dataclasses.replace(outcomes, shares=shares)


@pytest.mark.parametrize("values", [{"shares": (0.5, 0.1, 0.1, 0.1, 0.1)}, {"log_sd": 0.0}, {"k_low": -1.0}])
def test_priors_that_cannot_be_are_refused(values):
    with pytest.raises(ValueError, match="must be positive"):
        Priors(**values)


def test_the_density_of_luck_integrates_to_one_and_has_its_stated_moments():
    def p(z: float) -> float:
        return float(np.exp(PRIORS.log_luck(np.float64(z))))

    assert quad(p, -np.inf, 0)[0] + quad(p, 0, np.inf)[0] == pytest.approx(1)
    assert PRIORS.luck_moments == pytest.approx((-0.362974, 2.67692), abs=1e-5)


def test_the_slope_of_luck_is_that_of_its_density():
    z = np.array([-5.0, -0.3, 0.0, 0.4, 6.0])
    step = 1e-6
    differences = (PRIORS.log_luck(z + step) - PRIORS.log_luck(z - step)) / (2 * step)
    np.testing.assert_allclose(PRIORS.slope_luck(z), differences, atol=1e-5)


@pytest.mark.parametrize(("able", "other"), [(0.5, 0.1), (0.6, 0.2), (0.75, 0.35), (0.9, 0.6)])
def test_the_link_gives_the_stated_pass_rates_back(able, other):
    alpha, gamma = link(np.array([able]), np.array([other]), 0.41, 0.335)
    for side, rate in ((1, able), (-1, other)):
        got = (alpha * side * 0.41 + gamma) / np.sqrt(1 + (alpha * 0.335) ** 2)
        assert got == pytest.approx(ndtri(rate))
