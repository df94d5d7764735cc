"""The posterior density of the standard deviations of a crossed cohort, its peak, and points around it.

Where every form is its own work and its own pair, fit and error are told apart by the confidences alone, or
not at all: what the ratings say is their sum. In log sds that is a narrow curved ridge. So the coordinates
are the log sds of ability, severity and luck, the log of the two's joint sd, and the log of their ratio,
in which the ridge is straight; the change of coordinates keeps volumes.
"""

from __future__ import annotations

import itertools

import numpy as np

from tracker.scoring.crossed_ep import Forms, FormSites, Settled, noise_slopes, settle
from tracker.scoring.crossed_gaussian import rough_variances
from tracker.scoring.ratings import Floats
from tracker.scoring.sites import NotConverged

# How far out the points lie, in standard deviations a dimension.
RADIUS = 1.1
# The climb ends when a Newton step would gain less than this in log density.
LEAST_GAIN = 0.01
STEPS = 60
# Step of the curvature's differences, in standard deviations of the coordinate.
CURVATURE_STEP = 0.1
# The noise alone is sought in at most so many steps of half a factor e, until a step is this small.
NOISE_STEPS, NOISE_NEAR = 12, 0.03
# Step of the noise differences, in log sd. They are exact to eight digits, and the density bends sharply.
NOISE_STEP = 0.003
# How far a form's sites may still want to move its eta, in sds; the next sweep would take 98 % of it away.
# While climbing and at the design's points a level is then within a hundredth of its sd of where it
# settles; the curvature's differences need more.
TOLERANCE, FINE = 3e-3, 1e-4


