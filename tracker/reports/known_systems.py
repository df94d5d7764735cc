"""What is known of counts, and which of them are told. Pure.

A `System` knows the truth and what everybody knows of it: which counts add up to which, which is no larger
than which, and how far some can be from what was told before. Told some of the counts, a reader holds every
assignment of whole numbers to the others for possible that agrees with all of that. A `Sum` of counts is
safe from them as long as it has enough values among those assignments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

# A count that nothing bounds is taken to be at most this much more than the largest one.
ROOM = 50

Name = tuple[int, str]  # of a count: which report, which key


@dataclass(frozen=True)
class Sum:
    """Σ sign · count: one count, several together, or the difference of two."""

    terms: tuple[tuple[Name, int], ...]


@dataclass(frozen=True)
class Telling:
    """What a reader is not told: `hidden` counts; of those `near` ones they know the `System.bounds`."""

    hidden: frozenset[Name]
    near: frozenset[Name] = frozenset()


@dataclass(frozen=True)
class System:
    """`equations`: coefficients of counts that come to 0. `orders`: the first is at most the second."""

    truth: Mapping[Name, int]
    equations: tuple[Mapping[Name, int], ...]
    orders: tuple[tuple[Name, Name], ...] = ()
    bounds: Mapping[Name, tuple[int, int]] = field(default_factory=dict)

    def value(self, of: Sum) -> int:
        return sum(sign * self.truth[name] for name, sign in of.terms)

    @cached_property
    def roof(self) -> int:
        return max(self.truth.values(), default=0) + ROOM

    @cached_property
    def beside(self) -> Mapping[Name, tuple[int, ...]]:
        """Name → places of the equations that it stands in."""
        found: dict[Name, list[int]] = defaultdict(list)
        for place, equation in enumerate(self.equations):
            for name in equation:
                found[name].append(place)
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def ordered(self) -> Mapping[Name, tuple[tuple[Name, Name], ...]]:
        """Name → the orders that it stands in."""
        found: dict[Name, list[tuple[Name, Name]]] = defaultdict(list)
        for order in self.orders:
            for name in order:
                found[name].append(order)
        return {name: tuple(orders) for name, orders in found.items()}

    def around(self, name: Name) -> Iterator[Name]:
        """The counts that stand in an equation or an order with this one."""
        for place in self.beside.get(name, ()):
            yield from self.equations[place]
        for order in self.ordered.get(name, ()):
            yield from order
