"""The forms and results of one cohort as index arrays: which unknowns each of them is a sum of."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from tracker.scoring.model import Priors
from tracker.scoring.ratings import Floats, Ints, Outcomes, Ratings


class Design:
    """Made once, used at every set of sds.

    The unknowns are a = (mu, theta, u), `size` of them, and the severities b = beta. Fit (phi) is
    integrated into the noise of the forms: R = diag(error) + fit² within each scholar–mentor pair. No
    pair has two mentors, so the severities' precision is diagonal, and they are eliminated.

    Parameters
    ----------
    ratings, outcomes : Ratings, Outcomes
        Rows in canonical order (see `canon`), or in any order where equal bytes do not matter.
    """

    def __init__(self, ratings: Ratings, outcomes: Outcomes, priors: Priors) -> None:
        self.priors = priors
        self.n_scholars, self.n_mentors = ratings.n_scholars, ratings.n_mentors
        self.n_works = ratings.n_works
        self.first_work = 1 + self.n_scholars
        self.size = self.first_work + self.n_works
        self.y, self.scale = ratings.overall, ratings.error_variance
        self.mentor = ratings.mentor
        rows = len(self.y)
        # What each form is a sum of, besides its mentor's severity.
        self.parts = np.stack(
            [np.zeros(rows, dtype=np.int64), 1 + ratings.scholar, self.first_work + ratings.work], axis=1
        )
        self.pair = np.unique(ratings.scholar * self.n_mentors + ratings.mentor, return_inverse=True)[1]
        self.n_pairs = int(self.pair.max()) + 1
        self.left, self.right = _within(self.pair, self.n_pairs)
        # Where each form is combined with itself.
        self.own = np.empty(rows, dtype=np.int64)
        same = np.flatnonzero(self.left == self.right)
        self.own[self.left[same]] = same
        self._index()
        self._results(outcomes)

    def _index(self) -> None:
        """Where the combinations of two forms of a pair add to the precision's blocks."""
        left, right = self.parts[self.left], self.parts[self.right]
        self.into_aa = (left[:, :, None] * self.size + right[:, None, :]).reshape(len(left), 9)
        self.into_ab = left * self.n_mentors + self.mentor[self.right][:, None]
        self.into_bb = self.mentor[self.left]

    def _results(self, outcomes: Outcomes) -> None:
        self.sign = np.where(outcomes.reached, 1.0, -1.0)
        self.able, self.other = outcomes.able, outcomes.other
        members, whose, shares = [], [], []
        for row, work in enumerate(outcomes.work):
            team = sorted(outcomes.shares[int(work)].items())
            members += [1 + scholar for scholar, _share in team] + [self.first_work + int(work)]
            shares += [share for _scholar, share in team] + [1.0]
            whose += [row] * (len(team) + 1)
        self.member, self.whose = _ints(members), _ints(whose)
        self.share = np.array(shares, dtype=np.float64)
        self.teams = scipy.sparse.csr_array(
            (self.share, (self.whose, self.member)), (len(self.sign), self.size)
        )
        # Combinations of two members of a team, for the rank-one terms of the results.
        self.team_left, self.team_right = _within(self.whose, len(self.sign))
        self.into_team = self.member[self.team_left] * self.size + self.member[self.team_right]
        self.team_share = self.share[self.team_left] * self.share[self.team_right]

    @property
    def lucks(self) -> slice:
        return slice(self.first_work, self.size)

    def of_teams(self, rows: Floats) -> Floats:
        """Each team's weighted sum of rows (size, k), (n_outcomes, k)."""
        sums: Floats = self.teams @ rows
        return sums

    def to_members(self, values: Floats) -> Floats:
        """Values (n_outcomes,) spread over the unknowns by share, (size,)."""
        return add_up(self.member, self.share * values[self.whose], self.size)


def add_up(into: Ints, values: Floats, size: int) -> Floats:
    """Sums of values by where they go, (size,)."""
    sums: Floats = np.bincount(into, weights=values, minlength=size).astype(np.float64, copy=False)
    return sums


def _within(group: Ints, n_groups: int) -> tuple[Ints, Ints]:
    """All ordered combinations (i, j) of rows of the same group, i = j included."""
    order = np.argsort(group, kind="stable")
    counts = np.bincount(group, minlength=n_groups)
    starts = np.cumsum(counts) - counts
    sizes = counts[group[order]]
    left = np.repeat(order, sizes)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return left, order[np.repeat(starts[group[order]], sizes) + offset]


def _ints(values: list[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)
