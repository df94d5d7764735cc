"""The one-dimensional factors that are not Gaussian, and the Gaussian stand-ins that match them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from tracker.scoring.model import Priors
from tracker.scoring.ratings import Floats

# The luck integrals: points a site, and how many standard deviations of its cavity they span.
POINTS, REACH = 161, 9.0
# Beyond these z the luck density is below 1e-11 of its top, at the default k and any shorter tail.
Z_LOW, Z_HIGH = -40.0, 20.0
# A work without form or result has no cavity of its own; its precision is floored here.
LEAST_PRECISION = 1e-8
LOG_2PI = math.log(2 * math.pi)


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

    def distance(self, other: Sites) -> float:
        """The largest relative difference of any entry."""
        return max(
            (
                float(np.max(np.abs(a - b) / (1 + np.abs(a)), initial=0.0))
                for a, b in zip(self.parts(), other.parts(), strict=True)
            ),
            default=0.0,
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


def tilt_luck(cavity: Cavity, priors: Priors, sd_luck: float) -> tuple[Floats, Floats, Floats, float]:
    """Moments of luck prior times cavity, by the trapezoid rule on a grid a work."""
    centre, variance = priors.luck_moments
    unit = sd_luck / math.sqrt(variance)
    reach = REACH * np.sqrt(cavity.variance)
    low = np.maximum(cavity.mean - reach, (Z_LOW - centre) * unit)
    high = np.minimum(cavity.mean + reach, (Z_HIGH - centre) * unit)
    low = np.minimum(low, high - unit)  # a cavity far out in a tail keeps a piece of it
    x = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, POINTS)
    z = x / unit + centre
    log_p = priors.log_luck(z) - 0.5 * (x - cavity.mean[:, None]) ** 2 / cavity.variance[:, None]
    top = log_p.max(axis=1, keepdims=True)
    p = np.exp(log_p - top)
    total = p.sum(axis=1)
    first = (p * x).sum(axis=1) / total
    second = (p * (x - first[:, None]) ** 2).sum(axis=1) / total
    # d log p(u) / d log sd_luck = -1 - (x / unit) * slope
    slope = -1 - (p * (x / unit) * priors.slope_luck(z)).sum(axis=1) / total
    log_z = (
        np.log(total * (high - low) / (POINTS - 1))
        + top[:, 0]
        - math.log(unit)
        - 0.5 * (LOG_2PI + np.log(cavity.variance))
    )
    t = np.maximum(1 / second - 1 / cavity.variance, LEAST_PRECISION)
    return t, first / second - cavity.mean / cavity.variance, log_z, float(slope.sum())


def tilt_results(
    cavity: Cavity, sign: Floats, alpha: Floats, gamma: Floats
) -> tuple[Floats, Floats, Floats, tuple[Floats, Floats]]:
    """Moments of probit times cavity, in closed form (Rasmussen & Williams 2006, eq. 3.58)."""
    spread = np.sqrt(1 + alpha**2 * cavity.variance)
    t = sign * (alpha * cavity.mean + gamma) / spread
    log_z = log_ndtr(t)
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
