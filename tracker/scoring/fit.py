"""The fit: integrates the standard deviations out over a central composite design.

Plugging one set of standard deviations in would say too narrow an interval. The mode of their posterior
is found with the evidence's own gradient; around it 27 points, weighted by their evidence, stand for the
whole [1]_.

References
----------
.. [1] H. Rue, S. Martino, N. Chopin, "Approximate Bayesian inference for latent Gaussian models by using
   integrated nested Laplace approximations", J. R. Statist. Soc. B 71 (2009), sec. 6.5,
   doi:10.1111/j.1467-9868.2008.00700.x.
"""

from __future__ import annotations

import itertools

import numpy as np
from scipy.optimize import minimize

from tracker.scoring.design import Design
from tracker.scoring.ep import Fitted, NotConverged, propagate
from tracker.scoring.model import COMPONENTS, PRIORS, Priors
from tracker.scoring.posterior import Posterior
from tracker.scoring.ratings import Floats, Outcomes, Ratings
from tracker.scoring.sites import Sites

__all__ = ["NotConverged", "at", "fit"]

# How far out the design's points lie, in standard deviations a dimension.
RADIUS = 1.1
GRADIENT_TOLERANCE = 1e-3
# Step of the curvature's differences, in log sd: a tenth of the prior's own width.
CURVATURE_STEP = 0.03


def fit(ratings: Ratings, outcomes: Outcomes, *, priors: Priors = PRIORS) -> Posterior:
    """Levels of all scholars with their uncertainty, from forms and scored results.

    y = mu + theta[scholar] + beta[mentor] + phi[scholar, mentor] + u[work] + eps

    Parameters
    ----------
    ratings : Ratings
        The forms, rubric points in [1, 5].
    outcomes : Outcomes
        The scored results, and the shares of every work's team.
    priors : Priors
        Variance shares and the shape of luck.

    Returns
    -------
    Posterior
        Level = mu + theta of each scholar, (n_scholars,), rubric points; severity of each mentor;
        the standard deviations of the five components.

    Raises
    ------
    NotConverged
        If the inference did not settle; never a half-answer.

    Notes
    -----
    No randomness. Rows are sorted first, so equal input in any order gives equal output.
    """
    surface = _Surface(Design(ratings, outcomes, priors), priors.log_sds(ratings.overall), priors.log_sd)
    mode = surface.mode()
    points, log_weights = _design(mode, surface.curvature(mode))
    fitted, log_densities = zip(*(surface.at(point) for point in points), strict=True)
    log_w = np.array(log_densities) + log_weights
    weights = np.exp(log_w - log_w.max())
    return Posterior.mixed(surface.design, fitted, points, weights / weights.sum())


def at(ratings: Ratings, outcomes: Outcomes, sds: Floats, *, priors: Priors = PRIORS) -> Posterior:
    """The same at given standard deviations, (5,) in the order of `COMPONENTS`, all positive.

    Raises `ValueError` for standard deviations that are not five positive numbers, and `NotConverged`.
    """
    if np.shape(sds) != (len(COMPONENTS),) or not np.all(np.isfinite(sds)) or np.min(sds) <= 0:
        raise ValueError(f"sds must be {len(COMPONENTS)} positive numbers: {', '.join(COMPONENTS)}")
    design, log_sds = Design(ratings, outcomes, priors), np.log(sds)
    return Posterior.mixed(design, [propagate(design, log_sds)], [log_sds], np.ones(1))


class _Surface:
    """The posterior density of the five log sds. Each fit starts from the sites of the last one."""

    def __init__(self, design: Design, centre: Floats, width: float) -> None:
        self.design, self.centre, self.width = design, centre, width
        self.start: Sites | None = None

    def at(self, log_sds: Floats) -> tuple[Fitted, float]:
        """The fit at a point, and its log density up to a constant."""
        fitted = propagate(self.design, log_sds, self.start)
        self.start = fitted.sites
        away = (log_sds - self.centre) / self.width
        return fitted, fitted.log_evidence - 0.5 * float(away @ away)

    def slope(self, log_sds: Floats) -> Floats:
        fitted, _ = self.at(log_sds)
        return fitted.gradient - (log_sds - self.centre) / self.width**2

    def mode(self) -> Floats:
        def downhill(log_sds: Floats) -> tuple[float, Floats]:
            fitted, log_density = self.at(log_sds)
            return -log_density, (log_sds - self.centre) / self.width**2 - fitted.gradient

        found = minimize(downhill, self.centre, jac=True, method="BFGS", options={"gtol": GRADIENT_TOLERANCE})
        # The line search may give up within rounding of the top; the slope itself is the test.
        if not np.all(np.isfinite(found.x)) or np.abs(found.jac).max() > 0.05:
            raise NotConverged(f"the mode of the standard deviations was not found: {found.message}")
        mode: Floats = found.x
        return mode

    def curvature(self, mode: Floats) -> Floats:
        """Minus the second derivative of the log density at the mode, (5, 5)."""
        n = len(COMPONENTS)
        raw = np.array(
            [
                (self.slope(mode - step) - self.slope(mode + step)) / (2 * CURVATURE_STEP)
                for step in np.eye(n) * CURVATURE_STEP
            ]
        )
        symmetric: Floats = (raw + raw.T) / 2
        return symmetric


def _design(mode: Floats, curvature: Floats) -> tuple[list[Floats], Floats]:
    """Points of a central composite design and their log weights, before the density is known.

    The centre, two points an axis and a half fraction of the cube's corners, all at one radius; weighted
    so that on a Gaussian the weights sum to 1 and give its second moments back.
    """
    values, vectors = np.linalg.eigh(curvature)
    if values.min() <= 0:
        raise NotConverged("the density of the standard deviations has no peak here")
    n = len(values)
    corners = [np.array(p) for p in itertools.product((-1.0, 1.0), repeat=n) if np.prod(p) > 0]
    axes = [side * np.sqrt(n) * axis for axis in np.eye(n) for side in (-1.0, 1.0)]
    shell = [RADIUS * z for z in (*corners, *axes)]
    scaled = vectors / np.sqrt(values)
    points = [mode, *(mode + scaled @ z for z in shell)]
    outer = 0.5 * n * RADIUS**2 - np.log(len(shell) * RADIUS**2)
    return points, np.array([np.log(1 - RADIUS**-2), *(outer for _ in shell)])
