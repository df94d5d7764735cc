"""A cohort in an order that does not depend on how its rows are sorted or its people are numbered.

Sums of floating-point numbers depend on their order. So that equal input gives equal bytes, scholars,
mentors and works are numbered by what is known of them: colours are refined by the colours of whom
they share forms and teams with until nobody can be told apart any further [1]_; of those who then look
alike one is singled out, and the colours are refined again.

References
----------
.. [1] B. D. McKay, A. Piperno, "Practical graph isomorphism, II", J. Symb. Comput. 60 (2014),
   doi:10.1016/j.jsc.2013.09.003.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tracker.scoring.ratings import Floats, Ints, Outcomes, Ratings

Colours = NDArray[np.uint64]
KINDS = ("scholar", "mentor", "work")
# Twins beyond this many are left in the order given: their levels may then differ in the last bits.
MOST_TWINS = 400


@dataclass(frozen=True)
class Canon:
    """The canonical cohort, and where its parts came from.

    `scholar`, `mentor`: (n,) canonical code of each original code. `form`, `outcome`: original row of
    each canonical row.
    """

    ratings: Ratings
    outcomes: Outcomes
    scholar: Ints
    mentor: Ints
    form: Ints
    outcome: Ints


def canonical(ratings: Ratings, outcomes: Outcomes) -> Canon:
    """Number scholars, mentors and works anew by what is known of them, and sort the rows."""
    codes = {kind: _places(colour) for kind, colour in _Colouring(ratings, outcomes).settle().items()}
    scholar, mentor, work = (codes[kind][getattr(ratings, kind)] for kind in KINDS)
    order = np.lexsort((ratings.error_variance, ratings.overall, work, mentor, scholar))
    shares: list[dict[int, float]] = [{} for _ in range(ratings.n_works)]
    for old, team in enumerate(outcomes.shares):
        shares[codes["work"][old]] = {int(codes["scholar"][who]): share for who, share in team.items()}
    result_work = codes["work"][outcomes.work]
    results = np.argsort(result_work, kind="stable")
    return Canon(
        ratings=replace(
            ratings,
            scholar=scholar[order],
            mentor=mentor[order],
            work=work[order],
            overall=ratings.overall[order],
            error_variance=ratings.error_variance[order],
        ),
        outcomes=Outcomes(
            result_work[results],
            outcomes.reached[results],
            outcomes.able[results],
            outcomes.other[results],
            shares,
        ),
        scholar=codes["scholar"],
        mentor=codes["mentor"],
        form=order,
        outcome=results,
    )


class _Colouring:
    """Colours of scholars, mentors and works: 64-bit hashes of what is known of each."""

    def __init__(self, ratings: Ratings, outcomes: Outcomes) -> None:
        self.rows = {kind: getattr(ratings, kind) for kind in KINDS}
        self.form = _mix(_bits(ratings.overall) + _mix(_bits(ratings.error_variance)))
        teams = [
            (work, who, share) for work, team in enumerate(outcomes.shares) for who, share in team.items()
        ]
        self.team_work = np.array([work for work, _who, _share in teams], dtype=np.int64)
        self.team_scholar = np.array([who for _work, who, _share in teams], dtype=np.int64)
        self.team_share = _mix(_bits(np.array([share for *_ids, share in teams], dtype=np.float64)))
        self.colours = {
            kind: np.full(getattr(ratings, f"n_{kind}s"), place + 1, dtype=np.uint64)
            for place, kind in enumerate(KINDS)
        }
        result = _mix(_bits(outcomes.able) + _mix(_bits(outcomes.other) + outcomes.reached.astype(np.uint64)))
        self.colours["work"][outcomes.work] = result
        self.linked = {kind: np.zeros(len(colour), dtype=np.bool_) for kind, colour in self.colours.items()}
        for kind in KINDS:
            self.linked[kind][self.rows[kind]] = True
        self.linked["scholar"][self.team_scholar] = self.linked["work"][self.team_work] = True

    def settle(self) -> dict[str, Colours]:
        """Colours in which only those differ by nothing who have no form and no team."""
        self._refine()
        for _ in range(MOST_TWINS):
            twin = self._twin()
            if twin is None:
                break
            kind, who = twin
            self.colours[kind][who] = _mix(self.colours[kind][who : who + 1] + np.uint64(1))[0]
            self._refine()
        return self.colours

    def _twin(self) -> tuple[str, int] | None:
        """One of those who look like somebody else, of the first such colour."""
        for kind in KINDS:
            linked = np.flatnonzero(self.linked[kind])
            colours, first, counts = np.unique(
                self.colours[kind][linked], return_index=True, return_counts=True
            )
            if len(colours) < len(linked):
                return kind, int(linked[first[np.argmax(counts > 1)]])
        return None

    def _refine(self) -> None:
        told = -1
        while (now := self._told_apart()) > told:
            told = now
            scholar, mentor, work = (self.colours[kind] for kind in KINDS)
            form = self.form
            for kind in KINDS:
                form = _mix(form + self.colours[kind][self.rows[kind]])
            team = _mix(_mix(self.team_share + work[self.team_work]) + scholar[self.team_scholar])
            new = {kind: np.zeros_like(self.colours[kind]) for kind in KINDS}
            for kind in KINDS:
                np.add.at(new[kind], self.rows[kind], form)
            np.add.at(new["scholar"], self.team_scholar, team)
            np.add.at(new["work"], self.team_work, team)
            self.colours = {
                kind: _mix(old + _mix(new[kind]))
                for kind, old in zip(KINDS, (scholar, mentor, work), strict=True)
            }

    def _told_apart(self) -> int:
        return sum(len(np.unique(colour)) for colour in self.colours.values())


def _places(colours: Colours) -> Ints:
    places = np.empty(len(colours), dtype=np.int64)
    places[np.argsort(colours, kind="stable")] = np.arange(len(colours))
    return places


def _bits(values: Floats) -> Colours:
    bits: Colours = np.ascontiguousarray(values + 0.0).view(np.uint64)
    return bits


def _mix(x: Colours) -> Colours:
    """SplitMix64's finaliser (Steele et al. 2014, doi:10.1145/2660193.2660195): a hash of each number."""
    x = (x + np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
