"""The fit: integrates the standard deviations out over a central composite design.

Plugging one set of standard deviations in would say too narrow an interval. The mode of their posterior
is found with the evidence's own gradient; points around it, weighted by their evidence, stand for the
whole (see `grid`).
"""

from __future__ import annotations

import numpy as np

from tracker.scoring import crossed
from tracker.scoring.canon import canonical
from tracker.scoring.design import Design
from tracker.scoring.ep import Fitted, NotConverged, propagate
from tracker.scoring.grid import composite, corners, weigh
from tracker.scoring.model import COMPONENTS, PRIORS, Priors
from tracker.scoring.posterior import SMALL, Centre, Posterior
from tracker.scoring.ratings import Floats, Outcomes, Ratings
from tracker.scoring.sites import Sites

__all__ = ["NotConverged", "at", "fit"]

# The mode is near enough when a Newton step would gain less than this in log density: the points' own
# evidence corrects what is left.
LEAST_GAIN = 1e-3
STEPS, HALVINGS = 60, 12
# Above this many scholars and works the fit takes over a minute; where every form is its own work the
# crossed algebra gives the same answer in seconds. Above LARGEST the matrices would take gigabytes.
LARGE, LARGEST = 1_500, 8_000
# The longest step uphill in any log sd: where the ratings contradict the model, the curvature at the start
# is no guide to what lies a factor away.
LONGEST = 0.5
# At given standard deviations the sites are left to settle fully.
SETTLED = 1e-8
# Step of the curvature's differences, in log sd: a tenth of the prior's own width.
CURVATURE_STEP = 0.03


def fit(ratings: Ratings, outcomes: Outcomes, *, priors: Priors = PRIORS) -> Posterior:
    """Levels of all scholars with their uncertainty, from forms and scored results.

    y = mu + theta[scholar] + beta[mentor] + phi[scholar, mentor] + u[work] + eps

    Parameters
    ----------
    ratings : Ratings
        The forms, rubric points in [1, 5].
    outcomes : Outcomes
        The scored results, and the shares of every work's team.
    priors : Priors
        Variance shares and the shape of luck.

    Returns
    -------
    Posterior
        Level = mu + theta of each scholar, (n_scholars,), rubric points; severity of each mentor;
        the standard deviations of the five components.

    Raises
    ------
    ValueError
        For a cohort of more than `LARGEST` scholars and works, unless every form is its own work.
    NotConverged
        If the inference did not settle; never a half-answer.

    Notes
    -----
    No randomness. The cohort is put in a canonical order first (see `canon`), so equal input in any order
    and with any codes gives equal bytes.
    """
    together = 1 + ratings.n_scholars + ratings.n_works
    if together > LARGE and crossed.fits(ratings, outcomes):
        return crossed.fit(ratings, priors=priors)
    if together > LARGEST:
        raise ValueError(
            f"{ratings.n_scholars} scholars and {ratings.n_works} works are too many to be fitted together;"
            f" {LARGEST} can be"
        )
    canon = canonical(ratings, outcomes)
    design = Design(canon.ratings, canon.outcomes, priors)
    surface = _Surface(design, priors.log_sds(design.y), priors.log_sd)
    mode, curvature = surface.mode()
    points, log_weights = composite(mode, curvature, corners(len(mode)))
    summaries, log_densities, kept = [], [], []
    for point in points:
        fitted, log_density = surface.at(point)
        summaries.append(fitted.summary)
        log_densities.append(log_density)
        if ratings.n_scholars < SMALL:
            kept.append(fitted)
    weights = weigh(log_densities, log_weights)
    centre, _ = surface.at(weights @ np.array(points))
    return Posterior.mixed(summaries, points, weights, Centre(canon, centre, kept, points, weights))


def at(ratings: Ratings, outcomes: Outcomes, sds: Floats, *, priors: Priors = PRIORS) -> Posterior:
    """The same at given standard deviations, (5,) in the order of `COMPONENTS`, all positive.

    Raises `ValueError` for standard deviations that are not five positive numbers, and `NotConverged`.
    """
    if np.shape(sds) != (len(COMPONENTS),) or not np.all(np.isfinite(sds)) or np.min(sds) <= 0:
        raise ValueError(f"sds must be {len(COMPONENTS)} positive numbers: {', '.join(COMPONENTS)}")
    canon, log_sds = canonical(ratings, outcomes), np.log(sds)
    fitted = propagate(Design(canon.ratings, canon.outcomes, priors), log_sds, tolerance=SETTLED)
    one = np.ones(1)
    centre = Centre(canon, fitted, [fitted], [log_sds], one)
    return Posterior.mixed([fitted.summary], [log_sds], one, centre)


