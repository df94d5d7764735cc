"""Expectation propagation at given standard deviations: moments, evidence, and the evidence's gradient.

The Gaussian part (forms, ability, severity, fit) is exact; the luck of each work and each scored result
are one-dimensional sites [1]_.

References
----------
.. [1] T. P. Minka, "Expectation Propagation for approximate Bayesian inference", UAI 2001, arXiv:1301.2294.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.scoring.base import Base, Solved, squares
from tracker.scoring.design import Design
from tracker.scoring.model import link
from tracker.scoring.ratings import Floats
from tracker.scoring.sites import Cavity, NotConverged, Sites, luck_slope, tilt_luck, tilt_results

__all__ = ["Fitted", "NotConverged", "propagate"]

# Movement of the sites in a sweep, in standard deviations of what they stand for. A sweep takes nine
# tenths of it or more away, so a level is then within a thousandth of its sd of where it settles.
TOLERANCE = 1e-4
SWEEPS = 200
# A whole sweep takes most of the way left; one that does not has swung, and is eased in by halves.
SWUNG, LEAST_EASING = 0.9, 0.1


@dataclass(frozen=True)
class Fitted:
    """The Gaussian approximation at one set of sds.

    `log_evidence` is log p(y, results); `sites` start the next fit nearby; `parts` hold what the
    gradient needs.
    """

    base: Base
    solved: Solved
    log_evidence: float
    sites: Sites
    parts: Tilted

    def gradient(self) -> Floats:
        """d log evidence / d log sds, (5,); at a fixed point the sites' own movement does not count."""
        slope = self.base.slope(self.solved)
        for which, (alpha, gamma) in zip((0, 3), _link_slopes(self.base), strict=True):
            slope[which] += float((self.parts.by_alpha * alpha + self.parts.by_gamma * gamma).sum())
        slope[3] += luck_slope(self.parts.luck, self.base.design.priors, self.base.luck)
        return slope

    @property
    def summary(self) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats], tuple[Floats, Floats]]:
        """Level, centred level and severity: means and sds."""
        return self.level, self.centred, self.severity

    @property
    def level(self) -> tuple[Floats, Floats]:
        """Mean and sd of mu + theta, (n_scholars,) each."""
        rows = self._people() + self.solved.root[0]
        mean: Floats = self.solved.mean[0] + self.solved.mean[1 : self.base.design.first_work]
        return mean, np.sqrt(squares(rows))

    @property
    def centred(self) -> tuple[Floats, Floats]:
        """Mean and sd of a level less the cohort's mean level, (n_scholars,) each."""
        mean, rows = self.solved.mean[1 : self.base.design.first_work], self._people()
        apart = rows - rows.mean(axis=0)
        return mean - mean.mean(), np.sqrt(squares(apart))

    @property
    def severity(self) -> tuple[Floats, Floats]:
        """Mean and sd of beta, (n_mentors,) each."""
        mean, variance = self.base.severities(self.solved)
        return mean, np.sqrt(variance)

    def _people(self) -> Floats:
        return self.solved.root[1 : self.base.design.first_work]


@dataclass(frozen=True)
class Tilted:
    """Log normalisers of all sites and what the gradient needs of them."""

    log_c: float
    luck: Cavity
    by_alpha: Floats  # (n_outcomes,) d log Z / d alpha, and by gamma
    by_gamma: Floats


def propagate(
    design: Design, log_sds: Floats, start: Sites | None = None, tolerance: float = TOLERANCE
) -> Fitted:
    """Fit the approximation at five log sds (ability, severity, fit, luck, error).

    Raises `NotConverged` if the sites have not settled after `SWEEPS` sweeps.
    """
    base = Base(design, np.exp(log_sds))
    sites, easing = start or base.first_sites(), Easing()
    for _ in range(SWEEPS):
        solved = base.solve(sites)
        wanted, moved, parts = sweep_sites(base, sites, solved)
        if moved < tolerance:
            evidence = base.constant + parts.log_c - 0.5 * solved.log_det
            evidence += 0.5 * float(solved.linear @ solved.mean)
            return Fitted(base, solved, evidence, sites, parts)
        sites = sites.toward(wanted, easing.step(moved))
    raise NotConverged(f"the sites still moved after {SWEEPS} sweeps")


class Easing:
    """How far to go toward the sites that a sweep asks for."""

    def __init__(self) -> None:
        self._size, self._last = 1.0, math.inf

    def step(self, moved: float) -> float:
        """The part of the way to go after a sweep that would move the sites by so much.

        Raises `NotConverged` for a movement that is no number.
        """
        if not math.isfinite(moved):
            raise NotConverged("the sites ran out of range")
        if moved > SWUNG * self._last:
            self._size = max(self._size / 2, LEAST_EASING)
        self._last = moved
        return self._size


def sweep_sites(base: Base, sites: Sites, solved: Solved) -> tuple[Sites, float, Tilted]:
    """The sites that match the exact factors against their cavities, all at once, and how far they moved."""
    d = base.design
    luck_v, luck_m = solved.variance[d.lucks], solved.mean[d.lucks]
    result_v, result_m = squares(d.of_teams(solved.root)), d.of_teams(solved.mean[:, None])[:, 0]
    luck = Cavity.of(luck_v, luck_m, sites.luck_t, sites.luck_n)
    result = Cavity.of(result_v, result_m, sites.result_t, sites.result_n)
    luck_t, luck_n, luck_c = tilt_luck(luck, d.priors, base.luck)
    result_t, result_n, result_c, (by_alpha, by_gamma) = tilt_results(result, d.sign, base.alpha, base.gamma)
    wanted = Sites(luck_t, luck_n, result_t, result_n)
    log_c = luck.log_c(luck_c, sites.luck_t, sites.luck_n)
    log_c += result.log_c(result_c, sites.result_t, sites.result_n)
    moved = max(
        _moved(luck_v, luck_m, luck_t - sites.luck_t, luck_n - sites.luck_n),
        _moved(result_v, result_m, result_t - sites.result_t, result_n - sites.result_n),
    )
    return wanted, moved, Tilted(log_c, luck, by_alpha, by_gamma)


def _moved(variance: Floats, mean: Floats, by_t: Floats, by_n: Floats) -> float:
    """How far new sites alone would move their own marginals, in sds and in relative variance."""
    pull = np.abs(by_n - by_t * mean) * np.sqrt(variance)
    return float(max(np.max(pull, initial=0.0), np.max(np.abs(by_t) * variance, initial=0.0)))


def _link_slopes(base: Base) -> list[tuple[Floats, Floats]]:
    """d (alpha, gamma) / d log (sd_ability, sd_luck), by central differences of the closed form."""
    step, d, found = 1e-5, base.design, []
    for which in (0, 1):
        ends = []
        for side in (step, -step):
            sds = [base.ability, base.luck]
            sds[which] *= math.exp(side)
            ends.append(link(d.able, d.other, *sds))
        (a1, g1), (a0, g0) = ends
        found.append(((a1 - a0) / (2 * step), (g1 - g0) / (2 * step)))
    return found
