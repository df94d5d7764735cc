"""The moments of luck given everything else, against a grid of four hundred thousand points."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tracker.scoring import PRIORS, Priors
from tracker.scoring.sites import Cavity, luck_slope, tilt_luck

FAR = [PRIORS, Priors(k_low=0.3, k_high=5.0), Priors(k_low=5.0, k_high=0.3), Priors(k_low=60.0, k_high=60.0)]


def by_brute_force(priors, sd, mean, variance):
    centre, of_z = priors.luck_moments
    unit = sd / math.sqrt(of_z)
    reach = 14 * math.sqrt(variance) + variance * 5 / unit
    x = np.linspace(min(mean - reach, -reach), max(mean + reach, reach), 400_001)
    log_p = priors.log_luck(x / unit + centre) - math.log(unit)
    log_p -= 0.5 * (x - mean) ** 2 / variance + 0.5 * math.log(2 * math.pi * variance)
    top = log_p.max()
    p = np.exp(log_p - top) * (x[1] - x[0])
    total = p.sum()
    first = (p * x).sum() / total
    return math.log(total) + top, first, (p * (x - first) ** 2).sum() / total


@pytest.mark.parametrize("priors", FAR, ids=["default", "mild above", "mild below", "gaussian"])
@pytest.mark.parametrize("sd", [0.05, 0.4, 1.5])
@pytest.mark.parametrize("mean", [-2.5, -0.3, 0.0, 0.8])
@pytest.mark.parametrize("variance", [0.001, 0.05, 0.6])
def test_the_moments_hold_whether_the_prior_or_the_rest_is_the_narrower_by_far(priors, sd, mean, variance):
    t, n, log_z = tilt_luck(Cavity(np.array([mean]), np.array([variance])), priors, sd)
    got_variance = 1 / (t[0] + 1 / variance)
    got_mean = got_variance * (n[0] + mean / variance)
    height, centre, spread = by_brute_force(priors, sd, mean, variance)
    assert log_z[0] == pytest.approx(height, abs=2e-3)
    assert got_mean == pytest.approx(centre, abs=2e-3 * math.sqrt(spread))
    assert got_variance == pytest.approx(spread, rel=3e-3)


@pytest.mark.parametrize("sd", [0.1, 0.5])
def test_the_slope_by_the_size_of_luck_is_that_of_the_height(sd):
    cavity = Cavity(np.array([-0.4, 0.3]), np.array([0.2, 0.02]))
    step = 1e-4
    ends = [tilt_luck(cavity, PRIORS, sd * math.exp(side * step))[2].sum() for side in (1, -1)]
    assert luck_slope(cavity, PRIORS, sd) == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-3)
