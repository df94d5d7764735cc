"""Expectation propagation where every form is its own work: one site a form, on what it sees of the people.

    y = eta + n,   eta = mu + theta[scholar] + beta[mentor],   n = luck + fit + error

With one form a work and one form a scholar-mentor pair, luck, fit and error of a form are its own, so they
merge into one noise density. Tilting eta by it moves the same moments as tilting the luck (given eta the luck
is Gaussian), so the fixed point and the evidence are those of `ep`, at the cost of two crossed factors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.scoring.crossed_gaussian import Crossing, Moments, Solved, System
from tracker.scoring.crossed_noise import Noise
from tracker.scoring.ep import SWEEPS, Easing
from tracker.scoring.model import MEAN_SD, Priors
from tracker.scoring.ratings import Floats
from tracker.scoring.sites import LEAST_PRECISION, NotConverged

# A table reaches this much further than it was asked for (in x absolutely, in w as a factor), so that other
# sweeps, at other sds, find themselves on it.
SPARE_X, SPARE_W = 4.0, 1.5


@dataclass(frozen=True)
class FormSites:
    """Gaussian stand-ins exp(-t eta² / 2 + n eta), one a form (n_forms,) in the crossing's order."""

    t: Floats
    n: Floats

    def toward(self, other: FormSites, step: float) -> FormSites:
        """A part of the way to other sites, or beyond them; precisions stay positive."""
        t = self.t + step * (other.t - self.t)
        return FormSites(np.maximum(t, self.t / 10), self.n + step * (other.n - self.n))


@dataclass(frozen=True)
class Settled:
    """The approximation at one set of sds, its log evidence and the gradient (5,) of that by the log sds.

    `cavity` is what all other forms say about each form's eta.
    """

    solved: Solved
    cavity: Moments
    log_evidence: float
    gradient: Floats
    sites: FormSites


class Forms:
    """The cohort's forms and priors: made once, used at every set of sds."""

    def __init__(self, crossing: Crossing, error_variance: Floats, priors: Priors) -> None:
        self.crossing, self.priors = crossing, priors
        self.scale = error_variance[crossing.order]
        self._noise: Noise | None = None

    def noise(self, x: Floats, w: Floats) -> Noise:
        """A table that covers these points; the last one, if it does."""
        if self._noise is None or not self._noise.covers(x, w):
            self._noise = Noise(
                self.priors,
                float(x.min()) - SPARE_X,
                float(x.max()) + SPARE_X,
                float(w.min()) / SPARE_W,
                float(w.max()) * SPARE_W,
            )
        return self._noise

    def effects(self, solved: Solved) -> tuple[Moments, Moments]:
        """theta and beta."""
        return self._ordered(solved.kept_effect, solved.gone_effect)

    def levels(self, solved: Solved) -> Moments:
        """mu + theta of each scholar."""
        return self._ordered(solved.kept_level, solved.gone_level)[0]

    def centred(self, solved: Solved) -> Moments:
        """Each scholar's level less the cohort's mean level."""
        return self._ordered(solved.kept_centred, solved.gone_centred)[0]

    def _ordered(self, kept: Moments, gone: Moments) -> tuple[Moments, Moments]:
        return (kept, gone) if self.crossing.keeps_scholars else (gone, kept)


def settle(forms: Forms, log_sds: Floats, start: FormSites | None, tolerance: float) -> Settled:
    """Fit the approximation at five log sds (ability, severity, fit, luck, error).

    Sweeps until no form's eta moves by more than `tolerance` of its sd, in mean and in sd. Raises
    `NotConverged` after `SWEEPS` sweeps.
    """
    local = _Local(forms, log_sds)
    sites, easing = start or local.first_sites(), Easing()
    for _ in range(SWEEPS):
        solved = local.solve(sites)
        tilted = local.tilt(local.cavity(solved.eta, sites))
        wanted = local.wanted(tilted)
        moved = _moved(solved.eta, sites, wanted)
        if moved < tolerance:
            return local.settled(solved, sites, tilted)
        sites = sites.toward(wanted, easing.step(moved))
    raise NotConverged(f"the sites still moved after {SWEEPS} sweeps")


