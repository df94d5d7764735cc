"""Hidden counts that hang together, and the values that sums of them can have. Pure; exact in whole numbers.

Possible assignments are found by walking from the true one, and where that does not settle it, by integer
programming. Where the solver ends early or fails there is no more than a least and a most: see `Span`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from tracker.reports.known_systems import Sum, System, Telling

# How many values between the least and the most are looked for before a sum counts as told.
TRIES = 12
# How often a step is made from the true assignment to one beside it; the steps are always the same.
ROUNDS = 8
# How far from the truth a large island is looked at from all sides, once several sums of it were asked for.
SIDES = (1, 2, 3, 4, 5, 6, 8, 12) * 2
ASKED = 3
# How many assignments an island takes over from another one.
KEPT = 1_000
# How many branches one search may take.
BRANCHES = 200
OPTIMAL, INFEASIBLE = 0, 2  # as `milp` says it

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Span:
    """How many values a sum has: surely `least`, and no more than `most`, which is `enough` where unknown."""

    least: int
    most: int


@dataclass
class Effort:
    """How many searches are left."""

    left: int


class Island:
    """Hidden counts that hang together: nothing that is known of other hidden ones says anything of them."""

    def __init__(self, system: System, telling: Telling, effort: Effort) -> None:
        self._effort = effort
        self.names = tuple(sorted(telling.hidden))
        self._at = {name: place for place, name in enumerate(self.names)}
        self._truth = np.array([system.truth[name] for name in self.names], dtype=float)
        reach = [system.bounds[name] if name in telling.near else (0, system.roof) for name in self.names]
        self._low, self._high = (np.array(side, dtype=float) for side in zip(*reach, strict=True))
        self._low = np.maximum(self._low, 0)
        self._equal = self._equations(system)
        self._less = self._orders(system)
        ways = _ways(self._equal)
        self._free = ways
        self._ways = self._through(np.empty((0, len(self.names))) if ways is None else ways)
        self._worlds = np.vstack([self._truth, *self._around(self._truth, ROUNDS)])
        self._sides = [*SIDES] if len(self.names) > len(SIDES) else []
        self._answers: dict[tuple[Sum, int], Span] = {}

    def _equations(self, system: System) -> Numbers:
        """Coefficients of the hidden counts, an equation a row; the right sides follow from the truth."""
        places = sorted({place for name in self.names for place in system.beside.get(name, ())})
        rows = {tuple(system.equations[place].get(name, 0) for name in self.names) for place in places}
        return np.array(sorted(rows), dtype=float).reshape(len(rows), len(self.names))

    def _orders(self, system: System) -> Numbers:
        """Rows whose product is at most 0; an order with a told count becomes a bound."""
        rows = []
        for less, more in sorted({order for name in self.names for order in system.ordered.get(name, ())}):
            if less in self._at and more in self._at:
                row = np.zeros(len(self.names))
                row[self._at[less]], row[self._at[more]] = 1, -1
                rows.append(row)
            elif less in self._at:
                place = self._at[less]
                self._high[place] = min(self._high[place], system.truth[more])
            else:
                place = self._at[more]
                self._low[place] = max(self._low[place], system.truth[less])
        return np.array(rows).reshape(len(rows), len(self.names))

    def values(self, of: Sum, enough: int) -> Span:
        """How many values the sum can have, up to `enough`."""
        if (of, enough) not in self._answers:
            self._answers[of, enough] = self._values(of, enough)
        return self._answers[of, enough]

    def learn(self, smaller: Island) -> None:
        """Take over the assignments of an island whose counts are all hidden here, the others being true."""
        worlds = np.tile(self._truth, (min(len(smaller._worlds), KEPT), 1))
        worlds[:, [self._at[name] for name in smaller.names]] = smaller._worlds[-KEPT:]
        self._worlds = np.vstack([worlds, self._worlds])

    def walked(self, of: Sum, enough: int) -> bool:
        """Whether walking from the truth alone finds enough values of the sum."""
        return len(self._seen(self._weights(of))) >= enough

    def _weights(self, of: Sum) -> Numbers:
        weights = np.zeros(len(self.names))
        for name, sign in of.terms:
            if name in self._at:
                weights[self._at[name]] += sign
        return weights

    def _values(self, of: Sum, enough: int) -> Span:
        weights = self._weights(of)
        if self._free is not None and not (self._free @ weights).any():
            return Span(1, 1)
        if len(self._seen(weights)) >= enough:
            return Span(enough, enough)
        # Where much is asked, look from all sides: what is found serves other sums too.
        while len(self._answers) >= ASKED and self._sides:
            self._look(self._sides.pop(0))
            if len(self._seen(weights)) >= enough:
                return Span(enough, enough)
        ends = [self._least(way) for way in (weights, -weights)]
        least, most = (None if one is None else round(float(weights @ one)) for one in ends)
        if least is None or most is None:
            return Span(min(len(self._seen(weights)), enough), enough)
        return self._between(weights, least, most, enough)

    def _between(self, weights: Numbers, least: int, most: int, enough: int) -> Span:
        """How many values there are, each one between the least and the most tried by itself."""
        seen = self._seen(weights)
        between = [value for value in range(least, most) if value not in seen]
        found, open_ = len(seen), len(between)
        for value in between[:TRIES]:
            if found >= enough:
                break
            possible = self._is_possible(weights, value)
            found += possible is True
            open_ -= possible is not None
        return Span(min(found, enough), min(found + open_, enough))

    def _seen(self, weights: Numbers) -> set[int]:
        return {round(value) for value in np.unique(self._worlds @ weights).tolist()}

    def _through(self, ways: Numbers) -> Numbers:
        """The directions, and those that go the same way in every report."""
        keys: dict[str, list[int]] = defaultdict(list)
        for (_at, key), place in self._at.items():
            keys[key].append(place)
        alike = ways.copy()
        for places in keys.values():
            most = ways[:, places].max(axis=1) + ways[:, places].min(axis=1)
            alike[:, places] = most[:, None]
        same = alike[~(self._equal @ alike.T).any(axis=0)] if len(ways) else ways
        return np.vstack([ways, same])

    def _around(self, start: Numbers, rounds: int) -> Iterator[Numbers]:
        """Possible assignments close to one that is possible, then close to one of these, and so on."""
        chance = np.random.default_rng(len(self.names))
        steps = np.vstack([length * self._ways for length in (-4, -2, -1, 1, 2, 4)])
        for _ in range(rounds if len(steps) else 0):
            worlds = start + steps
            inside = worlds[np.all((worlds >= self._low) & (worlds <= self._high), axis=1)]
            found = inside[np.all(inside @ self._less.T <= 0, axis=1)]
            if not len(found):
                return
            yield found
            start = found[chance.integers(len(found))]

    def _least(self, direction: Numbers) -> Numbers | None:
        """The possible assignment that is least in a direction; it is kept, with others around it.

        None where it was not found: the truth is one, so that there always is one.
        """
        world, _settled = self._solve(direction, self._equal, self._equal @ self._truth)
        if world is not None:
            self._worlds = np.vstack([self._worlds, world, *self._around(world, 1)])
        return world

    def _look(self, reach: int) -> None:
        """Look for an assignment in which many counts differ from the truth by as much as `reach`."""
        direction = np.random.default_rng(len(self._sides)).normal(size=len(self.names))
        low, high = np.maximum(self._low, self._truth - reach), np.minimum(self._high, self._truth + reach)
        right = self._equal @ self._truth
        world, _settled = self._solve(direction, self._equal, right, (low, high))
        if world is not None:
            self._worlds = np.vstack([self._worlds, world, *self._around(world, 1)])

    def _is_possible(self, weights: Numbers, value: int) -> bool | None:
        """Whether a sum can have a value; None where the search ended before that was settled."""
        rows = np.vstack([self._equal, weights])
        right = np.append(self._equal @ self._truth, value)
        world, settled = self._solve(np.zeros(len(self.names)), rows, right)
        return world is not None if settled else None

    def _solve(
        self,
        direction: Numbers,
        rows: Numbers,
        right: Numbers,
        within: tuple[Numbers, Numbers] | None = None,
    ) -> tuple[Numbers | None, bool]:
        """The least assignment in a direction that keeps rows, orders and bounds; whether it is sure.

        With its presolve HiGHS calls some small systems infeasible that are not, so it is asked twice.
        """
        rules = [scipy.optimize.LinearConstraint(rows, right, right)] if len(rows) else []
        if len(self._less):
            rules.append(scipy.optimize.LinearConstraint(self._less, -np.inf, 0))
        settled = False
        for presolve in (True, False):
            if self._effort.left <= 0:
                return None, False
            self._effort.left -= 1
            made = scipy.optimize.milp(
                direction,
                integrality=np.ones(len(self.names)),
                bounds=scipy.optimize.Bounds(*(within or (self._low, self._high))),
                constraints=rules,
                options={"presolve": presolve, "node_limit": BRANCHES},
            )
            if made.status == OPTIMAL and self._keeps(found := np.round(made.x), rows, right):
                return found, True
            settled = made.status == INFEASIBLE
        return None, settled

    def _keeps(self, world: Numbers, rows: Numbers, right: Numbers) -> bool:
        """Whether an assignment is possible; a solver computes in fractions."""
        inside = np.all((world >= self._low) & (world <= self._high))
        return bool(inside and np.all(rows @ world == right) and np.all(self._less @ world <= 0))


def _ways(equal: Numbers) -> Numbers | None:
    """Directions in whole numbers that together are all that keep the equations, one for each free count.

    None where elimination meets other coefficients than 1 and -1.
    """
    rows, places = equal.copy(), equal.shape[1]
    pivots: list[int] = []
    for place in range(places):
        below = rows[len(pivots) :, place]
        if not below.any():
            continue
        units = np.flatnonzero(abs(below) == 1)
        if not len(units):
            return None
        top, found = len(pivots), len(pivots) + units[0]
        rows[[top, found]] = rows[[found, top]]
        rows[top] /= rows[top, place]
        others = np.flatnonzero(rows[:, place])
        others = others[others != top]
        rows[others] -= np.outer(rows[others, place], rows[top])
        pivots.append(place)
    free = [place for place in range(places) if place not in set(pivots)]
    ways = np.zeros((len(free), places))
    ways[range(len(free)), free] = 1
    ways[:, pivots] = -rows[: len(pivots)][:, free].T
    return ways
