"""What a level rests on: how much each form and each result weighs, and what one more bad one would do.

Computed at one set of standard deviations. An item is taken out of the Gaussian exactly (a rank-one
change); the sites it moved most are then swept again, all others held. This is expectation propagation
started where it had settled [1]_.

References
----------
.. [1] M. Opper, O. Winther, "Gaussian processes for classification: mean-field algorithms", Neural
   Computation 12 (2000), sec. 5 (leave-one-out), doi:10.1162/089976600300014881.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.scoring.base import squares
from tracker.scoring.ep import Fitted
from tracker.scoring.ratings import LOWEST, Floats, Ints
from tracker.scoring.sites import Cavity, tilt_luck, tilt_results

# How many sites answer to a change, and how often they are swept. With these a leave-one-out change is
# within 2 % (or .005) of that of the converged fit.
ANSWERING, SWEEPS_OUT, SWEEPS_IN = 24, 2, 6


@dataclass(frozen=True)
class Influence:
    """What forms (n_forms,) and results, one entry a member of the team, do to a level.

    weight : level's change by one rubric point more on the form (or where a result's stand-in lies)
    change_without : the level without the item less the level with it
    """

    form_weight: Floats
    form_change: Floats
    outcome: Ints
    member: Ints
    outcome_weight: Floats
    outcome_change: Floats


class Response:
    """How a settled fit answers to small changes of its input."""

    def __init__(self, fitted: Fitted) -> None:
        self.base, self.fitted = fitted.base, fitted
        self.design = d = fitted.base.design
        root, mean = fitted.solved.root, fitted.solved.mean
        sites = np.vstack([root[d.lucks], d.of_teams(root)])
        self.people = root[1 : d.first_work] + root[0]
        self.level, self.level_variance = mean[0] + mean[1 : d.first_work], squares(self.people)
        self.among, self.across = sites @ sites.T, self.people @ sites.T
        self.sites = sites
        self.site_mean = np.append(mean[d.lucks], d.of_teams(mean[:, None])[:, 0])
        self.site_t = np.append(fitted.sites.luck_t, fitted.sites.result_t)
        self.site_n = np.append(fitted.sites.luck_n, fitted.sites.result_n)

    def influence(self) -> Influence:
        """Every item's weight, and the level without it."""
        weight, change = self._forms()
        outcome, member, weights, changes = self._outcomes()
        return Influence(weight, change, outcome, member, weights, changes)

    def one_more_bad_result(self) -> Floats:
        """How far each level falls if one new mentor rates one new solo work 1 with medium confidence."""
        n = len(self.level)
        noise = self.base.severity**2 + self.base.liking**2 + self.base.error**2
        reach = np.abs(self.across) / np.sqrt(np.diag(self.among))
        chosen = _top(reach, ANSWERING)
        cov = np.empty((n, chosen.shape[1] + 1, chosen.shape[1] + 1))
        cov[:, 1:, 1:] = self.among[chosen[:, :, None], chosen[:, None, :]]
        cov[:, 0, 1:] = cov[:, 1:, 0] = np.take_along_axis(self.across, chosen, axis=1)
        cov[:, 0, 0] = self.level_variance
        mean = np.column_stack([self.level, self.site_mean[chosen]])
        pull = self._settle(chosen, mean, cov, SWEEPS_IN, new_noise=noise)
        drop: Floats = -np.einsum("ij,ij->i", cov[:, 0], pull)
        return drop

    def density_of_bad_result(self) -> Floats:
        """log p of that rating, from what is known of each scholar, (n_scholars,)."""
        noise = self.base.severity**2 + self.base.liking**2 + self.base.error**2
        luck = Cavity(LOWEST - self.level, self.level_variance + noise)
        return tilt_luck(luck, self.design.priors, self.base.luck)[2]

    def most_a_work_can_take(self) -> Floats:
        """The most that one more solo work can take from each level, whatever is said of it, rubric points.

        The slope of log p(u) is nowhere steeper than k_low sqrt(v) / sd_luck, and a level moves by its
        variance times that slope.
        """
        priors = self.design.priors
        steepest = priors.k_low * math.sqrt(priors.luck_moments[1]) / self.base.luck
        most: Floats = steepest * self.level_variance
        return most

    def _forms(self) -> tuple[Floats, Floats]:
        """Weights and changes of all forms, each on its own scholar's level."""
        d, base = self.design, self.base
        rows = len(d.y)
        towards, on_mentor, height = np.zeros((rows, d.size)), np.zeros(rows), np.zeros(rows)
        for part in d.parts.T:
            np.add.at(towards, (d.left, part[d.right]), base.inverse)
        np.add.at(on_mentor, d.left, base.inverse)
        np.add.at(height, d.left, base.inverse * d.y[d.right])
        scale = np.sqrt(base.inverse[d.own])
        severities = base.severities(self.fitted.solved)[0][d.mentor]
        predicted = (towards @ self.fitted.solved.mean + on_mentor * severities) / scale
        towards -= (base.ab[:, d.mentor] * (on_mentor / base.bb[d.mentor])).T
        direction = (towards / scale[:, None]) @ self.fitted.solved.root
        spread = squares(direction) + on_mentor**2 / base.bb[d.mentor] / scale**2
        scholar = d.parts[:, 1] - 1
        moved = np.einsum("ij,ij->i", direction, self.people[scholar])
        room = 1 - spread
        step = (predicted - height / scale) / room
        change = moved * step + self._answer(direction, room, step, scholar, moved)
        return moved * scale, change

    def _outcomes(self) -> tuple[Ints, Ints, Floats, Floats]:
        d = self.design
        if not len(d.sign):
            none = np.empty(0)
            return none.astype(np.int64), none.astype(np.int64), none, none
        person = d.member < d.first_work
        outcome, member = d.whose[person], d.member[person] - 1
        scale = np.sqrt(self.fitted.sites.result_t)
        place = d.n_works + outcome
        direction = self.sites[place] * scale[outcome, None]
        moved = np.einsum("ij,ij->i", direction, self.people[member])
        room = 1 - squares(direction)
        height = self.fitted.sites.result_n / scale
        step = (scale[outcome] * self.site_mean[place] - height[outcome]) / room
        change = moved * step + self._answer(direction, room, step, member, moved, gone=place)
        return outcome, member, moved * scale[outcome], change

    def _answer(
        self,
        direction: Floats,
        room: Floats,
        step: Floats,
        scholar: Ints,
        moved: Floats,
        gone: Ints | None = None,
    ) -> Floats:
        """How far the other sites' answer to a removal moves a level, beyond the removal itself."""
        on_sites = direction @ self.sites.T
        reach = np.abs(on_sites) / np.sqrt(np.diag(self.among))
        if gone is not None:
            reach[np.arange(len(gone)), gone] = -1
        chosen = _top(reach, ANSWERING - (gone is not None))
        on = np.take_along_axis(on_sites, chosen, axis=1)
        freed = on / room[:, None]
        cov = self.among[chosen[:, :, None], chosen[:, None, :]] + freed[:, :, None] * on[:, None, :]
        mean = self.site_mean[chosen] + on * step[:, None]
        pull = self._settle(chosen, mean, cov, SWEEPS_OUT)
        across = self.across[scholar[:, None], chosen] + moved[:, None] * freed
        answer: Floats = np.einsum("ij,ij->i", across, pull)
        return answer

    def _settle(
        self, chosen: Ints, mean: Floats, cov: Floats, sweeps: int, new_noise: float | None = None
    ) -> Floats:
        """The pull on each chosen site's variable once they have been swept.

        With `new_noise` the first variable is a level on which a rating of 1 with that noise and the luck
        of a new work is put.
        """
        new = new_noise is not None
        t0, n0 = (np.pad(old[chosen], ((0, 0), (int(new), 0))) for old in (self.site_t, self.site_n))
        t, n = t0.copy(), n0.copy()
        eye = np.eye(cov.shape[1])
        for _ in range(sweeps):
            inverse = np.linalg.inv(eye + (t - t0)[:, :, None] * cov)
            pull = np.einsum("ijk,ik->ij", inverse, n - n0 - (t - t0) * mean)
            now = mean + np.einsum("ijk,ik->ij", cov, pull)
            variance = np.einsum("ijk,ikj->ij", cov, inverse)
            if new_noise is not None:
                t[:, 0], n[:, 0] = self._bad_result(variance[:, 0], now[:, 0], t[:, 0], n[:, 0], new_noise)
            rest = np.s_[:, int(new) :]
            t[rest], n[rest] = self._sweep(chosen, variance[rest], now[rest], t[rest], n[rest])
        inverse = np.linalg.inv(eye + (t - t0)[:, :, None] * cov)
        settled: Floats = np.einsum("ijk,ik->ij", inverse, n - n0 - (t - t0) * mean)
        return settled

    def _sweep(
        self, chosen: Ints, variance: Floats, mean: Floats, t: Floats, n: Floats
    ) -> tuple[Floats, Floats]:
        d, base = self.design, self.base
        t, n = t.copy(), n.copy()
        luck = chosen < d.n_works
        cavity = Cavity.of(variance[luck], mean[luck], t[luck], n[luck])
        t[luck], n[luck], _ = tilt_luck(cavity, d.priors, base.luck)
        which = chosen[~luck] - d.n_works
        cavity = Cavity.of(variance[~luck], mean[~luck], t[~luck], n[~luck])
        t[~luck], n[~luck], _, _ = tilt_results(cavity, d.sign[which], base.alpha[which], base.gamma[which])
        return t, n

    def _bad_result(
        self, variance: Floats, mean: Floats, t: Floats, n: Floats, noise: float
    ) -> tuple[Floats, Floats]:
        """The stand-in, on the level, of a rating of 1 whose luck is integrated out."""
        level = Cavity.of(variance, mean, t, n)
        luck = Cavity(LOWEST - level.mean, level.variance + noise)
        luck_t, luck_n, _ = tilt_luck(luck, self.design.priors, self.base.luck)
        weight = 1 / (noise + 1 / luck_t)
        return weight, weight * (LOWEST - luck_n / luck_t)


