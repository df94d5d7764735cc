"""The points at which the standard deviations are taken, and what each stands for.

References
----------
.. [1] H. Rue, S. Martino, N. Chopin, "Approximate Bayesian inference for latent Gaussian models by using
   integrated nested Laplace approximations", J. R. Statist. Soc. B 71 (2009), sec. 6.5,
   doi:10.1111/j.1467-9868.2008.00700.x.
"""

from __future__ import annotations

import itertools

import numpy as np

from tracker.scoring.ratings import Floats

# How far out the points lie, in standard deviations a dimension.
RADIUS = 1.1


def corners(dimensions: int) -> list[Floats]:
    """Corners of the cube (±1, ...): in five dimensions half of them tell every bend of a density apart."""
    found = [np.array(point) for point in itertools.product((-1.0, 1.0), repeat=dimensions)]
    return [point for point in found if dimensions < 5 or np.prod(point) > 0]


def composite(mode: Floats, curvature: Floats, far: list[Floats]) -> tuple[list[Floats], Floats]:
    """Points of a central composite design and their log weights, before the density is known.

    The centre, two points an axis and `far` ones, corners of a cube (none: a star), all at one radius;
    weighted so that on a Gaussian the weights sum to 1 and give its second moments back.
    """
    values, vectors = np.linalg.eigh(curvature)
    n = len(values)
    axes = [side * np.sqrt(n) * axis for axis in np.eye(n) for side in (-1.0, 1.0)]
    shell = [RADIUS * z for z in (*axes, *far)]
    scaled = vectors / np.sqrt(values)
    points = [mode, *(mode + scaled @ z for z in shell)]
    outer = 0.5 * n * RADIUS**2 - np.log(len(shell) * RADIUS**2)
    return points, np.array([np.log(1 - RADIUS**-2), *(outer for _ in shell)])


def weigh(log_densities: list[float], log_weights: Floats) -> Floats:
    """The points' weights once the density at each is known; they sum to 1."""
    log_w = np.array(log_densities) + log_weights
    weights = np.exp(log_w - log_w.max())
    summed: Floats = weights / weights.sum()
    return summed
