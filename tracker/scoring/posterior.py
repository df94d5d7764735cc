"""What a fit returns: mixtures of Gaussians over the design's points, and what is read off them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy

from tracker.scoring.canon import Canon
from tracker.scoring.ep import Fitted
from tracker.scoring.influence import Influence, Response, one_more_by_refit
from tracker.scoring.model import COMPONENTS
from tracker.scoring.ratings import Floats, Ints

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
        return self._mixed(self.means)

    @property
    def sd(self) -> Floats:
        """(n,)"""
        sd: Floats = np.sqrt(self._mixed(self.sds**2 + (self.means - self.mean) ** 2))
        return sd

    def below(self, value: float | Floats) -> Floats:
        """P(x < value), (n,); `value` is a scalar or (n,)."""
        return self._mixed(scipy.special.ndtr((value - self.means) / self.sds))

    def _mixed(self, rows: Floats) -> Floats:
        # Row by row, so that a person's number does not depend on their place in the array.
        mixed: Floats = np.add.reduce(self.weights[:, None] * rows, axis=0)
        return mixed

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


# Level, centred level and severity at one point: means and sds.
Summary = tuple[tuple[Floats, Floats], tuple[Floats, Floats], tuple[Floats, Floats]]
# In cohorts of fewer scholars one form moves the standard deviations too, so its effect is refitted.
SMALL = 24


class Centre:
    """What is read off the fit at the mean log sds, in the codes and rows of the cohort as it was given.

    `around` are the fits at the design's points, kept for small cohorts alone: they are large.
    """

    def __init__(
        self,
        canon: Canon,
        fitted: Fitted,
        around: Sequence[Fitted],
        points: Sequence[Floats],
        weights: Floats,
    ) -> None:
        self.canon, self._response = canon, Response(fitted)
        self._around, self._points, self._weights = around, points, weights

    @cached_property
    def influence(self) -> Influence:
        """What each form and each result weighs."""
        found, canon = self._response.influence(), self.canon
        row, scholar = np.argsort(canon.form), np.argsort(canon.scholar)
        return replace(
            found,
            form_weight=found.form_weight[row],
            form_change=found.form_change[row],
            outcome=canon.outcome[found.outcome],
            member=scholar[found.member],
        )

    @cached_property
    def one_more_bad_result(self) -> Floats:
        """How far a level falls if one new mentor rates one new solo work 1, (n_scholars,)."""
        return self._response.one_more_bad_result()[self.canon.scholar]

    @cached_property
    def one_more_by_refit(self) -> Floats:
        """The same with the standard deviations fitted again, for cohorts below `SMALL`, (n_scholars,)."""
        return one_more_by_refit(self._around, np.array(self._points), self._weights)[self.canon.scholar]

    @cached_property
    def most_a_work_can_take(self) -> Floats:
        """The most that one more solo work can take from a level, whatever is said, (n_scholars,)."""
        return self._response.most_a_work_can_take()[self.canon.scholar]


@dataclass(frozen=True)
class Posterior:
    """Levels of scholars, severities of mentors and standard deviations of the components.

    level : Mixture over (n_scholars,), rubric points: mu + theta
    centred : the same, less the cohort's mean level
    severity : Mixture over (n_mentors,), rubric points: beta, negative for a harsh rater
    log_sds : (n_points, 5) and weights : (n_points,), the design the sds were integrated over
    centre : the fit at the mean log sds, None where influences are not computed (very large cohorts)
    """

    level: Mixture
    centred: Mixture
    severity: Mixture
    log_sds: Floats
    weights: Floats
    centre: Centre | None = None

    @classmethod
    def mixed(
        cls, summaries: Sequence[Summary], points: Sequence[Floats], weights: Floats, centre: Centre
    ) -> Posterior:
        """Put the fits at the design's points together, in the codes of the cohort as it was given."""

        def mixture(parts: Sequence[tuple[Floats, Floats]], codes: Ints) -> Mixture:
            means, sds = (np.ascontiguousarray(np.array(p)[:, codes]) for p in zip(*parts, strict=True))
            return Mixture(weights, means, sds)

        levels, centred, severities = zip(*summaries, strict=True)
        return cls(
            mixture(levels, centre.canon.scholar),
            mixture(centred, centre.canon.scholar),
            mixture(severities, centre.canon.mentor),
            np.array(points),
            weights,
            centre,
        )

    @property
    def mean_log_sds(self) -> Floats:
        """Posterior mean of the five log sds."""
        mean: Floats = self.weights @ self.log_sds
        return mean

    @property
    def components(self) -> dict[str, float]:
        """Posterior mean of each component's standard deviation, rubric points."""
        means = self.weights @ np.exp(self.log_sds)
        return dict(zip(COMPONENTS, (float(value) for value in means), strict=True))
