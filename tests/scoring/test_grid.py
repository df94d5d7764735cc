"""The points that stand for a density: on a Gaussian they give its mass and its moments back."""

from __future__ import annotations

import numpy as np
import pytest

from tracker.scoring.grid import RADIUS, composite, corners, weigh

MODE = np.array([0.3, -1.0, 0.2, 0.0, 2.0])
ROOT = np.tril(np.arange(25.0).reshape(5, 5) / 10 + np.eye(5))
PRECISION = ROOT @ ROOT.T


def gaussian(points):
    apart = np.array(points) - MODE
    return list(-0.5 * np.einsum("ij,jk,ik->i", apart, PRECISION, apart))


@pytest.mark.parametrize("far", [[], corners(5)], ids=["star", "composite"])
def test_a_gaussian_gets_its_mass_mean_and_covariance_back(far):
    points, log_weights = composite(MODE, PRECISION, far)
    log_densities = gaussian(points)
    assert np.exp(np.array(log_densities) + log_weights).sum() == pytest.approx(1.0)
    weights = weigh(log_densities, log_weights)
    assert weights.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(weights @ np.array(points), MODE, atol=1e-12)
    apart = np.array(points) - MODE
    covariance = np.einsum("i,ij,ik->jk", weights, apart, apart)
    np.testing.assert_allclose(covariance, np.linalg.inv(PRECISION), atol=1e-10)


def test_the_first_point_is_the_mode_and_all_others_are_equally_far():
    points, log_weights = composite(MODE, PRECISION, corners(5))
    assert len(points) == 1 + 10 + 16
    np.testing.assert_array_equal(points[0], MODE)
    far = np.sqrt(-2 * np.array(gaussian(points[1:])))
    np.testing.assert_allclose(far, RADIUS * np.sqrt(5))
    assert len(set(log_weights[1:])) == 1
    assert len({tuple(np.round(point, 9)) for point in points}) == len(points)


@pytest.mark.parametrize(("dimensions", "count"), [(2, 4), (4, 16), (5, 16)])
def test_from_five_dimensions_on_half_the_corners_do(dimensions, count):
    found = corners(dimensions)
    assert len(found) == count
    assert all(set(np.abs(corner)) == {1.0} for corner in found)
    # Even half a cube's corners say nothing of a pair of axes together.
    pairs = np.array(found).T @ np.array(found)
    np.testing.assert_array_equal(pairs, count * np.eye(dimensions))


def test_weights_do_not_mind_a_constant_however_large():
    log_weights = np.log([0.5, 0.25, 0.25])
    np.testing.assert_allclose(weigh([-2e5, -2e5, -2e5], log_weights), [0.5, 0.25, 0.25])
    np.testing.assert_allclose(weigh([3.0, 3.0 + np.log(2), 3.0], log_weights), [0.4, 0.4, 0.2])