class Surface:
    """Log density of the coordinates (ability, severity, ratio, luck, joint), up to a constant."""

    def __init__(self, forms: Forms, centre: Floats, width: float) -> None:
        self.forms, self.centre, self.width = forms, centre, width
        self.mean_scale = float(forms.scale.mean())
        self.trend: list[tuple[Floats, Floats]] = []
        self.last: tuple[Floats, FormSites] | None = None

    def log_sds(self, point: Floats) -> Floats:
        """The five log sds (ability, severity, fit, luck, error) at a point."""
        ability, severity, ratio, luck, joint = point
        share = self._share(ratio)
        liking = joint + 0.5 * np.log(share)
        return np.array([ability, severity, liking, luck, liking - ratio])

    def point(self, log_sds: Floats) -> Floats:
        """The coordinates of five log sds."""
        ability, severity, liking, luck, error = log_sds
        joint = 0.5 * np.log(np.exp(2 * liking) + self.mean_scale * np.exp(2 * error))
        return np.array([ability, severity, liking - error, luck, joint])

    def _share(self, ratio: float) -> float:
        """What fit contributes to the joint variance of fit and error."""
        return float(1 / (1 + self.mean_scale * np.exp(-2 * ratio)))

    def jacobian(self, point: Floats) -> Floats:
        """d log sds / d coordinates, (5, 5)."""
        share = self._share(point[2])
        found = np.zeros((5, 5))
        found[[0, 1, 3], [0, 1, 3]] = 1
        found[[2, 4], 2] = 1 - share, -share
        found[[2, 4], 4] = 1
        return found

    def at(self, point: Floats, tolerance: float = TOLERANCE) -> tuple[Settled, float]:
        """The fit at a point, and the log density."""
        log_sds = self.log_sds(point)
        settled = settle(self.forms, log_sds, self._expected(point), tolerance)
        if not self.trend:
            self.last = point, settled.sites
        away = (log_sds - self.centre) / self.width
        return settled, settled.log_evidence - 0.5 * float(away @ away)

    def slope(self, settled: Settled, point: Floats) -> Floats:
        """Gradient of the log density, (5,)."""
        pull = (self.log_sds(point) - self.centre) / self.width**2
        found: Floats = self.jacobian(point).T @ (settled.gradient - pull)
        return found

    def _expected(self, point: Floats) -> FormSites | None:
        """Sites from the last fit, moved as they moved around the peak once that is known."""
        if self.last is None:
            return None
        there, sites = self.last
        log_t, n = np.zeros_like(sites.t), sites.n.copy()
        for step, (by_log_t, by_n) in zip(point - there, self.trend, strict=False):
            log_t += step * by_log_t
            n += step * by_n
        return FormSites(sites.t * np.exp(log_t), n)

    def peak(self) -> tuple[Floats, Floats]:
        """The mode (5,) and minus the second derivative there (5, 5)."""
        point, _, guess = self._climb()
        settled, _ = self.at(point, FINE)
        slope = self.slope(settled, point)
        curvature = self._curvature(point, settled, slope, guess)
        return point + np.linalg.solve(curvature, slope), curvature

    def top(self) -> tuple[Floats, Settled]:
        """A point near the mode, and the fit there."""
        point, settled, _ = self._climb()
        return point, settled

    def _climb(self) -> tuple[Floats, Settled, Floats]:
        """A point within a seventh of a standard deviation of the mode, by Newton steps."""
        point = self._start()
        settled, _ = self.at(point)
        point = self._with_noise(point, settled)
        settled, height = self.at(point)
        for _ in range(STEPS):
            slope, curvature = self.slope(settled, point), self._guess(settled, point)
            step = np.linalg.solve(curvature, slope).astype(np.float64)
            if slope @ step < 2 * LEAST_GAIN:
                return point, settled, curvature
            point, settled, height = self._forward(point, height, slope, step)
        raise NotConverged(f"the mode of the standard deviations was not found in {STEPS} steps")

    def _start(self) -> Floats:
        """The prior's centre, with the people's spread as the ratings roughly show it."""
        rough = rough_variances(self.forms.crossing)
        people, rest = rough[:2] if self.forms.crossing.keeps_scholars else rough[1::-1], rough[2]
        start = self.point(self.centre)
        wanted = start.copy()
        if rest > 0:
            wanted[:2] = 0.5 * np.log(people)
            wanted[3:] += 0.5 * np.log(rest / np.exp(2 * start[3:]).sum())
        nearby: Floats = np.clip(wanted, start - self.width, start + self.width)
        return nearby

    def _with_noise(self, point: Floats, settled: Settled) -> Floats:
        """The point with ratio, luck and joint at their best for the people as they were fitted."""
        found = point.copy()
        for _ in range(NOISE_STEPS):
            by_sds, _ = noise_slopes(self.forms, self.log_sds(found), settled.cavity)
            pull = (self.log_sds(found) - self.centre)[2:] / self.width**2
            jacobian = self.jacobian(found)[2:, 2:]
            curvature = jacobian.T @ jacobian / self.width**2 + self._noise_curvature(settled, found)
            step = np.linalg.solve(self._positive(curvature), jacobian.T @ (by_sds - pull))
            found[2:] += step / max(1.0, 2 * float(np.abs(step).max()))
            if np.abs(step).max() < NOISE_NEAR:
                break
        return found

    def _forward(
        self, point: Floats, height: float, slope: Floats, step: Floats
    ) -> tuple[Floats, Settled, float]:
        """A step uphill, of at most a factor e, halved until it gains."""
        step = step / max(1.0, float(np.abs(step).max()))
        for halving in range(12):
            part = 0.5**halving
            settled, new_height = self.at(point + part * step)
            if new_height > height + 1e-4 * part * float(slope @ step):
                return point + part * step, settled, new_height
        raise NotConverged("no step from here raises the density of the standard deviations")

    def _guess(self, settled: Settled, point: Floats) -> Floats:
        """Minus the second derivative, had noise and people nothing to do with each other.

        The noise's part holds the cavities fixed and costs no factorisation; the people's part is the
        information in Gaussians that are known as well as theirs are.
        """
        guess = self.jacobian(point).T @ self.jacobian(point) / self.width**2
        for which, effect in enumerate(self.forms.effects(settled.solved)):
            known = 1 - effect.variance / np.exp(2 * point[which])
            guess[which, which] += 2 * float((known**2).sum())
        guess[2:, 2:] += self._noise_curvature(settled, point)
        return self._positive(guess)

    def _noise_curvature(self, settled: Settled, point: Floats) -> Floats:
        """By ratio, luck and joint, (3, 3): with the cavities held, but for their means that follow."""

        def slopes(there: Floats) -> tuple[Floats, Floats]:
            by_sds, by_mean = noise_slopes(self.forms, self.log_sds(there), settled.cavity)
            return self.jacobian(there)[2:, 2:].T @ by_sds, by_mean

        step, here = NOISE_STEP, slopes(point)
        there = [slopes(point + step * axis) for axis in np.eye(5)[2:]]
        inner = np.array([here[0] - one[0] for one in there]) / step
        pulls = np.array([one[1] - here[1] for one in there]) / step
        follows = np.array([settled.solved.fitted(pull) for pull in pulls])
        curvature: Floats = (inner + inner.T) / 2 - pulls @ follows.T
        return curvature

    def _positive(self, curvature: Floats) -> Floats:
        """The nearest curvature that is nowhere flatter than a part of the prior's own."""
        values, vectors = np.linalg.eigh(curvature)
        positive: Floats = (vectors * np.maximum(values, 0.3 / self.width**2)) @ vectors.T
        return positive

    def _curvature(self, point: Floats, settled: Settled, slope: Floats, guess: Floats) -> Floats:
        """Minus the second derivative by differences of the gradient, positive definite."""
        raw, trend = np.empty((5, 5)), []
        for which, step in enumerate(np.eye(5) * CURVATURE_STEP / np.sqrt(np.diag(guess))):
            there, _ = self.at(point + step, FINE)
            raw[which] = (slope - self.slope(there, point + step)) / step[which]
            by_log_t = np.log(there.sites.t / settled.sites.t) / step[which]
            trend.append((by_log_t, (there.sites.n - settled.sites.n) / step[which]))
        self.trend, self.last = trend, (point, settled.sites)
        return self._positive((raw + raw.T) / 2)


def composite(mode: Floats, curvature: Floats) -> tuple[list[Floats], Floats]:
    """Points of a central composite design and their log weights, before the density is known.

    The centre, two points an axis and a half fraction of the cube's corners, all at one radius; weighted
    so that on a Gaussian the weights sum to 1 and give its second moments back.
    """
    values, vectors = np.linalg.eigh(curvature)
    n = len(values)
    corners = [np.array(p) for p in itertools.product((-1.0, 1.0), repeat=n) if np.prod(p) > 0]
    axes = [side * np.sqrt(n) * axis for axis in np.eye(n) for side in (-1.0, 1.0)]
    shell = [RADIUS * z for z in (*axes, *corners)]
    scaled = vectors / np.sqrt(values)
    points = [mode, *(mode + scaled @ z for z in shell)]
    outer = 0.5 * n * RADIUS**2 - np.log(len(shell) * RADIUS**2)
    return points, np.array([np.log(1 - RADIUS**-2), *(outer for _ in shell)])