class _Surface:
    """The posterior density of the five log sds.

    Each fit starts from the sites that the nearest earlier one, and how they changed around the first,
    let expect.
    """

    def __init__(self, design: Design, centre: Floats, width: float) -> None:
        self.design, self.centre, self.width = design, centre, width
        self.known: list[tuple[Floats, Sites]] = []
        self.trend: list[Sites] = []

    def at(self, log_sds: Floats) -> tuple[Fitted, float]:
        """The fit at a point, and its log density up to a constant."""
        try:
            fitted = propagate(self.design, log_sds, self._expected(log_sds))
        except NotConverged:
            # What is expected may mislead far from the points that are known.
            fitted = propagate(self.design, log_sds)
        self.known.append((log_sds, fitted.sites))
        away = (log_sds - self.centre) / self.width
        return fitted, fitted.log_evidence - 0.5 * float(away @ away)

    def slope(self, log_sds: Floats) -> tuple[float, Floats]:
        """Log density up to a constant, and its gradient (5,)."""
        fitted, log_density = self.at(log_sds)
        return log_density, fitted.gradient() - (log_sds - self.centre) / self.width**2

    def mode(self) -> tuple[Floats, Floats]:
        """The mode (5,) and minus the second derivative there (5, 5), by Newton steps that learn (BFGS)."""
        point = self.centre
        height, slope = self.slope(point)
        curvature = self._curvature(point, slope)
        for _ in range(STEPS):
            step = np.linalg.solve(curvature, slope).astype(np.float64)
            if slope @ step < 2 * LEAST_GAIN:
                return point, curvature
            ahead = self._forward(point, height, slope, step)
            if ahead is None:
                return point, curvature
            there, new_height, new_slope = ahead
            curvature = _learn(curvature, there - point, slope - new_slope)
            point, height, slope = there, new_height, new_slope
        raise NotConverged(f"the mode of the standard deviations was not found in {STEPS} steps")

    def _forward(
        self, point: Floats, height: float, slope: Floats, step: Floats
    ) -> tuple[Floats, float, Floats] | None:
        """A step uphill, no longer than `LONGEST`, halved until it gains; None if this is the top.

        The density has a ridge where stated pass rates begin to hit the cap (see `model.link`). A mode can
        lie on it: the slope is not 0 there, and yet no step gains.
        """
        step = step / max(1.0, float(np.abs(step).max()) / LONGEST)
        settled = False
        for halving in range(HALVINGS):
            part = 0.5**halving
            there = point + part * step
            try:
                new_height, new_slope = self.slope(there)
            except NotConverged:
                continue
            settled = True
            if new_height > height + 1e-4 * part * float(slope @ step):
                return there, new_height, new_slope
        if not settled:
            raise NotConverged("the sites settle nowhere near the standard deviations looked at")
        return None

    def _curvature(self, point: Floats, slope: Floats) -> Floats:
        """Minus the second derivative at a point by differences of the gradient, positive definite."""
        here, n = self.known[-1][1], len(COMPONENTS)
        raw, trend = np.empty((n, n)), []
        for which, step in enumerate(np.eye(n) * CURVATURE_STEP):
            _, there = self.slope(point + step)
            raw[which] = (slope - there) / CURVATURE_STEP
            trend.append(here.rate(self.known[-1][1], CURVATURE_STEP))
        self.trend = trend
        values, vectors = np.linalg.eigh((raw + raw.T) / 2)
        # The prior alone curves this much; a flatter or upturned direction is a trick of the differences.
        least = 0.3 / self.width**2
        positive: Floats = (vectors * np.maximum(values, least)) @ vectors.T
        return positive

    def _expected(self, log_sds: Floats) -> Sites | None:
        if not self.known:
            return None
        point, sites = min(self.known, key=lambda one: float(np.sum((one[0] - log_sds) ** 2)))
        apart = log_sds - point
        return sites.along(self.trend, apart / max(1.0, float(np.abs(apart).max()) / LONGEST))


def _learn(curvature: Floats, step: Floats, fall: Floats) -> Floats:
    """The BFGS update: the curvature that explains how the slope fell along a step."""
    along = float(step @ fall)
    if along <= 0:
        return curvature
    bent = curvature @ step
    learnt: Floats = curvature + np.outer(fall, fall) / along - np.outer(bent, bent) / float(step @ bent)
    return learnt
