"""Two crossed factors under Gaussian noise: every scholar has a level, every mentor a severity.

A form e sees eta[e] = mu + theta[scholar] + beta[mentor]. The larger factor touches the forms only through
a diagonal block, so it is eliminated; what is factorised has the size of the smaller factor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy

from tracker.scoring.ratings import Floats, Ints
from tracker.scoring.sites import NotConverged

# Pairs of forms held in memory (24 bytes each) before the cross products go through dense matrices.
MOST_PAIRS = 8_000_000


class Crossing:
    """Which scholar and mentor every form joins, arranged for the elimination.

    Forms are sorted by the eliminated factor's code, then the kept one's, then the rating; `order` is that
    permutation. `kept` and `gone` (n_forms,) are codes; `keeps_scholars` says which factor is which.
    """

    def __init__(self, scholar: Ints, mentor: Ints, overall: Floats, n_scholars: int, n_mentors: int) -> None:
        self.keeps_scholars = n_scholars <= n_mentors
        kept, gone = (scholar, mentor) if self.keeps_scholars else (mentor, scholar)
        self.n_kept, self.n_gone = sorted((n_scholars, n_mentors))
        self.order = np.lexsort((overall, kept, gone))
        self.kept, self.gone, self.y = kept[self.order], gone[self.order], overall[self.order]
        self.n_forms = len(self.y)
        last = np.cumsum(np.bincount(self.gone, minlength=self.n_gone))
        later = last[self.gone] - np.arange(self.n_forms) - 1
        self.dense = int(later.sum()) > MOST_PAIRS
        if not self.dense:
            self._pair(later)

    def _pair(self, later: Ints) -> None:
        """All pairs of forms that share an eliminated code, `one` before `other`."""
        self.one = np.repeat(np.arange(self.n_forms), later)
        started = np.repeat(np.cumsum(later) - later, later)
        self.other = self.one + 1 + np.arange(len(self.one)) - started
        self.cell = self.kept[self.one] * self.n_kept + self.kept[self.other]

    def sum_kept(self, values: Floats) -> Floats:
        """Sums of (n_forms,) values by kept code, (n_kept,)."""
        return np.bincount(self.kept, values, self.n_kept).astype(np.float64, copy=False)

    def sum_gone(self, values: Floats) -> Floats:
        """Sums of (n_forms,) values by eliminated code, (n_gone,)."""
        return np.bincount(self.gone, values, self.n_gone).astype(np.float64, copy=False)

    def cross(self, weight: Floats, diagonal: Floats) -> Floats:
        """N diag(1/diagonal) Nᵀ above its diagonal, and the diagonal, (n_kept, n_kept).

        N (n_kept, n_gone) holds the forms' weights (n_forms,). Below the diagonal stands anything.
        """
        scaled = weight / np.sqrt(diagonal)[self.gone]
        if self.dense:
            table = self._table(scaled)
            return table @ table.T
        product = scaled[self.one]
        product *= scaled[self.other]
        flat = np.bincount(self.cell, product, self.n_kept**2).astype(np.float64, copy=False)
        cells = flat.reshape(self.n_kept, self.n_kept)
        # A pair of forms with one scholar and one mentor counts from both sides.
        cells[np.diag_indices(self.n_kept)] *= 2
        cells[np.diag_indices(self.n_kept)] += self.sum_kept(scaled**2)
        return cells

    def carry(self, cov: Floats, weight: Floats) -> Floats:
        """(cov N)[kept, gone] at every form, (n_forms,), from `cov`'s upper triangle."""
        if self.dense:
            full = np.triu(cov) + np.triu(cov, 1).T
            found: Floats = (full @ self._table(weight))[self.kept, self.gone]
            return found
        between = cov.ravel()[self.cell]
        own: Floats = np.diag(cov)[self.kept] * weight
        own += np.bincount(self.one, between * weight[self.other], self.n_forms)
        own += np.bincount(self.other, between * weight[self.one], self.n_forms)
        return own

    def _table(self, weight: Floats) -> Floats:
        table = np.zeros((self.n_kept, self.n_gone))
        np.add.at(table, (self.kept, self.gone), weight)
        return table


def rough_variances(crossing: Crossing) -> Floats:
    """Variances (kept, eliminated, rest) by one-way analyses of variance, each blind to the other factor.

    No factor gets less than 2 % or more than 45 % of the whole; ratings that all agree give zeros.
    """
    n, found = crossing.n_forms, []
    y = crossing.y - crossing.y.mean()
    total = float(y @ y) / max(n - 1, 1)
    for codes in (crossing.kept, crossing.gone):
        sums, count = np.bincount(codes, y), np.bincount(codes)
        sums, count = sums[count > 0], count[count > 0]
        between = float((sums**2 / count).sum())
        inside = (total * (n - 1) - between) / max(n - len(count), 1)
        usual = (n - float(count @ count) / n) / max(len(count) - 1, 1)
        found.append((between / max(len(count) - 1, 1) - inside) / max(usual, 1.0))
    kept, gone = np.clip(found, 0.02 * total, 0.45 * total)
    return np.array([kept, gone, total - kept - gone])


@dataclass(frozen=True)
class Moments:
    """Means and variances, (n,) each."""

    mean: Floats
    variance: Floats

    @property
    def squares(self) -> float:
        """Expectation of the sum of squares."""
        return float((self.mean**2).sum() + self.variance.sum())


