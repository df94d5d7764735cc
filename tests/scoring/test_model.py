"""The priors and densities, against numbers by hand and by quadrature."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtri

from tracker.scoring import PRIORS, Priors
from tracker.scoring.model import capped, link

SHARES = PRIORS.shares


def test_the_luck_density_has_the_stated_moments_and_mass_one():
    def moment(power):
        return quad(lambda z: z**power * math.exp(PRIORS.log_luck(np.float64(z))), -80, 60, limit=400)[0]

    mean, variance = PRIORS.luck_moments
    assert moment(0) == pytest.approx(1, abs=1e-8)
    assert moment(1) == pytest.approx(mean, abs=1e-6)
    assert moment(2) - mean**2 == pytest.approx(variance, abs=1e-6)
    # The figures of the specification.
    assert mean == pytest.approx(-0.363, abs=5e-4)
    assert variance == pytest.approx(2.677, abs=5e-4)


def test_the_luck_density_is_the_two_piece_hyperbolic_one():
    for z, k in ((-3.0, 0.8), (-0.5, 0.8), (0.0, 1.6), (0.7, 1.6), (4.0, 1.6)):
        expected = -(k**2) * (math.sqrt(1 + (z / k) ** 2) - 1) - PRIORS.log_norm
        assert float(PRIORS.log_luck(np.float64(z))) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("z", [-5.0, -0.8, -0.1, 0.1, 1.6, 6.0])
def test_the_slope_of_the_luck_density_is_its_derivative(z):
    step = 1e-6
    ends = PRIORS.log_luck(np.array([z + step, z - step]))
    assert float(PRIORS.slope_luck(np.array([z]))[0]) == pytest.approx(
        float(ends[0] - ends[1]) / (2 * step), abs=1e-6
    )


def test_no_bad_luck_is_steeper_than_k_low():
    assert float(PRIORS.slope_luck(np.array([-1e6]))[0]) == pytest.approx(PRIORS.k_low)
    assert float(PRIORS.slope_luck(np.array([1e6]))[0]) == pytest.approx(-PRIORS.k_high)


def test_the_prior_sds_divide_the_spread_of_the_ratings():
    ratings = np.array([1.0, 2.0, 3.0, 4.0])
    sds = np.exp(PRIORS.log_sds(ratings))
    assert (sds**2).sum() == pytest.approx(ratings.var())
    np.testing.assert_allclose(sds**2 / ratings.var(), SHARES)


def test_ratings_that_agree_leave_a_small_spread():
    assert (np.exp(PRIORS.log_sds(np.full(4, 3.0))) ** 2).sum() == pytest.approx(0.04)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shares": (0.3, 0.1, 0.25, 0.2, 0.2)}, "must be positive and sum to 1"),
        ({"shares": (0.3, 0.1, 0.25, 0.2, 0.149)}, "must be positive and sum to 1"),
        ({"shares": (0.4, 0.0, 0.25, 0.2, 0.15)}, "must be positive and sum to 1"),
        ({"shares": (0.5, -0.1, 0.25, 0.2, 0.15)}, "must be positive and sum to 1"),
        ({"k_low": 0.0}, "k_low and k_high must be positive"),
        ({"k_high": -1.0}, "k_low and k_high must be positive"),
        ({"log_sd": 0.0}, "log_sd, k_low and k_high must be positive"),
    ],
)
def test_priors_that_make_no_sense_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(PRIORS, **change)


def test_priors_a_whisker_inside_are_taken():
    shares = (0.3, 0.1, 0.25, 0.2, 0.15 + 5e-7)
    assert Priors(shares=shares, k_low=0.01, k_high=0.01, log_sd=0.01).shares == shares


def test_the_link_gives_the_stated_rates_back_where_luck_is_gaussian():
    able, other, ability, luck = np.array([0.5, 0.75]), np.array([0.1, 0.35]), 0.5, 0.4
    alpha, gamma = link(able, other, ability, luck)
    room = np.sqrt(1 + (alpha * luck) ** 2)
    np.testing.assert_allclose((alpha * ability + gamma) / room, ndtri(able))
    np.testing.assert_allclose((-alpha * ability + gamma) / room, ndtri(other))


def test_alpha_stops_where_luck_alone_would_explain_the_rates():
    able, other = np.array([0.99]), np.array([0.01])
    alpha, _ = link(able, other, 0.4, 0.4)
    half = (ndtri(0.99) - ndtri(0.01)) / 2
    assert alpha[0] == pytest.approx(half / math.sqrt(0.05 * 0.4**2))


def test_rates_are_named_as_capped_exactly_where_alpha_stops():
    ability, luck = 0.5, 0.4
    # half² luck² = 0.95 ability² is where the room ends.
    edge = math.sqrt(0.95) * ability / luck
    halves = np.array([0.5, 0.99, 1.01, 2.0]) * edge
    able, other = (0.5 * (1 + np.vectorize(math.erf)(side * halves / math.sqrt(2))) for side in (1, -1))
    assert capped(able, other, ability, luck).tolist() == [False, False, True, True]
    # The same where the two rates do not lie around one half.
    shift = 0.7
    able, other = (
        0.5 * (1 + np.vectorize(math.erf)((side * halves + shift) / math.sqrt(2))) for side in (1, -1)
    )
    assert capped(able, other, ability, luck).tolist() == [False, False, True, True]
