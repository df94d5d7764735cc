"""What every reader knows of the counts of a cohort's reports before any of them is told. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from tracker.evidence.suppression import LEAST
from tracker.reports.known_systems import Name, System
from tracker.reports.numbers import Amount, Cell, Count, Measure, Relation, Report, Share
from tracker.reports.open_counts import is_open, may_be_small

# What the counts left out of a sum come to at least: one that is not small, and the most of one that is.
COVER = LEAST + LEAST - 1
SEALED = "sealed."  # how the names of counts begin that are for the coordinator alone
REST = "~rest~"  # between the names of a whole and of a part: whoever is in the one and not in the other


@dataclass(frozen=True)
class Facts:
    """The counts of one report, with those that follow from its shares. `uses`: in how many cells each is."""

    counts: Mapping[str, int]
    relations: tuple[Relation, ...]
    public: frozenset[str]
    uses: Mapping[str, int]

    @classmethod
    def of(cls, report: Report) -> Facts:
        """Raises ValueError where the report contradicts itself."""
        counts, relations = dict(report.counts), list(report.relations)
        named_rests = {(one.total, part) for one in relations if len(one.parts) == 2 for part in one.parts}
        shares = {(one.whole, one.part) for one in cells(report) if isinstance(one, Share)}
        for whole, part in sorted(shares - named_rests):
            if part != whole:
                rest = f"{whole}{REST}{part}"
                counts[rest] = counts[whole] - counts[part]
                relations.append(Relation(whole, (part, rest)))
        for relation in relations:
            if counts[relation.total] != sum(counts[part] for part in relation.parts):
                raise ValueError(f"the parts of {relation.total} do not add up to it")
        if negative := sorted(key for key, number in counts.items() if number < 0):
            raise ValueError(f"a count is negative, or a part larger than its whole: {negative[0]}")
        public = {key for key, number in counts.items() if is_open(key, number, LEAST)} | report.public
        uses = Counter(key for cell in cells(report) for key in set(named(cell)))
        return cls(counts, tuple(relations), _closed(public, relations), uses)

    def is_small(self, key: str) -> bool:
        """Whether a count is not told for its own sake."""
        if key.startswith(SEALED):
            return True
        return key not in self.public and self.counts[key] < LEAST and not may_be_small(key)


def _closed(public: set[str], relations: Sequence[Relation]) -> frozenset[str]:
    """What everybody may know, with all that follows from it."""
    found, before = set(public), -1
    while len(found) != before:
        before = len(found)
        for one in relations:
            unknown = {one.total, *one.parts} - found
            if len(unknown) == 1:
                found |= unknown
    return frozenset(found)


def named(cell: Cell) -> tuple[str, ...]:
    """The counts that a cell tells, or out of which it was computed."""
    match cell:
        case Count(key):
            return (key,)
        case Share(part, whole):
            return (part, whole)
        case Measure():
            return (cell.n, *cell.counts)
        case Amount():
            return cell.counts
        case _:
            return ()


def cells(report: Report) -> Iterator[Cell]:
    """All cells of all tables."""
    return (cell for table in report.tables for row in table.rows for cell in row.cells)


def system(reports: Sequence[Facts], shown: Sequence[Mapping[str, int]]) -> System:
    """What is known of successive reports, of which these values were shown, or could be.

    Readers are taken to know every relation, which counts grow from one report to the next and which
    shrink, and that a count shown with another value than its own has moved by less than `LEAST`.
    """
    truth = {(at, key): number for at, facts in enumerate(reports) for key, number in facts.counts.items()}
    return System(
        truth=truth,
        equations=tuple(_equations(reports, truth)),
        orders=tuple(_orders(reports, truth)),
        bounds=dict(_bounds(reports, shown)),
    )


def _equations(reports: Sequence[Facts], truth: Mapping[Name, int]) -> Iterator[Mapping[Name, int]]:
    """What adds up in each report: also what another one said of the same counts."""
    relations = sorted(
        {(one.total, tuple(sorted(one.parts))) for facts in reports for one in facts.relations}
    )
    for at, facts in enumerate(reports):
        for total, parts in relations:
            if {total, *parts} <= facts.counts.keys():
                equation = Counter({(at, key): 1 for key in parts})
                equation[at, total] -= 1
                if sum(sign * truth[name] for name, sign in equation.items()) == 0:
                    yield equation


def _orders(reports: Sequence[Facts], truth: Mapping[Name, int]) -> Iterator[tuple[Name, Name]]:
    """Which way each count went: all along where it never turned, else from each report to each later one."""
    for key in sorted(frozenset().union(*(facts.counts for facts in reports))):
        names = [(at, key) for at, facts in enumerate(reports) if key in facts.counts]
        steps = [truth[other] - truth[one] for one, other in pairwise(names)]
        if all(step >= 0 for step in steps):
            yield from pairwise(names)
        elif all(step <= 0 for step in steps):
            yield from pairwise(reversed(names))
        else:
            yield from (
                (one, other) if truth[one] < truth[other] else (other, one)
                for one, other in combinations(names, 2)
                if truth[one] != truth[other]
            )


def _bounds(
    reports: Sequence[Facts], shown: Sequence[Mapping[str, int]]
) -> Iterator[tuple[Name, tuple[int, int]]]:
    """How far a count that stands as it was told can be from that, on the side it moved to."""
    for at, (facts, printed) in enumerate(zip(reports, shown, strict=True)):
        for key, number in printed.items():
            if key in facts.counts:
                up = facts.counts[key] >= number
                yield (at, key), (number, number + LEAST - 1) if up else (number - LEAST + 1, number)