def noise_slopes(forms: Forms, log_sds: Floats, cavity: Moments) -> tuple[Floats, Floats]:
    """Derivatives of the sum of log Z had the cavities been these.

    By the log sds of fit, luck and error, (3,), and by the mean of each form's cavity, (n_forms,).
    """
    local = _Local(forms, log_sds)
    tilted = local.tilt(cavity)
    return local.noise_slope(tilted), -tilted.first / local.unit


@dataclass(frozen=True)
class _Tilted:
    """What the exact noise says against the forms' cavities, read off the table at (x, w)."""

    cavity: Moments
    noise: Noise
    x: Floats
    w: Floats
    first: Floats
    second: Floats


class _Local:
    """One set of sds."""

    def __init__(self, forms: Forms, log_sds: Floats) -> None:
        self.forms, self.crossing = forms, forms.crossing
        self.ability, self.severity, self.liking, self.luck, self.error = (
            float(sd) for sd in np.exp(log_sds)
        )
        self.own = self.liking**2 + forms.scale * self.error**2
        self.centre, variance = forms.priors.luck_moments
        self.unit = self.luck / math.sqrt(variance)

    def first_sites(self) -> FormSites:
        t = 1 / (self.own + self.luck**2)
        return FormSites(t, t * self.crossing.y)

    def solve(self, sites: FormSites) -> Solved:
        sds = (self.ability, self.severity)
        kept, gone = sds if self.crossing.keeps_scholars else sds[::-1]
        return System(self.crossing, sites.t, kept, gone, MEAN_SD**-2).solve(sites.n)

    def cavity(self, eta: Moments, sites: FormSites) -> Moments:
        """What all other forms say about each form's eta."""
        variance = 1 / np.maximum(1 / eta.variance - sites.t, LEAST_PRECISION)
        return Moments((eta.mean / eta.variance - sites.n) * variance, variance)

    def tilt(self, cavity: Moments) -> _Tilted:
        x = (self.crossing.y - cavity.mean) / self.unit + self.centre
        w = (cavity.variance + self.own) / self.unit**2
        noise = self.forms.noise(x, w)
        return _Tilted(cavity, noise, x, w, *noise.slopes(x, w))

    def wanted(self, tilted: _Tilted) -> FormSites:
        """The sites that match the exact noise against their cavities, all at once."""
        slope, curve = -tilted.first / self.unit, tilted.second / self.unit**2
        room = 1 + tilted.cavity.variance * curve
        return FormSites(-curve / room, (slope - tilted.cavity.mean * curve) / room)

    def noise_slope(self, tilted: _Tilted) -> Floats:
        """Derivatives of the sum of log Z by the log sds of fit, luck and error, (3,)."""
        # dg/dw = g''/2
        heat = tilted.second + tilted.first**2
        by_luck = -1 - tilted.first * (tilted.x - self.centre) - heat * tilted.w
        own = heat / self.unit**2
        return np.array(
            [
                self.liking**2 * float(own.sum()),
                float(by_luck.sum()),
                self.error**2 * float(own @ self.forms.scale),
            ]
        )

    def settled(self, solved: Solved, sites: FormSites, tilted: _Tilted) -> Settled:
        """The evidence and its gradient; at a fixed point the sites' own movement does not count."""
        mean, variance = tilted.cavity.mean, tilted.cavity.variance
        log_z = tilted.noise.log(tilted.x, tilted.w) - math.log(self.unit)
        shift = (mean / variance + sites.n) ** 2 / (1 / variance + sites.t) - mean**2 / variance
        log_c = float((log_z + 0.5 * np.log1p(sites.t * variance) - 0.5 * shift).sum())
        gaussian = 0.5 * (solved.prior_log_det - solved.log_det + float(sites.n @ solved.eta.mean))
        theta, beta = self.forms.effects(solved)
        people = [
            effect.squares / sd**2 - len(effect.mean)
            for effect, sd in ((theta, self.ability), (beta, self.severity))
        ]
        gradient = np.array([*people, *self.noise_slope(tilted)])
        return Settled(solved, tilted.cavity, log_c + gaussian, gradient, sites)


def _moved(eta: Moments, sites: FormSites, wanted: FormSites) -> float:
    """How far the wanted sites, each alone, would move their eta, in sds and in relative variance."""
    shift = (wanted.n - sites.n - (wanted.t - sites.t) * eta.mean) * np.sqrt(eta.variance)
    widen = (wanted.t - sites.t) * eta.variance
    return max(float(np.abs(shift).max()), float(np.abs(widen).max()))
