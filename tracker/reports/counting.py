"""How the makers of tables gather their counts: each under one name, with what adds up to what. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.reports.numbers import Absent, Count, Part, Relation, Share, Table, Why


class Counting:
    """The counts of one part of the report, gathered while its tables are made."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._relations: list[Relation] = []
        self._public: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._counts

    def __getitem__(self, key: str) -> int:
        return self._counts[key]

    def count(self, key: str, number: int, *, public: bool = False) -> Count:
        """The cell of a count. Raises ValueError where the name has another number already, or a negative."""
        if number < 0 or self._counts.setdefault(key, number) != number:
            raise ValueError(f"{key} cannot be {number}: it is {self._counts.get(key)}")
        if public:
            self._public.add(key)
        return Count(key)

    def split(self, total: str, parts: Mapping[str, int], *, public: frozenset[str] = frozenset()) -> Count:
        """The cell of a total with its parts, each person or thing in exactly one of them.

        Parts of nobody are kept: that somebody is in none of them is a count too.
        """
        for key, number in parts.items():
            self.count(key, number, public=key in public)
        self.relate(total, *parts)
        return Count(total)

    def relate(self, total: str, *parts: str) -> None:
        """Say that these counts add up to that one, which is made where it has no number yet."""
        self.count(total, sum(self._counts[part] for part in parts))
        if (total,) != parts:
            self._relations.append(Relation(total, parts))

    def within(self, total: str, part: str, rest: str, *, never: bool = False) -> None:
        """Say that everybody of a part belongs to a total; both are known, and `rest` names the others.

        With `never` nobody can be left by the way things go: the two are one number, known to all where the
        part is. Else the rest is named where it is nobody too: that it has a name must not tell that it is
        somebody.
        """
        left = self._counts[total] - self._counts[part]
        if never and not left:
            self.count(total, self._counts[total], public=part in self._public)
            self.relate(total, part)
        else:
            self.count(rest, left)
            self.relate(total, part, rest)

    def share(self, part: str, whole: str) -> Share | Absent:
        """The cell of a share, both of whose counts are known; of nobody there is none."""
        if self._counts[part] > self._counts[whole]:
            raise ValueError(f"{part} is no part of {whole}")
        return Share(part, whole) if self._counts[whole] else Absent(Why.NONE)

    def part(self, *tables: Table) -> Part:
        return Part(tables, dict(self._counts), tuple(self._relations), frozenset(self._public))
