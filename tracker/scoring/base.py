"""The exact Gaussian part of the model at one set of standard deviations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy

from tracker.scoring.design import Design, add_up
from tracker.scoring.model import MEAN_SD, link
from tracker.scoring.ratings import Floats
from tracker.scoring.sites import LOG_2PI, NotConverged, Sites

# Below this many unknowns a dense product is quicker than a sparse one.
DENSE_UP_TO = 400


@dataclass(frozen=True)
class Solved:
    """The Gaussian with the sites in place: `mean` (size,) and `root` (size, size), C = root rootᵀ."""

    mean: Floats
    root: Floats
    log_det: float
    linear: Floats

    @cached_property
    def variance(self) -> Floats:
        return squares(self.root)


def squares(rows: Floats) -> Floats:
    """Sums of squares along the rows (k, size) of root, which are variances, (k,)."""
    sums: Floats = np.einsum("ij,ij->i", rows, rows)
    return sums


class Base:
    """Precision and right-hand side of the forms and the priors, the severities eliminated."""

    def __init__(self, design: Design, sds: Floats) -> None:
        self.design = d = design
        self.ability, self.severity, self.liking, self.luck, self.error = (float(sd) for sd in sds)
        self.weight = 1 / (d.scale * self.error**2)
        self.pair_weight = add_up(d.pair, self.weight, d.n_pairs)
        self.shrink = self.liking**2 / (1 + self.liking**2 * self.pair_weight)
        inverse = -self.weight[d.left] * self.weight[d.right] * self.shrink[d.pair[d.left]]
        inverse[d.own] += self.weight
        self.inverse = inverse  # R⁻¹, for each combination of two forms of a pair
        self._blocks()
        self.alpha, self.gamma = link(d.able, d.other, self.ability, self.luck)

    def _blocks(self) -> None:
        d, n = self.design, self.design.size
        values = self.inverse
        aa: Floats = add_up(d.into_aa.ravel(), np.repeat(values, 9), n * n).reshape(n, n)
        self.bb = add_up(d.into_bb, values, d.n_mentors) + self.severity**-2
        where, weights = d.into_ab.ravel(), np.repeat(values, 3)
        whitened = add_up(d.left, values * d.y[d.right], len(d.y))
        self.linear_b = add_up(d.mentor, whitened, d.n_mentors)
        linear_a = add_up(d.parts.ravel(), np.repeat(whitened, 3), n)
        if n <= DENSE_UP_TO:
            self.ab: Any = add_up(where, weights, n * d.n_mentors).reshape(n, d.n_mentors)
            aa -= (self.ab / self.bb) @ self.ab.T
        else:
            sparse = scipy.sparse.csr_array(
                (weights, (where // d.n_mentors, where % d.n_mentors)), (n, d.n_mentors)
            )
            aa -= (sparse.multiply(1 / self.bb) @ sparse.T).toarray()
            self.ab = sparse
        prior = np.zeros(n)
        prior[0], prior[1 : d.first_work] = MEAN_SD**-2, self.ability**-2
        aa[np.diag_indices(n)] += prior
        self.precision = aa
        self.linear = linear_a - self.ab @ (self.linear_b / self.bb)
        self.constant = 0.5 * float(
            np.log(prior[: d.first_work]).sum()
            - 2 * d.n_mentors * math.log(self.severity)
            - np.log(self.bb).sum()
            + (self.linear_b**2 / self.bb).sum()
            + np.log(self.weight).sum()
            - np.log1p(self.liking**2 * self.pair_weight).sum()
            - d.y @ whitened
            + (d.n_works - len(d.y)) * LOG_2PI
        )

    def first_sites(self) -> Sites:
        d = self.design
        results = len(d.sign)
        return Sites(
            np.full(d.n_works, self.luck**-2), np.zeros(d.n_works), np.full(results, 0.01), np.zeros(results)
        )

    def solve(self, sites: Sites) -> Solved:
        """The Gaussian with these sites in place."""
        d = self.design
        precision = self.precision.copy()
        if len(d.sign):
            flat = precision.reshape(-1)
            np.add.at(flat, d.into_team, d.team_share * sites.result_t[d.whose[d.team_left]])
        lucks = np.arange(d.first_work, d.size)
        precision[lucks, lucks] += sites.luck_t
        linear = self.linear + d.to_members(sites.result_n)
        linear[d.lucks] += sites.luck_n
        # The transpose of a symmetric C-ordered matrix is itself in the order LAPACK wants.
        factor, failed = scipy.linalg.lapack.dpotrf(precision.T, lower=1, overwrite_a=1, clean=1)
        if failed:
            raise NotConverged("the precision is not positive definite")
        root, failed = scipy.linalg.lapack.dtrtri(factor, lower=1, overwrite_c=0)
        if failed:
            raise NotConverged("the precision is singular")
        log_det = 2 * float(np.log(np.diag(factor)).sum())
        root = root.T
        return Solved(root @ (linear @ root), root, log_det, linear)

    def severities(self, solved: Solved) -> tuple[Floats, Floats]:
        """Means and variances of the severities, (n_mentors,) each."""
        mean = (self.linear_b - self.ab.T @ solved.mean) / self.bb
        return mean, 1 / self.bb + squares(self.ab.T @ solved.root) / self.bb**2

    def slope(self, solved: Solved) -> Floats:
        """d log Z / d log sds through the Gaussian part, (5,): luck's entry is 0 here."""
        d = self.design
        theta = solved.mean**2 + solved.variance
        beta_mean, beta_variance = self.severities(solved)
        beta = beta_mean**2 + beta_variance
        moment = self._residual_moments(solved, beta_mean, beta_variance)
        seen = add_up(d.left, moment * self.weight[d.right], len(d.y))
        within = add_up(d.pair, self.weight * seen, d.n_pairs)
        shrink = self.shrink[d.pair]
        own = moment[d.own]
        # R⁻¹ = W - W 1 shrink 1ᵀ W within a pair, W = diag(weight).
        diagonal = self.weight**2 * (own - 2 * shrink * seen + shrink**2 * within[d.pair])
        inverse = self.weight - self.weight**2 * shrink
        room = 1 + self.liking**2 * self.pair_weight
        return np.array(
            [
                theta[1 : d.first_work].sum() / self.ability**2 - d.n_scholars,
                beta.sum() / self.severity**2 - d.n_mentors,
                self.liking**2 * float((within / room**2 - self.pair_weight / room).sum()),
                0.0,
                float(((diagonal - inverse) / self.weight).sum()),
            ]
        )

    def _residual_moments(self, solved: Solved, beta_mean: Floats, beta_variance: Floats) -> Floats:
        """E[r_e r_f] of the residuals of each combination of two forms of a pair."""
        d = self.design
        cov = solved.root @ solved.root.T
        across = -(cov @ self.ab) / self.bb
        left, right, mentor = d.parts[d.left], d.parts[d.right], d.mentor[d.left][:, None]
        residual = d.y - solved.mean[d.parts].sum(axis=1) - beta_mean[d.mentor]
        spread = cov.reshape(-1)[d.into_aa].sum(axis=1) + beta_variance[d.mentor[d.left]]
        spread += across[left, mentor].sum(axis=1) + across[right, mentor].sum(axis=1)
        moments: Floats = residual[d.left] * residual[d.right] + spread
        return moments