def one_more_by_refit(fitted: Sequence[Fitted], log_sds: Floats, weights: Floats) -> Floats:
    """`one_more_bad_result` with the standard deviations fitted again, (n_scholars,).

    The points of the design are weighted anew by how well each foretold the rating, and by the prior,
    whose centre follows the spread of the ratings. In a small cohort one form says much about both.
    """
    design = fitted[0].base.design
    priors, more = design.priors, np.append(design.y, LOWEST)
    centres = np.array([priors.log_sds(design.y), priors.log_sds(more)])
    away = ((log_sds[:, None, :] - centres) / priors.log_sd) ** 2
    prior = -0.5 * (away[:, 1] - away[:, 0]).sum(axis=1)
    answers = [Response(one) for one in fitted]
    before = np.array([one.level for one in answers])
    after = before - np.array([one.one_more_bad_result() for one in answers])
    log_w = np.array([one.density_of_bad_result() for one in answers]) + prior[:, None]
    w = weights[:, None] * np.exp(log_w - log_w.max(axis=0))
    drop: Floats = (weights[:, None] * before).sum(axis=0) - (w * after).sum(axis=0) / w.sum(axis=0)
    return drop


def _top(reach: Floats, count: int) -> Ints:
    """The columns of the largest entries of each row, in the order of the columns."""
    count = min(count, reach.shape[1])
    chosen: Ints = np.sort(np.argpartition(-reach, count - 1, axis=1)[:, :count], axis=1)
    return chosen
