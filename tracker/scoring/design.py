"""The forms and results of one cohort as matrices."""

from __future__ import annotations

import numpy as np

from tracker.scoring.model import Priors
from tracker.scoring.ratings import Floats, Outcomes, Ratings


class Design:
    """Made once, used at every set of sds.

    The unknowns are x = (mu, theta, beta, u), `size` of them: the mean, abilities, severities, lucks.
    `h` (n_forms, size) and `team` (n_outcomes, size) say what each form and each result is a sum of.
    """

    def __init__(self, ratings: Ratings, outcomes: Outcomes, priors: Priors) -> None:
        self.priors = priors
        self.n_scholars, self.n_mentors, self.n_works = (
            ratings.n_scholars,
            ratings.n_mentors,
            ratings.n_works,
        )
        self.first_mentor = 1 + self.n_scholars
        self.first_work = self.first_mentor + self.n_mentors
        self.size = self.first_work + self.n_works
        # Sorted rows make equal input in any order give equal bytes.
        order = np.lexsort(
            (ratings.error_variance, ratings.overall, ratings.work, ratings.mentor, ratings.scholar)
        )
        scholar, mentor, work = (a[order] for a in (ratings.scholar, ratings.mentor, ratings.work))
        self.y, self.scale = ratings.overall[order], ratings.error_variance[order]
        rows = np.arange(len(order))
        self.h = np.zeros((len(order), self.size))
        self.h[:, 0] = 1
        self.h[rows, 1 + scholar] = self.h[rows, self.first_mentor + mentor] = 1
        self.h[rows, self.first_work + work] = 1
        self.pair = np.unique(scholar * self.n_mentors + mentor, return_inverse=True)[1]
        self.n_pairs = int(self.pair.max()) + 1
        # Rows are sorted by scholar and mentor, so a pair's rows stand together.
        self._pair_starts = np.searchsorted(self.pair, np.arange(self.n_pairs))
        self._results(outcomes)

    def _results(self, outcomes: Outcomes) -> None:
        order = np.argsort(outcomes.work, kind="stable")
        self.sign = np.where(outcomes.reached[order], 1.0, -1.0)
        self.able, self.other = outcomes.able[order], outcomes.other[order]
        self.team = np.zeros((len(order), self.size))
        for row, work in enumerate(outcomes.work[order]):
            for scholar, share in sorted(outcomes.shares[int(work)].items()):
                self.team[row, 1 + scholar] = share
            self.team[row, self.first_work + work] = 1

    def sum_pairs(self, rows: Floats) -> Floats:
        """Sums of rows (n_forms, k) within each scholar–mentor pair, (n_pairs, k)."""
        sums: Floats = np.add.reduceat(rows, self._pair_starts, axis=0)
        return sums

    @property
    def lucks(self) -> slice:
        return slice(self.first_work, self.size)
