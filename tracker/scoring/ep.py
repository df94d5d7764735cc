"""Expectation propagation at given standard deviations: moments, evidence, and the evidence's gradient.

The Gaussian part (forms, ability, severity, fit) is exact; the luck of each work and each scored result
are one-dimensional sites [1]_. Fit, the liking of one mentor for one scholar, is integrated into the
noise of the forms, so the unknowns are the mean, abilities, severities and lucks.

References
----------
.. [1] T. P. Minka, "Expectation Propagation for approximate Bayesian inference", UAI 2001, arXiv:1301.2294.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from tracker.scoring.design import Design
from tracker.scoring.model import MEAN_SD, link
from tracker.scoring.ratings import Floats
from tracker.scoring.sites import LOG_2PI, Cavity, Sites, tilt_luck, tilt_results

# Relative movement of the sites: moves a level by less than a ten-thousandth of its sd.
TOLERANCE = 1e-6
SWEEPS = 200
# Undamped sweeps converge in a handful of steps; what has not by then is eased in.
UNDAMPED, DAMPING = 10, 0.6


class NotConverged(RuntimeError):
    """The inference did not settle; there is no half-answer."""


@dataclass(frozen=True)
class Fitted:
    """The Gaussian approximation of all unknowns x = (mu, theta, beta, u) at one set of sds.

    `mean` (n,) and `cov` (n, n); `log_evidence` is log p(y, results); `gradient` (5,) its derivative by
    the log sds; `sites` start the next fit nearby.
    """

    mean: Floats
    cov: Floats
    log_evidence: float
    gradient: Floats
    sites: Sites


def propagate(design: Design, log_sds: Floats, start: Sites | None = None) -> Fitted:
    """Fit the approximation at five log sds (ability, severity, fit, luck, error).

    Raises `NotConverged` if the sites have not settled after `SWEEPS` sweeps.
    """
    base = _Base(design, np.exp(log_sds))
    sites = start or base.first_sites()
    for sweep in range(SWEEPS):
        mean, cov, log_det = base.solve(sites)
        wanted, parts = base.tilt(sites, mean, cov)
        if sites.distance(wanted) < TOLERANCE:
            evidence = base.evidence(sites, mean, log_det, parts)
            return Fitted(mean, cov, evidence, base.gradient(mean, cov, parts), sites)
        sites = sites.toward(wanted, 1.0 if sweep < UNDAMPED else DAMPING)
    raise NotConverged(f"the sites still moved after {SWEEPS} sweeps")


@dataclass(frozen=True)
class _Tilted:
    """Log normalisers, cavities and what the gradient needs of all sites."""

    log_c: float
    luck_slope: float  # expectation of d log p(u) / d log sd_luck over the tilted lucks
    result_slope: Floats  # (2,) d log Z of the results / d log (sd_ability, sd_luck)


class _Base:
    """The exact Gaussian part at one set of sds."""

    def __init__(self, design: Design, sds: Floats) -> None:
        self.design = design
        self.ability, self.severity, self.liking, self.luck, self.error = (float(sd) for sd in sds)
        d = design
        prior = np.zeros(d.size)
        prior[0] = MEAN_SD**-2
        prior[1 : d.first_mentor] = self.ability**-2
        prior[d.first_mentor : d.first_work] = self.severity**-2
        self.weight = 1 / (d.scale * self.error**2)
        self.pair_weight = np.bincount(d.pair, self.weight, d.n_pairs)
        self.shrink = self.liking**2 / (1 + self.liking**2 * self.pair_weight)
        whitened = self.whiten(d.h)
        self.precision = d.h.T @ whitened
        self.precision[np.diag_indices(d.size)] += prior
        self.linear = whitened.T @ d.y
        known = prior[: d.first_work]
        self.constant = 0.5 * float(
            np.log(known).sum()
            - d.first_work * LOG_2PI
            + np.log(self.weight).sum()
            - np.log1p(self.liking**2 * self.pair_weight).sum()
            - len(d.y) * LOG_2PI
            - d.y @ self.whiten(d.y[:, None])[:, 0]
        )
        self.link_slopes = self._link_slopes()
        self.alpha, self.gamma = link(d.able, d.other, self.ability, self.luck)

    def whiten(self, rows: Floats) -> Floats:
        """R⁻¹ rows, where R = diag(error) + fit² within each scholar–mentor pair."""
        scaled = self.weight[:, None] * rows
        sums = self.design.sum_pairs(scaled)
        whitened: Floats = scaled - self.weight[:, None] * (self.shrink[:, None] * sums)[self.design.pair]
        return whitened

    def first_sites(self) -> Sites:
        d = self.design
        results = len(d.sign)
        return Sites(
            np.full(d.n_works, self.luck**-2), np.zeros(d.n_works), np.full(results, 0.01), np.zeros(results)
        )

    def solve(self, sites: Sites) -> tuple[Floats, Floats, float]:
        """Mean, covariance and log determinant of the precision, with these sites in place."""
        d = self.design
        precision = self.precision + (d.team.T * sites.result_t) @ d.team
        lucks = np.arange(d.first_work, d.size)
        precision[lucks, lucks] += sites.luck_t
        linear = self.linear + d.team.T @ sites.result_n
        linear[d.lucks] += sites.luck_n
        factor, failed = lapack.dpotrf(precision, lower=1)
        if failed:
            raise NotConverged("the precision is not positive definite")
        log_det = 2 * float(np.log(np.diag(factor)).sum())
        lower, _ = lapack.dpotri(factor, lower=1)
        cov = np.tril(lower)
        cov += np.tril(cov, -1).T
        return cov @ linear, cov, log_det

    def tilt(self, sites: Sites, mean: Floats, cov: Floats) -> tuple[Sites, _Tilted]:
        """The sites that match the exact factors against their cavities, one sweep of all at once."""
        d = self.design
        luck = Cavity.of(np.diag(cov)[d.lucks], mean[d.lucks], sites.luck_t, sites.luck_n)
        result = Cavity.of(
            np.einsum("ij,ij->i", d.team @ cov, d.team), d.team @ mean, sites.result_t, sites.result_n
        )
        luck_t, luck_n, luck_c, luck_slope = tilt_luck(luck, d.priors, self.luck)
        result_t, result_n, result_c, (by_alpha, by_gamma) = tilt_results(
            result, d.sign, self.alpha, self.gamma
        )
        result_slope = np.array([float((by_alpha * da + by_gamma * dg).sum()) for da, dg in self.link_slopes])
        log_c = luck.log_c(luck_c, sites.luck_t, sites.luck_n)
        log_c += result.log_c(result_c, sites.result_t, sites.result_n)
        return Sites(luck_t, luck_n, result_t, result_n), _Tilted(log_c, luck_slope, result_slope)

    def _link_slopes(self) -> list[tuple[Floats, Floats]]:
        """d (alpha, gamma) / d log (sd_ability, sd_luck), by central differences of the closed form."""
        step, d, found = 1e-5, self.design, []
        for which in (0, 1):
            ends = []
            for side in (step, -step):
                sds = [self.ability, self.luck]
                sds[which] *= math.exp(side)
                ends.append(link(d.able, d.other, *sds))
            (a1, g1), (a0, g0) = ends
            found.append(((a1 - a0) / (2 * step), (g1 - g0) / (2 * step)))
        return found

    def evidence(self, sites: Sites, mean: Floats, log_det: float, parts: _Tilted) -> float:
        """log Z of expectation propagation."""
        d = self.design
        linear = self.linear + d.team.T @ sites.result_n
        linear[d.lucks] += sites.luck_n
        return (
            self.constant + parts.log_c + 0.5 * float(linear @ mean) - 0.5 * log_det + 0.5 * d.size * LOG_2PI
        )

    def gradient(self, mean: Floats, cov: Floats, parts: _Tilted) -> Floats:
        """d log Z / d log sds; at a fixed point the sites' own movement does not count."""
        d = self.design
        second = mean**2 + np.diag(cov)
        theta, beta = second[1 : d.first_mentor], second[d.first_mentor : d.first_work]
        residual = d.y - d.h @ mean
        moved = self.whiten(np.column_stack([residual, d.h @ np.linalg.cholesky(cov)]))
        # E[(R⁻¹ r)(R⁻¹ r)ᵀ] enters through its diagonal (error) and its sums within pairs (fit).
        diagonal = (moved**2).sum(axis=1)
        sums = d.sum_pairs(moved)
        inverse = self.weight - self.weight**2 * self.shrink[d.pair]
        inside = self.pair_weight / (1 + self.liking**2 * self.pair_weight)
        variance = d.scale * self.error**2
        return np.array(
            [
                theta.sum() / self.ability**2 - len(theta) + parts.result_slope[0],
                beta.sum() / self.severity**2 - len(beta),
                self.liking**2 * ((sums**2).sum() - inside.sum()),
                parts.luck_slope + parts.result_slope[1],
                float((variance * (diagonal - inverse)).sum()),
            ]
        )
