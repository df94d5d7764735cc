"""Luck plus Gaussian error as one density, tabulated.

With z the standardised luck of the model and e ~ N(0, w), the density g(x; w) of z + e is p convolved with
a bell. Its logarithm and the first two derivatives by x are smooth in x and log w, so splines on a grid
serve any number of forms. By w it obeys the heat equation: dg/dw = g''/2.
"""

from __future__ import annotations

import math

import numpy as np
import scipy
from numpy.lib.stride_tricks import sliding_window_view

from tracker.scoring.model import Priors
from tracker.scoring.ratings import Floats
from tracker.scoring.sites import NotConverged

# Steps of the grid: in x, in units of the bell's sd and absolute; and in log w. Halving them moves log g
# by less than 1e-6.
STEP, LONGEST_STEP, LOG_STEP = 0.1, 0.25, 0.1
# Orders of the splines of log g and its two derivatives. The evidence sums log g over all forms.
ORDERS = (5, 3, 3)
# Grid points beyond the range on every side, where the splines' ends are felt.
MARGIN = 16
# Luck this far beyond 0 and beyond the last x, downwards and upwards, adds less than 1e-12 of g.
BEYOND_LOW, BEYOND_HIGH = 45.0, 25.0


class Noise:
    """log g and its derivatives for x in [low, high] and w in [least, most].

    Raises `NotConverged` where g is below the smallest number a float can hold.
    """

    def __init__(self, priors: Priors, low: float, high: float, least: float, most: float) -> None:
        self.low, self.high, self.least, self.most = low, high, least, most
        self.step = min(LONGEST_STEP, STEP * math.sqrt(1 + least), math.sqrt(least) / 2)
        self.first = math.floor(low / self.step) - MARGIN
        last = math.ceil(high / self.step) + MARGIN
        # Zero is a point of the grid: the luck's two pieces meet there.
        longer = 0.8 / min(priors.k_low, 0.8), 1.6 / min(priors.k_high, 1.6)
        start = min(self.first, 0) - math.ceil(BEYOND_LOW * longer[0] / self.step)
        end = max(last, 0) + math.ceil(BEYOND_HIGH * longer[1] / self.step)
        luck = np.exp(priors.log_luck(self._places(start, end)))
        self.first_log = math.log(least) - MARGIN * LOG_STEP
        n_logs = 2 * MARGIN + 1 + math.ceil((math.log(most) - math.log(least)) / LOG_STEP)
        widths = np.exp(self.first_log + LOG_STEP * np.arange(n_logs))
        away = self._places(self.first - end, last - start)
        rows = [self._row(away, luck, w) for w in widths]
        parts = (np.array(part) for part in zip(*rows, strict=True))
        self.tables = [
            scipy.ndimage.spline_filter(part, order) for part, order in zip(parts, ORDERS, strict=True)
        ]

    def _places(self, first: int, last: int) -> Floats:
        return np.arange(first, last + 1, dtype=np.float64) * self.step

    def _row(self, away: Floats, luck: Floats, w: float) -> tuple[Floats, Floats, Floats]:
        """log g and its derivatives at one w, over the grid of x."""
        bell = np.exp(-0.5 * away**2 / w) * (self.step / math.sqrt(2 * math.pi * w))
        windows = [sliding_window_view(part, len(luck)) for part in (bell, bell * away, bell * away**2)]
        backwards = luck[::-1]
        g, moved, squared = (window @ backwards for window in windows)
        if g.min() < 1e-290:
            raise NotConverged("a rating lies too far from everything else for its luck to be told")
        first = -moved / (g * w)
        return np.log(g), first, (squared / (g * w) - 1) / w - first**2

    def covers(self, x: Floats, w: Floats) -> bool:
        inside = self.low <= x.min() and x.max() <= self.high
        return bool(inside and self.least <= w.min() and w.max() <= self.most)

    def _read(self, which: int, x: Floats, w: Floats) -> Floats:
        at = np.array([(np.log(w) - self.first_log) / LOG_STEP, x / self.step - self.first])
        found: Floats = scipy.ndimage.map_coordinates(
            self.tables[which], at, order=ORDERS[which], prefilter=False, mode="nearest"
        )
        return found

    def log(self, x: Floats, w: Floats) -> Floats:
        """log g, elementwise."""
        return self._read(0, x, w)

    def slopes(self, x: Floats, w: Floats) -> tuple[Floats, Floats]:
        """d log g / dx and d² log g / dx², elementwise."""
        return self._read(1, x, w), self._read(2, x, w)
