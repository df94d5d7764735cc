"""Counts of another cohort inside a report: the same, under names that begin with whose they are. Pure."""

from __future__ import annotations

from dataclasses import replace

from tracker.reports.numbers import Amount, Cell, Count, Measure, Part, Relation, Share


def cell(prefix: str, one: Cell) -> Cell:
    """A cell whose counts stand under names with this prefix."""
    match one:
        case Count(key):
            return Count(prefix + key)
        case Share(part, whole):
            return Share(prefix + part, prefix + whole)
        case Measure():
            return replace(one, n=prefix + one.n, counts=tuple(prefix + key for key in one.counts))
        case Amount():
            return replace(one, counts=tuple(prefix + key for key in one.counts))
        case _:
            return one


def counts(prefix: str, part: Part) -> Part:
    """What a part counts, without its tables."""
    return Part(
        (),
        {prefix + key: number for key, number in part.counts.items()},
        tuple(
            Relation(prefix + one.total, tuple(prefix + key for key in one.parts)) for one in part.relations
        ),
        frozenset(prefix + key for key in part.public),
    )