@dataclass(frozen=True)
class Solved:
    """The joint Gaussian of levels and severities.

    `eta` (n_forms,) is in the crossing's order. `kept_level` (n_kept,) is mu plus the kept factor,
    `kept_effect` that factor alone, `kept_centred` less its average; likewise `gone_...` (n_gone,) for the
    eliminated factor. Each is a mean and a variance.
    """

    eta: Moments
    kept_level: Moments
    kept_effect: Moments
    kept_centred: Moments
    gone_level: Moments
    gone_effect: Moments
    gone_centred: Moments
    log_det: float
    prior_log_det: float
    _system: System

    def fitted(self, linear: Floats) -> Floats:
        """Mean of eta had the forms' linear terms been these, (n_forms,)."""
        return self._system.means(linear)[2]


class System:
    """The posterior precision at given form weights, factorised.

    Parameters
    ----------
    crossing : Crossing
    weight : (n_forms,) float
        Precision of each form, in the crossing's order.
    sd_kept, sd_gone : float
        Standard deviations of the two factors.
    mean_precision : float
        Of the prior of mu, around 0; 0 for a flat one.
    """

    def __init__(
        self, crossing: Crossing, weight: Floats, sd_kept: float, sd_gone: float, mean_precision: float
    ) -> None:
        self.crossing, self.weight = crossing, weight
        n, within = crossing.n_kept, sd_kept**-2
        # Given the kept sums mu + effect, mu is Gaussian with mean `pull` times their total.
        total = n * within + mean_precision
        self.pull, self.spare = within / total, 1 / total
        self.diagonal = crossing.sum_gone(weight) + sd_gone**-2
        precision = -crossing.cross(weight, self.diagonal)
        precision -= within * self.pull
        precision[np.diag_indices(n)] += crossing.sum_kept(weight) + within
        # LAPACK reads the transpose: its lower triangle is the upper one here.
        factor, failed = scipy.linalg.lapack.dpotrf(precision.T, lower=1, overwrite_a=1, clean=0)
        if failed:
            raise NotConverged("the precision is not positive definite")
        self.log_det = 2 * float(np.log(np.diag(factor)).sum()) + float(np.log(self.diagonal).sum())
        self.cov = scipy.linalg.lapack.dpotri(factor, lower=1, overwrite_c=1)[0].T
        # log determinant of the prior's precision, without the flat part of mu
        self.prior_log_det = (
            -2 * n * math.log(sd_kept)
            - 2 * crossing.n_gone * math.log(sd_gone)
            + (math.log(mean_precision / total) if mean_precision else 0.0)
        )

    def times(self, vector: Floats) -> Floats:
        """The kept block's covariance times a vector (n_kept,)."""
        product: Floats = scipy.linalg.blas.dsymv(1.0, self.cov.T, vector, lower=1)
        return product

    def means(self, linear: Floats) -> tuple[Floats, Floats, Floats]:
        """Means of kept, gone and eta for linear terms (n_forms,)."""
        c = self.crossing
        gone_linear = c.sum_gone(linear)
        kept = self.times(c.sum_kept(linear - self.weight * (gone_linear / self.diagonal)[c.gone]))
        gone = (gone_linear - c.sum_gone(self.weight * kept[c.kept])) / self.diagonal
        return kept, gone, kept[c.kept] + gone[c.gone]

    def solve(self, linear: Floats) -> Solved:
        """Means and variances for linear terms (n_forms,)."""
        c = self.crossing
        kept, gone, eta = self.means(linear)
        carried = c.carry(self.cov, self.weight)
        kept_variance = np.diag(self.cov).copy()
        gone_variance = 1 / self.diagonal + c.sum_gone(self.weight * carried) / self.diagonal**2
        together = carried / self.diagonal[c.gone]
        eta_variance = kept_variance[c.kept] + gone_variance[c.gone] - 2 * together
        # Covariances with the sum of the kept levels, which tells the mean, and with the sum of the gone.
        with_kept = self.times(np.ones(c.n_kept))
        kept_total = float(with_kept.sum())
        gone_with_kept = -self._carried_to_gone(with_kept)
        mean, mean_variance = self.pull * float(kept.sum()), self.pull**2 * kept_total + self.spare
        held = self.times(c.sum_kept(self.weight / self.diagonal[c.gone]))
        with_gone = 1 / self.diagonal + self._carried_to_gone(held)
        return Solved(
            eta=Moments(eta, eta_variance),
            kept_level=Moments(kept, kept_variance),
            kept_effect=Moments(kept - mean, kept_variance + mean_variance - 2 * self.pull * with_kept),
            kept_centred=_centred(kept, kept_variance, with_kept),
            gone_level=Moments(gone + mean, gone_variance + mean_variance + 2 * self.pull * gone_with_kept),
            gone_effect=Moments(gone, gone_variance),
            gone_centred=_centred(gone, gone_variance, with_gone),
            log_det=self.log_det,
            prior_log_det=self.prior_log_det,
            _system=self,
        )

    def _carried_to_gone(self, kept: Floats) -> Floats:
        c = self.crossing
        return c.sum_gone(self.weight * kept[c.kept]) / self.diagonal


def _centred(mean: Floats, variance: Floats, with_sum: Floats) -> Moments:
    """Moments of a vector less its average, from its covariances with its sum."""
    n = len(mean)
    return Moments(mean - mean.mean(), variance - 2 * with_sum / n + with_sum.sum() / n**2)
