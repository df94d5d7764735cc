"""The one-dimensional factors that are not Gaussian, and the Gaussian stand-ins that match them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy

from tracker.scoring.model import Priors
from tracker.scoring.ratings import Floats

# The luck integrals: points a site, how many standard deviations of a cavity or, in the prior's tail, how
# many units of log density they span, and how dense they lie around the mode.
POINTS, REACH, DEPTH, DENSE = 97, 9.0, 36.0, 3.0
GRID = np.linspace(-1, 1, POINTS)
NEWTON_STEPS = 4
# A work without form or result has no cavity of its own; its precision is floored here.
LEAST_PRECISION = 1e-8
LOG_2PI = math.log(2 * math.pi)


class NotConverged(RuntimeError):
    """The inference did not settle; there is no half-answer."""


@dataclass
class Sites:
    """Gaussian stand-ins exp(-t x² / 2 + n x) of the luck priors (n_works,) and results (n_outcomes,)."""

    luck_t: Floats
    luck_n: Floats
    result_t: Floats
    result_n: Floats

    def parts(self) -> tuple[Floats, Floats, Floats, Floats]:
        return self.luck_t, self.luck_n, self.result_t, self.result_n

    def toward(self, other: Sites, step: float) -> Sites:
        """A part of the way to other sites."""
        return Sites(*(a + step * (b - a) for a, b in zip(self.parts(), other.parts(), strict=True)))

    def rate(self, other: Sites, step: float) -> Sites:
        """How fast the logs of the precisions and the linear parts change toward other sites."""
        return Sites(
            np.log(other.luck_t / self.luck_t) / step,
            (other.luck_n - self.luck_n) / step,
            np.log(other.result_t / self.result_t) / step,
            (other.result_n - self.result_n) / step,
        )

    def along(self, rates: list[Sites], steps: Floats) -> Sites:
        """The sites expected some steps away, by the rate of change along each."""
        if not rates:
            return self
        luck_t, luck_n, result_t, result_n = (
            sum(step * part for step, part in zip(steps, parts, strict=True))
            for parts in zip(*(rate.parts() for rate in rates), strict=True)
        )
        return Sites(
            self.luck_t * np.exp(luck_t),
            self.luck_n + luck_n,
            self.result_t * np.exp(result_t),
            self.result_n + result_n,
        )


@dataclass(frozen=True)
class Cavity:
    """What all but one site say about each site's variable."""

    mean: Floats
    variance: Floats

    @classmethod
    def of(cls, variance: Floats, mean: Floats, t: Floats, n: Floats) -> Cavity:
        precision = np.maximum(1 / variance - t, LEAST_PRECISION)
        return cls((mean / variance - n) / precision, 1 / precision)

    def log_c(self, log_z: Floats, t: Floats, n: Floats) -> float:
        """Sum of the log heights at which the stand-ins match the factors' log normalisers."""
        shift = (self.mean / self.variance + n) ** 2 / (1 / self.variance + t) - self.mean**2 / self.variance
        return float((log_z + 0.5 * np.log1p(t * self.variance) - 0.5 * shift).sum())


def tilt_luck(cavity: Cavity, priors: Priors, sd_luck: float) -> tuple[Floats, Floats, Floats]:
    """Sites and log normalisers of luck prior times cavity, by quadrature on a grid a work."""
    x, p, top = _luck_grid(cavity, priors, sd_luck)
    total = p.sum(axis=1)
    first = np.einsum("ij,ij->i", p, x) / total
    second = np.einsum("ij,ij,ij->i", p, apart := x - first[:, None], apart) / total
    unit = sd_luck / math.sqrt(priors.luck_moments[1])
    log_z = np.log(total) + top - math.log(unit) - 0.5 * (LOG_2PI + np.log(cavity.variance))
    t = np.maximum(1 / second - 1 / cavity.variance, LEAST_PRECISION)
    return t, first / second - cavity.mean / cavity.variance, log_z


