"""What somebody can work out of counts that are not told, from those that are. Pure; exact in whole numbers.

A reader holds every assignment of whole numbers to the hidden counts for possible that agrees with what is
known of the `System`. How many values a sum has among those assignments is looked for at first with only the
counts nearest to it taken for hidden, since what is possible then is possible anyhow; at last with all that
hang together.

The effort is bounded by a number of searches, never by the clock: the same report is always told alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tracker.reports.islands import Effort, Island, Span
from tracker.reports.known_systems import Name, Sum, System, Telling

# How many hidden counts around a sum are looked at by themselves before all that hang together are.
NEAR = (8, 24)
# What a reader's searches may cost, all of them together.
SEARCHES = 1_000


class Reader:
    """What readers of a system can work out. Keeps what it found, to be quick when little is changed."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._effort = Effort(SEARCHES)
        self._islands: dict[Telling, Island] = {}
        self._safe: dict[tuple[Sum, int], list[Telling]] = defaultdict(list)
        self._last: tuple[Telling, dict[Name, frozenset[Name]]] = (Telling(frozenset()), {})

    @property
    def tired(self) -> bool:
        """Whether nothing more is searched for: what is not known to be possible counts as impossible."""
        return self._effort.left <= 0

    def values(self, of: Sum, telling: Telling, enough: int) -> Span:
        """How many values of a sum a reader holds for possible; `enough` stands for that many or more."""
        reached = self.island(of, telling)
        if not reached:
            return Span(1, 1)
        key = Telling(reached, telling.near & reached)
        # What was possible when more was told is possible still.
        if any(_allows(key, known) for known in self._safe[of, enough]):
            return Span(enough, enough)
        for part in self._parts(of, key):
            if self._island(part).walked(of, enough):
                self._safe[of, enough].append(part)
                return Span(enough, enough)
        found = self._island(key).values(of, enough)
        if found.least == enough:
            self._safe[of, enough].append(key)
        return found

    def _island(self, key: Telling) -> Island:
        if key not in self._islands:
            # What was found possible when more was told is where to go on from.
            before = [known for known in self._islands if _allows(key, known)]
            largest = max(before, key=lambda known: (len(known.hidden), len(known.near)), default=None)
            made = Island(self._system, key, self._effort)
            if largest is not None:
                made.learn(self._islands[largest])
            self._islands[key] = made
        return self._islands[key]

    def _parts(self, of: Sum, whole: Telling) -> Iterator[Telling]:
        """The hidden counts nearest to a sum, few and more, as if all others were told."""
        for size in NEAR:
            if size < len(whole.hidden):
                names = self._nearest(of, whole.hidden, size)
                yield Telling(names, whole.near & names)

    def _nearest(self, of: Sum, hidden: frozenset[Name], size: int) -> frozenset[Name]:
        found = dict.fromkeys(name for name, _ in of.terms if name in hidden)
        for name in (open_ := list(found)):
            for other in sorted({*self._system.around(name)} & hidden):
                if other not in found and len(found) < size:
                    found[other] = None
                    open_.append(other)
        return frozenset(found)

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
