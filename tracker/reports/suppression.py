"""Which counts of a cohort's report may be told to funders, so that nobody can be told from them. Pure.

Counts under `LEAST` are not told, none of them, since leaving out all but the zeros would tell the others
from these. Others go with them until a reader who knows every relation, every earlier snapshot and how this
works holds at least `LEAST` values for possible of each count that is left out, of each few people that
several such counts come to together, and of each move by fewer than `LEAST` between two snapshots.

A count that was told before is told anew once it has moved by `LEAST` or more. Until then it stands as it
was told (`Told.CARRIED`), whether it moved or not, and readers know it up to that. What stands besides is
what public counts say by themselves.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from tracker.evidence.suppression import LEAST
from tracker.reports.derivation import Reader
from tracker.reports.known_counts import COVER, SEALED, Facts, system
from tracker.reports.known_systems import Name, Sum, Telling
from tracker.reports.numbers import Relation, Report


class Told(enum.StrEnum):
    """What becomes of a count in what funders read."""

    NEW = "new"
    CARRIED = "carried"
    LEFT_OUT = "left_out"


class Reason(enum.StrEnum):
    """Why a count is left out, or stands as it was told before."""

    SMALL = "small"
    SEALED = "sealed"
    BESIDE = "beside"  # another one would follow from it
    MOVED = "moved"  # by too few since it was told


@dataclass(frozen=True)
class Snapshot:
    """A report as it was frozen, and the counts that were printed of it for funders."""

    report: Report
    printed: Mapping[str, int]


@dataclass(frozen=True)
class Choice:
    """What funders may be told: the value of each count that is printed, and why others are not (anew).

    `fresh`: told for the first time, or moved since it was told, or public.
    """

    printed: Mapping[str, int]
    fresh: frozenset[str]
    reasons: Mapping[str, Reason]


def choose(
    report: Report, earlier: Sequence[Snapshot] = (), tell: Callable[[int], None] = lambda _looked_at: None
) -> Choice:
    """What may be told of a report after what was told before, in the order of the snapshots.

    `tell` hears again and again how many sums were looked at; what it raises ends the search.

    Raises
    ------
    ValueError
        If a relation does not hold, or names a count that there is none of.
    """
    return _Chooser(report, earlier, tell).choose()


class _Chooser:
    def __init__(self, report: Report, earlier: Sequence[Snapshot], tell: Callable[[int], None]) -> None:
        self._tell, self._looked_at = tell, 0
        self._all = [*(Facts.of(one.report) for one in earlier), Facts.of(report)]
        self._now, self._at = self._all[-1], len(earlier)
        self._printed = [one.printed for one in earlier]
        self._before = self._printed[-1] if earlier else {}
        self._system = system(self._all, [*self._printed, self._before])
        self._reader = Reader(self._system)

    def choose(self) -> Choice:
        told = {key: self._first(key) for key in self._now.counts}
        self._hide_beside(told)
        self._withhold(told)
        printed = {
            key: self._before[key] if how is Told.CARRIED else self._now.counts[key]
            for key, how in told.items()
            if how is not Told.LEFT_OUT
        }
        fresh = frozenset(key for key, how in told.items() if how is Told.NEW)
        return Choice(
            printed,
            fresh,
            {
                key: self._why(key, how)
                for key, how in told.items()
                if key not in fresh and printed.get(key) != self._now.counts[key]
            },
        )

    def _why(self, key: str, how: Told) -> Reason:
        if key.startswith(SEALED):
            return Reason.SEALED
        if how is Told.CARRIED:
            return Reason.MOVED
        if self._now.is_small(key):
            return Reason.SMALL
        return Reason.MOVED if self._first(key) is Told.LEFT_OUT and self._now.uses[key] else Reason.BESIDE

    def _first(self, key: str) -> Told:
        """What becomes of a count by itself."""
        if key in self._now.public:
            return Told.NEW
        if not self._now.uses[key] or self._now.is_small(key):
            return Told.LEFT_OUT
        number = self._now.counts[key]
        if key in self._before and abs(self._before[key] - number) < LEAST:
            return Told.CARRIED
        moved = (abs(printed[key] - number) for printed in self._printed if key in printed)
        return Told.LEFT_OUT if any(0 < by < LEAST for by in moved) else Told.NEW

    def _hide_beside(self, told: dict[str, Told]) -> None:
        """Where counts that add up are left out, leave out the least important others with them.

        At least one that is not small itself, and more until those left out come to `COVER` together; so
        all but the last of these could be anything from 0 to 4, even for readers who know this rule. Which
        ones it is must not hang on their values: see docs/decisions/0023-what-funders-are-told.md.
        """
        waiting = True
        while waiting:
            waiting = False
            for relation in self._now.relations:
                if (key := self._beside(relation, told)) is not None:
                    told[key] = Told.LEFT_OUT
                    waiting = True

    def _beside(self, relation: Relation, told: Mapping[str, Told]) -> str | None:
        """The count to leave out with others of a relation; None where nothing more needs to be."""
        out = [key for key in relation.parts if told[key] is Told.LEFT_OUT and self._matters(key)]
        if not out:
            return None
        covered = [key for key in relation.parts if told[key] is Told.LEFT_OUT]
        large = any(not self._now.is_small(key) for key in covered)
        if told[relation.total] is Told.LEFT_OUT:
            return None
        if large and len(covered) > 1 and sum(self._now.counts[key] for key in covered) >= COVER:
            return None
        open_ = [key for key in relation.parts if told[key] is not Told.LEFT_OUT]
        open_ = [key for key in open_ if key not in self._now.public]
        return min(open_, key=self._importance, default=None)

    def _matters(self, key: str) -> bool:
        return bool(self._now.uses[key]) or self._now.is_small(key)

    def _withhold(self, told: dict[str, Told]) -> None:
        """Leave out more until nothing that has to be kept follows any more, or no more could be left out.

        Readers are looked at again for what one more count does to their knowledge; once that would take too
        long, all goes that hangs together with what has to be kept.
        """
        hopeless: set[Sum] = set()
        while (found := self._follows(told, hopeless)) is not None:
            near = self._near(found, told)
            if not near:
                hopeless.add(found)
            elif self._reader.tired:
                while near:
                    told.update(dict.fromkeys(near, Told.LEFT_OUT))
                    near = self._near(found, told)
            else:
                told[self._next(found, near, told)] = Told.LEFT_OUT

    def _follows(self, told: Mapping[str, Told], hopeless: set[Sum]) -> Sum | None:
        """The first sum that readers could tell, though they must not and need not."""
        telling = self._telling(told)
        for one in self._kept(told):
            if one in hopeless:
                continue
            self._looked_at += 1
            self._tell(self._looked_at)
            found = self._reader.values(one, telling, LEAST).least
            if found >= LEAST:
                continue
            # Public counts and earlier snapshots may leave fewer values by themselves.
            if found < self._reader.values(one, self._barest, LEAST).most:
                return one
            hopeless.add(one)
        return None

    def _next(self, found: Sum, near: Sequence[str], told: Mapping[str, Told]) -> str:
        """The count to leave out next, for the sake of a sum: the least important one that helps by itself.

        How often a count is used says how important it is; never its value, from which readers could
        conclude something about the others.
        """
        everything = self._telling({**told, **dict.fromkeys(near, Told.LEFT_OUT)})
        if self._reader.values(found, everything, LEAST).least < LEAST:
            return near[0]
        for key in near:
            telling = self._telling({**told, key: Told.LEFT_OUT})
            kept = (found, _one(self._at, key))
            if all(self._reader.values(one, telling, LEAST).least >= LEAST for one in kept):
                return key
        return near[0]

    def _near(self, found: Sum, told: Mapping[str, Told]) -> list[str]:
        """The told counts closest to a sum that need not be told, the least used first."""
        telling = self._telling(told)
        seen = {name for name, _ in found.terms} | set(self._reader.island(found, telling))
        edge, inside = set(seen), self._open(seen, told)
        while edge:
            edge = {name for one in edge for name in self._system.around(one)} - seen
            seen |= edge
            if keys := self._open(edge, told):
                return keys
        # Nothing else is left: what stands near its value as it was told before.
        return inside

    def _open(self, names: set[Name], told: Mapping[str, Told]) -> list[str]:
        """The counts of now among these that are told and need not be, the least used first."""
        keys = [
            key
            for at, key in names
            if at == self._at and told[key] is not Told.LEFT_OUT and key not in self._now.public
        ]
        return sorted(keys, key=self._importance)

    def _importance(self, key: str) -> tuple[int, str]:
        return self._now.uses[key], key

    def _kept(self, told: Mapping[str, Told]) -> Iterator[Sum]:
        """What readers must not be able to tell."""
        for at, facts in enumerate(self._all):
            out = [key for key in facts.counts if self._is_out(at, key, told)]
            yield from (_one(at, key) for key in out if facts.uses[key] or facts.is_small(key))
            kept = set(out)
            for relation in facts.relations:
                parts = [key for key in relation.parts if key in kept]
                if len(parts) > 1 and sum(facts.counts[key] for key in parts) < LEAST:
                    yield Sum(tuple(((at, key), 1) for key in parts))
        yield from self._moves

    @cached_property
    def _moves(self) -> tuple[Sum, ...]:
        """The differences between two snapshots that are small, but not none."""
        found = []
        for (one, first), (other, second) in combinations(enumerate(self._all), 2):
            for key in first.counts.keys() & second.counts.keys():
                by = abs(first.counts[key] - second.counts[key])
                if 0 < by < LEAST and key not in first.public | second.public:
                    found.append(Sum((((one, key), -1), ((other, key), 1))))
        return tuple(sorted(found, key=lambda one: one.terms))

    def _is_out(self, at: int, key: str, told: Mapping[str, Told]) -> bool:
        if at == self._at:
            return told[key] is Told.LEFT_OUT
        return key not in self._all[at].public and key not in self._printed[at]

    def _telling(self, told: Mapping[str, Told]) -> Telling:
        hidden, near = set(self._past.hidden), set(self._past.near)
        for key, how in told.items():
            if how is Told.LEFT_OUT:
                hidden.add((self._at, key))
            # Readers are taken to know of a count that has not moved that it has not.
            elif how is Told.CARRIED and self._before[key] != self._now.counts[key]:
                hidden.add((self._at, key))
                near.add((self._at, key))
        return Telling(frozenset(hidden), frozenset(near))

    @cached_property
    def _past(self) -> Telling:
        """What earlier snapshots did not tell."""
        hidden, near = set(), set()
        for at, (facts, printed) in enumerate(zip(self._all, self._printed, strict=False)):
            for key, number in facts.counts.items():
                if key in facts.public or printed.get(key) == number:
                    continue
                hidden.add((at, key))
                if key in printed:
                    near.add((at, key))
        return Telling(frozenset(hidden), frozenset(near))

    @cached_property
    def _barest(self) -> Telling:
        """As if nothing but public counts were told now."""
        public = self._now.public
        return self._telling({key: Told.NEW if key in public else Told.LEFT_OUT for key in self._now.counts})


def _one(at: int, key: str) -> Sum:
    return Sum((((at, key), 1),))