def luck_slope(cavity: Cavity, priors: Priors, sd_luck: float) -> float:
    """Sum over works of d log Z / d log sd_luck, at fixed cavities."""
    centre, variance = priors.luck_moments
    x, p, _top = _luck_grid(cavity, priors, sd_luck)
    z = x * (math.sqrt(variance) / sd_luck)
    # d log p(u) / d log sd_luck = -1 - z' slope(z), z' = z without its centre
    pull = (p * z * priors.slope_luck(z + centre)).sum(axis=1) / p.sum(axis=1)
    return -float((1 + pull).sum())


def _luck_grid(cavity: Cavity, priors: Priors, sd_luck: float) -> tuple[Floats, Floats, Floats]:
    """Points x and masses p, up to exp(top), of luck prior times cavity.

    The points crowd around the mode of the product and thin out into its tails (x = mode + a g + b g³ on an
    even grid g), so that they resolve it whether the prior or the cavity is the narrower by far.
    """
    centre, variance = priors.luck_moments
    unit = sd_luck / math.sqrt(variance)
    wide = cavity.variance / unit**2
    mode, bend = _luck_mode(cavity.mean / unit + centre, wide, priors)
    deep = np.abs(mode) + DEPTH / min(priors.k_low, priors.k_high, 1.0)
    reach = np.minimum(REACH * np.sqrt(wide), deep)
    near = np.minimum(DENSE / np.sqrt(bend), reach)
    z = mode[:, None] + near[:, None] * GRID + (reach - near)[:, None] * GRID**3
    x = (z - centre) * unit
    log_p = priors.log_luck(z)
    log_p -= np.square(x - cavity.mean[:, None]) * (0.5 / cavity.variance)[:, None]
    top = log_p.max(axis=1)
    log_p -= top[:, None]
    p = np.exp(log_p, out=log_p)
    p *= (near[:, None] + (3 * (reach - near))[:, None] * GRID**2) * (unit * 2 / (POINTS - 1))
    return x, p, top


def _luck_mode(cavity: Floats, wide: Floats, priors: Priors) -> tuple[Floats, Floats]:
    """Near the mode of p(z) N(z; cavity, wide), and minus the second derivative of its log there.

    The mode lies between 0 and the cavity's mean. A few Newton steps come close enough: the grid only needs
    to know where to be dense.
    """
    low, high = np.minimum(cavity, 0), np.maximum(cavity, 0)
    k = np.where(cavity < 0, priors.k_low, priors.k_high)
    # In the straight tail the prior pulls by k, around 0 like a Gaussian of variance 1.
    z = np.where(np.abs(cavity) > k * (1 + wide), cavity - np.sign(cavity) * k * wide, cavity / (1 + wide))
    for _ in range(NEWTON_STEPS):
        room = np.sqrt(1 + (z / k) ** 2)
        slope, bend = -z / room - (z - cavity) / wide, room**-3 + 1 / wide
        z = np.clip(z + slope / bend, low, high)
    return z, (1 + (z / k) ** 2) ** -1.5 + 1 / wide


def tilt_results(
    cavity: Cavity, sign: Floats, alpha: Floats, gamma: Floats
) -> tuple[Floats, Floats, Floats, tuple[Floats, Floats]]:
    """Moments of probit times cavity, in closed form (Rasmussen & Williams 2006, eq. 3.58)."""
    spread = np.sqrt(1 + alpha**2 * cavity.variance)
    t = sign * (alpha * cavity.mean + gamma) / spread
    log_z = scipy.special.log_ndtr(t)
    ratio = np.exp(-0.5 * t**2 - 0.5 * LOG_2PI - log_z)
    first = sign * alpha * ratio / spread
    second = alpha**2 * ratio * (t + ratio) / spread**2
    keep = 1 - cavity.variance * second
    site_t = np.maximum(second / keep, LEAST_PRECISION)
    by_alpha = (
        ratio * sign * (cavity.mean - alpha * cavity.variance * (alpha * cavity.mean + gamma) / spread**2)
    )
    by_gamma = ratio * sign / spread
    return site_t, (first + cavity.mean * second) / keep, log_z, (by_alpha / spread, by_gamma)
