"""The posterior density of the standard deviations of a crossed cohort, its peak, and points around it."""

from __future__ import annotations

import numpy as np

from tracker.scoring.crossed_coordinates import Apart, Together
from tracker.scoring.crossed_ep import Forms, FormSites, Settled, noise_slopes, settle
from tracker.scoring.crossed_gaussian import rough_variances
from tracker.scoring.grid import composite, corners
from tracker.scoring.ratings import Floats
from tracker.scoring.sites import NotConverged

# With so many forms the density is nearly Gaussian in its four coordinates, and the axes alone will do: on
# 73,421 ratings the corners move no level by more than 0.002 of its sd.
MANY_FORMS = 20_000
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
# For a first look at the people one sweep is enough.
ROUGH = 0.5


class Surface:
    """Log density of the coordinates, up to a constant; the first two are ability and severity."""

    def __init__(self, forms: Forms, centre: Floats, width: float) -> None:
        self.forms, self.width = forms, width
        kind = Together if np.ptp(forms.scale) == 0 else Apart
        self.coordinates = kind(float(forms.scale.mean()), centre, width)
        self.trend: list[tuple[Floats, Floats]] = []
        self.last: tuple[Floats, FormSites] | None = None

    def at(self, point: Floats, tolerance: float = TOLERANCE) -> tuple[Settled, float]:
        """The fit at a point, and the log density."""
        start = self._expected(point)
        settled = settle(self.forms, self.coordinates.log_sds(point), start, tolerance)
        if not self.trend:
            self.last = point, settled.sites
        return settled, settled.log_evidence + self.coordinates.prior(point)[0]

    def slope(self, settled: Settled, point: Floats) -> Floats:
        """Gradient of the log density, (size,)."""
        by_sds = self.coordinates.jacobian(point).T @ settled.gradient
        return self.coordinates.prior(point)[1] + by_sds

    def _expected(self, point: Floats) -> FormSites | None:
        """Sites from the last fit, moved as they moved around the peak once that is known."""
        if self.last is None:
            return None
        there, sites = self.last
        log_t, centre = np.log(sites.t), sites.n / sites.t
        for step, (by_log_t, by_centre) in zip(point - there, self.trend, strict=False):
            log_t += step * by_log_t
            centre += step * by_centre
        return FormSites(np.exp(log_t), np.exp(log_t) * centre)

    def peak(self) -> tuple[Floats, Floats]:
        """The mode (size,) and minus the second derivative there (size, size)."""
        point, _, guess = self._climb()
        settled, _ = self.at(point, FINE)
        slope = self.slope(settled, point)
        curvature = self._curvature(point, settled, slope, guess)
        return point + np.linalg.solve(curvature, slope), curvature

    def design(self) -> tuple[list[Floats], Floats]:
        """Points around the peak and their log weights, before the density is known."""
        mode, curvature = self.peak()
        star = len(mode) < 5 and self.forms.crossing.n_forms >= MANY_FORMS
        return composite(mode, curvature, [] if star else corners(len(mode)))

    def top(self) -> tuple[Floats, Settled]:
        """A point near the mode, and the fit there."""
        point, settled, _ = self._climb()
        return point, settled

    def _climb(self) -> tuple[Floats, Settled, Floats]:
        """A point within a seventh of a standard deviation of the mode, by Newton steps."""
        point = self._start()
        settled, _ = self.at(point, ROUGH)
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
        # The last two coordinates are luck and joint.
        people, rest = rough[:2] if self.forms.crossing.keeps_scholars else rough[1::-1], rough[2]
        start = self.coordinates.start()
        wanted = start.copy()
        if rest > 0:
            wanted[:2] = 0.5 * np.log(people)
            wanted[-2:] += 0.5 * np.log(rest / np.exp(2 * start[-2:]).sum())
        nearby: Floats = np.clip(wanted, start - self.width, start + self.width)
        return nearby

    def _with_noise(self, point: Floats, settled: Settled) -> Floats:
        """The point with the noise's coordinates at their best for the people as they were fitted."""
        found = point.copy()
        for _ in range(NOISE_STEPS):
            by_noise = self._noise_slopes(found, settled)[0]
            slope = by_noise + self.coordinates.prior(found)[1][2:]
            curvature = self._prior_curvature(found)[2:, 2:] + self._noise_curvature(settled, found)
            step = np.linalg.solve(self._positive(curvature), slope)
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
        guess = self._prior_curvature(point)
        for which, effect in enumerate(self.forms.effects(settled.solved)):
            known = 1 - effect.variance / np.exp(2 * point[which])
            guess[which, which] += 2 * float((known**2).sum())
        guess[2:, 2:] += self._noise_curvature(settled, point)
        return self._positive(guess)

    def _prior_curvature(self, point: Floats) -> Floats:
        here = self.coordinates.prior(point)[1]
        axes = NOISE_STEP * np.eye(len(point))
        falls = np.array([here - self.coordinates.prior(point + axis)[1] for axis in axes]) / NOISE_STEP
        curvature: Floats = (falls + falls.T) / 2
        return curvature

    def _noise_curvature(self, settled: Settled, point: Floats) -> Floats:
        """By the noise's coordinates: with the cavities held, but for their means that follow."""
        here = self._noise_slopes(point, settled)
        axes = NOISE_STEP * np.eye(len(point))[2:]
        there = [self._noise_slopes(point + axis, settled) for axis in axes]
        inner = np.array([here[0] - one[0] for one in there]) / NOISE_STEP
        pulls = np.array([one[1] - here[1] for one in there]) / NOISE_STEP
        follows = np.array([settled.solved.fitted(pull) for pull in pulls])
        curvature: Floats = (inner + inner.T) / 2 - pulls @ follows.T
        return curvature

    def _noise_slopes(self, point: Floats, settled: Settled) -> tuple[Floats, Floats]:
        """The evidence's gradient by the noise's coordinates and each cavity's mean, at held cavities."""
        by_sds, by_mean = noise_slopes(self.forms, self.coordinates.log_sds(point), settled.cavity)
        return self.coordinates.jacobian(point)[2:, 2:].T @ by_sds, by_mean

    def _positive(self, curvature: Floats) -> Floats:
        """The nearest curvature that is nowhere flatter than a part of the prior's own."""
        values, vectors = np.linalg.eigh(curvature)
        positive: Floats = (vectors * np.maximum(values, 0.3 / self.width**2)) @ vectors.T
        return positive

    def _curvature(self, point: Floats, settled: Settled, slope: Floats, guess: Floats) -> Floats:
        """Minus the second derivative by differences of the gradient, positive definite."""
        n = len(point)
        raw, trend = np.empty((n, n)), []
        for which, step in enumerate(np.eye(n) * CURVATURE_STEP / np.sqrt(np.diag(guess))):
            there, _ = self.at(point + step, FINE)
            raw[which] = (slope - self.slope(there, point + step)) / step[which]
            by_log_t = np.log(there.sites.t / settled.sites.t)
            by_centre = there.sites.n / there.sites.t - settled.sites.n / settled.sites.t
            trend.append((by_log_t / step[which], by_centre / step[which]))
        self.trend, self.last = trend, (point, settled.sites)
        return self._positive((raw + raw.T) / 2)
