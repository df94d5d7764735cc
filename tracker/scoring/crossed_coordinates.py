"""Coordinates of the five log sds in which a crossed cohort's ratings say what they can.

Where every form is its own work and its own pair, the ratings show fit and error as one: a form's variance is
fit² + factor error². With forms of one confidence nothing tells the two apart but the prior; with several it
is little. In log sds that is a narrow curved ridge. Here it is straight: `joint` is the log of the usual
sqrt(fit² + factor error²), `ratio` that of fit / error. The change of coordinates keeps volumes.
"""

from __future__ import annotations

import numpy as np

from tracker.scoring.ratings import Floats

# The ratio is summed over so many points, out to so many prior standard deviations.
RATIOS, REACH = 25, 5.0


class Apart:
    """Points (ability, severity, ratio, luck, joint): fit and error are told apart by the confidences."""

    size = 5

    def __init__(self, factor: float, centre: Floats, width: float) -> None:
        self.factor, self.centre, self.width = factor, centre, width

    def share(self, ratio: Floats) -> Floats:
        """What fit contributes to the joint variance."""
        share: Floats = 1 / (1 + self.factor * np.exp(-2 * ratio))
        return share

    def start(self) -> Floats:
        """The prior's centre."""
        ability, severity, liking, luck, error = self.centre
        joint = 0.5 * np.log(np.exp(2 * liking) + self.factor * np.exp(2 * error))
        return np.array([ability, severity, liking - error, luck, joint])

    def log_sds(self, point: Floats) -> Floats:
        """The log sds of ability, severity, fit, luck and error, (5,)."""
        ability, severity, ratio, luck, joint = point
        liking = joint + 0.5 * np.log(self.share(ratio))
        return np.array([ability, severity, liking, luck, liking - ratio])

    def jacobian(self, point: Floats) -> Floats:
        """d log sds / d point, (5, size)."""
        share = self.share(point[2])
        found = np.zeros((5, 5))
        found[[0, 1, 3], [0, 1, 3]] = 1
        found[[2, 4], 2] = 1 - share, -share
        found[[2, 4], 4] = 1
        return found

    def prior(self, point: Floats) -> tuple[float, Floats]:
        """Log density up to a constant, and its gradient (size,)."""
        away = (self.log_sds(point) - self.centre) / self.width
        return -0.5 * float(away @ away), -self.jacobian(point).T @ away / self.width

    def spread(self, point: Floats) -> tuple[Floats, Floats]:
        """The log sds that a point stands for, (k, 5), and their weights (k,)."""
        return self.log_sds(point)[None], np.ones(1)


class Together(Apart):
    """Points (ability, severity, luck, joint): the ratio is the prior's alone, and summed over exactly."""

    size = 4

    def __init__(self, factor: float, centre: Floats, width: float) -> None:
        super().__init__(factor, centre, width)
        reach = REACH * width * np.sqrt(2)
        self.ratios = centre[2] - centre[4] + np.linspace(-reach, reach, RATIOS)

    def start(self) -> Floats:
        return np.delete(super().start(), 2)

    def log_sds(self, point: Floats) -> Floats:
        return super().log_sds(np.insert(point, 2, self.centre[2] - self.centre[4]))

    def jacobian(self, point: Floats) -> Floats:
        found = np.zeros((5, 4))
        found[[0, 1, 2, 3, 4], [0, 1, 3, 2, 3]] = 1
        return found

    def prior(self, point: Floats) -> tuple[float, Floats]:
        away = (self._rows(point) - self.centre) / self.width
        log_p = -0.5 * (away**2).sum(axis=1)
        p = np.exp(log_p - log_p.max())
        slope = -(p @ away) / (p.sum() * self.width)
        return float(np.log(p.sum()) + log_p.max()), self.jacobian(point).T @ slope

    def spread(self, point: Floats) -> tuple[Floats, Floats]:
        rows = self._rows(point)
        p = np.exp(-0.5 * (((rows - self.centre) / self.width) ** 2).sum(axis=1))
        return rows, p / p.sum()

    def _rows(self, point: Floats) -> Floats:
        return np.array([super(Together, self).log_sds(np.insert(point, 2, ratio)) for ratio in self.ratios])
