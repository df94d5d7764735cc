"""The model's priors and densities. Rubric points throughout; one cohort at a time.

    y = mu + theta + beta + phi + u + eps,   theta, beta, phi, eps Gaussian,   u = sd_luck (z - m) / sqrt(v)
    -log p(z) = k² (sqrt(1 + (z / k)²) - 1) + log Z,   k = k_low below 0 and k_high above

A small k has a long tail: one very bad result is then mostly taken as bad luck, and several are not. The
two-piece hyperbolic density is the pseudo-Huber loss of robust regression read as a prior [1]_; its
normaliser is a modified Bessel function [2]_.

References
----------
.. [1] P. J. Huber, "Robust Estimation of a Location Parameter", Ann. Math. Statist. 35 (1964),
   doi:10.1214/aoms/1177703732.
.. [2] O. Barndorff-Nielsen, "Exponentially decreasing distributions for the logarithm of particle size",
   Proc. R. Soc. Lond. A 353 (1977), doi:10.1098/rspa.1977.0041.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy
from numpy.typing import NDArray

from tracker.scoring.ratings import Floats

COMPONENTS = ("ability", "severity", "fit", "luck", "error")
# The prior of the mean: flat at the scale of a rubric from 1 to 5.
MEAN_SD = 100.0
# Ratings that all agree leave no spread to divide up; this much is assumed (rubric points).
LEAST_SPREAD = 0.2
# alpha would grow without bound as luck comes to explain all of the stated pass rates; it stops where
# this share of the ability's variance is left.
LEAST_ABILITY_SHARE = 0.05


@dataclass(frozen=True)
class Priors:
    """What is believed before the first form.

    Parameters
    ----------
    shares : (5,) tuple of float
        Expected shares of the ratings' variance: ability, severity, fit, luck, error; they sum to 1.
    log_sd : float
        Standard deviation of each component's log standard deviation around its share.
    k_low, k_high : float
        Where the density of luck turns from a bell to a straight tail, below and above (in units of z).
    """

    shares: tuple[float, float, float, float, float] = (0.30, 0.10, 0.25, 0.20, 0.15)
    log_sd: float = 0.3
    k_low: float = 0.8
    k_high: float = 1.6

    def __post_init__(self) -> None:
        if min(self.shares) <= 0 or abs(sum(self.shares) - 1) > 1e-6:
            raise ValueError("the variance shares must be positive and sum to 1")
        if min(self.log_sd, self.k_low, self.k_high) <= 0:
            raise ValueError("log_sd, k_low and k_high must be positive")

    @cached_property
    def log_norm(self) -> float:
        """log Z of the density of z."""
        return math.log(sum(k * float(scipy.special.k1e(k * k)) for k in (self.k_low, self.k_high)))

    @cached_property
    def luck_moments(self) -> tuple[float, float]:
        """Mean and variance of z: about -0.363 and 2.677 at the default k."""

        def moment(power: int, centre: float) -> float:
            def integrand(z: float) -> float:
                return (z - centre) ** power * math.exp(float(self.log_luck(np.float64(z))))

            below = scipy.integrate.quad(integrand, -math.inf, 0)[0]
            return float(below + scipy.integrate.quad(integrand, 0, math.inf)[0])

        mean = moment(1, 0.0)
        return mean, moment(2, mean)

    def log_luck(self, z: Floats | np.float64) -> Floats:
        """log p(z), elementwise."""
        square = np.where(z < 0, self.k_low**2, self.k_high**2)
        # k² (sqrt(1 + (z / k)²) - 1) = k (sqrt(k² + z²) - k)
        log_p: Floats = square - np.sqrt(square * (square + z * z)) - self.log_norm
        return log_p

    def slope_luck(self, z: Floats) -> Floats:
        """d log p(z) / dz, elementwise."""
        k = np.where(z < 0, self.k_low, self.k_high)
        return -z / np.sqrt(1 + (z / k) ** 2)

    def log_sds(self, overall: Floats) -> Floats:
        """Prior means of the five log standard deviations, from the spread of the ratings."""
        spread = max(float(np.std(overall)), LEAST_SPREAD)
        log_sds: Floats = np.log(spread * np.sqrt(np.array(self.shares)))
        return log_sds


PRIORS = Priors()


def link(able: Floats, other: Floats, sd_ability: float, sd_luck: float) -> tuple[Floats, Floats]:
    """alpha and gamma of P(success) = Phi(alpha (ability + luck) + gamma), from stated pass rates.

    Chosen so that, averaged over luck, somebody one `sd_ability` above the mean succeeds at the rate
    `able` and one below at `other`. Shapes (n_outcomes,).
    """
    half = (scipy.special.ndtri(able) - scipy.special.ndtri(other)) / 2
    middle = (scipy.special.ndtri(able) + scipy.special.ndtri(other)) / 2
    room = np.maximum(sd_ability**2 - (half * sd_luck) ** 2, LEAST_ABILITY_SHARE * sd_ability**2)
    alpha = half / np.sqrt(room)
    return alpha, middle * np.sqrt(1 + (alpha * sd_luck) ** 2)


def capped(able: Floats, other: Floats, sd_ability: float, sd_luck: float) -> NDArray[np.bool_]:
    """Whether stated pass rates lie so far apart that `link` cannot take them at their word, (n,).

    Luck of this size alone would then blur them more than they differ; a success or failure says less
    than the two rates would.
    """
    half = (scipy.special.ndtri(able) - scipy.special.ndtri(other)) / 2
    hit: NDArray[np.bool_] = sd_ability**2 - (half * sd_luck) ** 2 < LEAST_ABILITY_SHARE * sd_ability**2
    return hit
