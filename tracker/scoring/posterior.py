"""What a fit returns: mixtures of Gaussians over the design's points, and what is read off them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from tracker.scoring.design import Design
from tracker.scoring.ep import Fitted
from tracker.scoring.model import COMPONENTS
from tracker.scoring.ratings import Floats

# Halvings of a bracket of twenty standard deviations: far below the third decimal of a rubric point.
HALVINGS = 50


@dataclass(frozen=True)
class Mixture:
    """One-dimensional Gaussian mixtures with common weights: `means` and `sds` are (n_points, n)."""

    weights: Floats
    means: Floats
    sds: Floats

    @property
    def mean(self) -> Floats:
        """(n,)"""
        mean: Floats = self.weights @ self.means
        return mean

    @property
    def sd(self) -> Floats:
        """(n,)"""
        second = self.weights @ (self.sds**2 + self.means**2)
        sd: Floats = np.sqrt(second - self.mean**2)
        return sd

    def below(self, value: float | Floats) -> Floats:
        """P(x < value), (n,); `value` is a scalar or (n,)."""
        p: Floats = self.weights @ ndtr((value - self.means) / self.sds)
        return p

    def quantile(self, p: float) -> Floats:
        """The value below which a probability `p` in (0, 1) lies, (n,)."""
        if not 0 < p < 1:
            raise ValueError(f"a quantile needs a probability in (0, 1), not {p}")
        low = (self.means - 10 * self.sds).min(axis=0)
        high = (self.means + 10 * self.sds).max(axis=0)
        for _ in range(HALVINGS):
            between = (low + high) / 2
            under = self.below(between) < p
            low, high = np.where(under, between, low), np.where(under, high, between)
        middle: Floats = (low + high) / 2
        return middle


@dataclass(frozen=True)
class Posterior:
    """Levels of scholars, severities of mentors and standard deviations of the components.

    level : Mixture over (n_scholars,), rubric points: mu + theta
    severity : Mixture over (n_mentors,), rubric points: beta, negative for a harsh rater
    log_sds : (n_points, 5) and weights : (n_points,), the design the sds were integrated over
    """

    level: Mixture
    severity: Mixture
    log_sds: Floats
    weights: Floats

    @classmethod
    def mixed(
        cls, design: Design, fitted: Sequence[Fitted], points: Sequence[Floats], weights: Floats
    ) -> Posterior:
        """Put the fits at the design's points together."""
        people = slice(1, design.first_mentor)
        mentors = slice(design.first_mentor, design.first_work)
        levels, level_sds, severities, severity_sds = [], [], [], []
        for one in fitted:
            variance = np.diag(one.cov)
            levels.append(one.mean[0] + one.mean[people])
            level_sds.append(np.sqrt(variance[0] + variance[people] + 2 * one.cov[0, people]))
            severities.append(one.mean[mentors])
            severity_sds.append(np.sqrt(variance[mentors]))
        return cls(
            Mixture(weights, np.array(levels), np.array(level_sds)),
            Mixture(weights, np.array(severities), np.array(severity_sds)),
            np.array(points),
            weights,
        )

    @property
    def components(self) -> dict[str, float]:
        """Posterior mean of each component's standard deviation, rubric points."""
        means = self.weights @ np.exp(self.log_sds)
        return dict(zip(COMPONENTS, (float(value) for value in means), strict=True))
