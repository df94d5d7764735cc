"""The climb to the most probable standard deviations, against a general optimiser and differences."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from tests.scoring.cohorts import reference
from tracker.scoring import PRIORS
from tracker.scoring.base import Base
from tracker.scoring.canon import canonical
from tracker.scoring.design import Design
from tracker.scoring.ep import propagate, sweep_sites
from tracker.scoring.fit import _learn, _Surface


@pytest.fixture(params=["small", "medium"])
def surface(request):
    ratings, outcomes, _ = reference(request.param)
    canon = canonical(ratings, outcomes)
    design = Design(canon.ratings, canon.outcomes, PRIORS)
    return _Surface(design, PRIORS.log_sds(design.y), PRIORS.log_sd)


def density(surface, log_sds):
    away = (log_sds - surface.centre) / surface.width
    return propagate(surface.design, log_sds, tolerance=1e-9).log_evidence - 0.5 * float(away @ away)


def test_the_height_and_slope_are_those_of_evidence_times_prior(surface):
    point = surface.centre + np.array([0.2, -0.1, 0.1, 0.3, -0.2])
    height, slope = surface.slope(point)
    assert height == pytest.approx(density(surface, point), abs=1e-5)
    step = 1e-4
    differences = [
        (density(surface, point + step * axis) - density(surface, point - step * axis)) / (2 * step)
        for axis in np.eye(5)
    ]
    np.testing.assert_allclose(slope, differences, atol=5e-3)


def test_the_mode_is_where_a_general_optimiser_ends(surface):
    mode, curvature = surface.mode()
    found = minimize(lambda x: -density(surface, x), mode, method="Nelder-Mead", options={"fatol": 1e-6})
    # Near enough: what a whole step would still gain is a thousandth of a unit of log density.
    apart = found.x - mode
    assert 0.5 * apart @ curvature @ apart < 2e-3
    assert -found.fun - density(surface, mode) < 2e-3


def test_the_curvature_is_near_that_by_differences_and_never_flatter_than_a_part_of_the_priors(surface):
    mode, curvature = surface.mode()
    step = 0.05
    second = [
        (2 * density(surface, mode) - density(surface, mode + step * a) - density(surface, mode - step * a))
        / step**2
        for a in np.eye(5)
    ]
    np.testing.assert_allclose(np.diag(curvature), second, rtol=0.35)
    np.testing.assert_allclose(curvature, curvature.T)
    assert np.linalg.eigvalsh(curvature).min() >= 0.3 / surface.width**2 * 0.5


def test_a_fit_starts_near_where_it_ends(surface):
    surface.mode()
    point = surface.known[-1][0] + np.array([0.1, -0.1, 0.1, 0.1, -0.1])
    base = Base(surface.design, np.exp(point))

    def still_to_move(sites):
        return sweep_sites(base, sites, base.solve(sites))[1]

    assert still_to_move(surface._expected(point)) < 0.3 * still_to_move(surface.known[-1][1])


def test_what_is_learnt_from_a_step_explains_it():
    rng = np.random.default_rng(3)
    root = rng.normal(size=(5, 5))
    curvature, step = root @ root.T + np.eye(5), rng.normal(size=5)
    fall = curvature @ step * 1.3
    learnt = _learn(curvature, step, fall)
    np.testing.assert_allclose(learnt @ step, fall)
    np.testing.assert_allclose(learnt, learnt.T)
    assert np.linalg.eigvalsh(learnt).min() > 0


def test_a_step_along_which_the_slope_did_not_fall_teaches_nothing():
    curvature = np.diag([1.0, 2.0, 3.0, 4.0, 5.0])
    np.testing.assert_array_equal(_learn(curvature, np.ones(5), -np.ones(5)), curvature)
    np.testing.assert_array_equal(_learn(curvature, np.ones(5), np.zeros(5)), curvature)
