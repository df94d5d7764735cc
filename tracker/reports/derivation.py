"""What somebody can work out of counts that are not told, from those that are. Pure; exact in whole numbers.

A reader holds every assignment of whole numbers to the hidden counts for possible that agrees with what is
known of the `System`. How many values a sum has among those assignments is found by walking from the true
one, and where that does not settle it, by integer programming.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from tracker.reports.known_systems import Name, Sum, System, Telling

# How many values between the least and the most are looked for before a sum counts as told.
TRIES = 12
# How often a step is made from the true assignment to one beside it; the steps are always the same.
ROUNDS = 8
# Sides from which a large island is looked at first.
SIDES = 16

Numbers = NDArray[np.float64]


class Reader:
    """What readers of a system can work out. Keeps what it found, to be quick when little is changed."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._islands: dict[Telling, Island] = {}
        self._safe: dict[tuple[Sum, int], list[Telling]] = defaultdict(list)
        self._last: tuple[Telling, dict[Name, frozenset[Name]]] = (Telling(frozenset()), {})

    def values(self, of: Sum, telling: Telling, enough: int) -> int:
        """How many values of a sum a reader holds for possible; `enough` stands for that many or more."""
        reached = self.island(of, telling)
        if not reached:
            return 1
        key = Telling(reached, telling.near & reached)
        # What was possible when more was told is possible still.
        if any(_allows(key, known) for known in self._safe[of, enough]):
            return enough
        if key not in self._islands:
            self._islands[key] = Island(self._system, key)
        found = self._islands[key].values(of, enough)
        if found == enough:
            self._safe[of, enough].append(key)
        return found

    def island(self, of: Sum, telling: Telling) -> frozenset[Name]:
        """The hidden counts of a sum and all those that they hang together with."""
        if self._last[0] != telling:
            self._last = (telling, {})
        found = self._last[1]
        for name, _ in of.terms:
            if name in telling.hidden and name not in found:
                reached = self._reached(name, telling.hidden)
                found.update(dict.fromkeys(reached, reached))
        return frozenset().union(*(found[name] for name, _ in of.terms if name in found))

    def _reached(self, start: Name, hidden: frozenset[Name]) -> frozenset[Name]:
        found, open_ = {start}, [start]
        while open_:
            for name in self._system.around(open_.pop()):
                if name in hidden and name not in found:
                    found.add(name)
                    open_.append(name)
        return frozenset(found)


def _allows(larger: Telling, smaller: Telling) -> bool:
    """Whether what is possible for the hidden counts of the smaller one is possible within the larger."""
    return smaller.hidden <= larger.hidden and larger.near & smaller.hidden <= smaller.near


class Island:
    """Hidden counts that hang together: nothing that is known of other hidden ones says anything of them."""

    def __init__(self, system: System, telling: Telling) -> None:
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
        sides = SIDES if len(self.names) > SIDES else 0
        self._sides = [*np.random.default_rng(1).normal(size=(sides, len(self.names)))]
        self._answers: dict[tuple[Sum, int], int] = {}

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

    def values(self, of: Sum, enough: int) -> int:
        """How many values the sum can have, up to `enough`."""
        if (of, enough) not in self._answers:
            self._answers[of, enough] = self._values(of, enough)
        return self._answers[of, enough]

    def _values(self, of: Sum, enough: int) -> int:
        weights = np.zeros(len(self.names))
        for name, sign in of.terms:
            if name in self._at:
                weights[self._at[name]] += sign
        if self._free is not None and not (self._free @ weights).any():
            return 1
        if len(self._seen(weights)) >= enough:
            return enough
        least, negative = (round(float(way @ self._least(way))) for way in (weights, -weights))
        # Where there is room, look from all sides: what is found serves other sums too.
        while -negative - least + 1 >= enough > len(self._seen(weights)) and self._sides:
            self._least(self._sides.pop())
        return self._between(weights, enough)

    def _between(self, weights: Numbers, enough: int) -> int:
        """How many values there are, each one between the least and the most tried by itself."""
        seen = self._seen(weights)
        between = [value for value in range(min(seen), max(seen)) if value not in seen]
        found = len(seen)
        for value in between[:TRIES]:
            if found >= enough:
                break
            found += self._is_possible(weights, value)
        return min(found, enough)

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

    def _least(self, direction: Numbers) -> Numbers:
        """The possible assignment that is least in a direction; it is kept, with others around it."""
        world = self._solve(direction, self._equal, self._equal @ self._truth)
        assert world is not None, "the truth agrees with everything that is known"
        self._worlds = np.vstack([self._worlds, world, *self._around(world, 1)])
        return world

    def _is_possible(self, weights: Numbers, value: int) -> bool:
        rows = np.vstack([self._equal, weights])
        right = np.append(self._equal @ self._truth, value)
        return self._solve(np.zeros(len(self.names)), rows, right) is not None

    def _solve(self, direction: Numbers, rows: Numbers, right: Numbers) -> Numbers | None:
        rules = [LinearConstraint(rows, right, right)] if len(rows) else []
        if len(self._less):
            rules.append(LinearConstraint(self._less, -np.inf, 0))
        made = milp(
            direction,
            integrality=np.ones(len(self.names)),
            bounds=Bounds(self._low, self._high),
            constraints=rules,
        )
        return None if made.x is None else np.round(made.x)


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
