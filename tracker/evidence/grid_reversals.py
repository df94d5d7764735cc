"""Reversals along an ordered factor: levels whose results go against the sweep's own direction."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tracker.evidence.grid_best import Better
from tracker.evidence.grid_cells import ROUNDING, Cell
from tracker.evidence.grid_runs import Factor
from tracker.evidence.grid_tests import ALPHA, Comparison, compare, holm


class Verdict(enum.StrEnum):
    """Whether a reversal is more than the runs vary among themselves."""

    BEYOND = "beyond noise"
    WITHIN = "within noise"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True)
class Reversal:
    """A pair of cells that differ in one ordered factor and go against its direction.

    `low` and `high` are places of cells, of the lower and the higher level; `low_ahead` tells which is the
    better one. `difference` is the mean at the lower level minus that at the higher. `p` is adjusted and
    None where one of the two has a single run. The same two levels were run at `among` combinations of the
    other factors, and go against the direction at `here` of them.
    """

    factor: int
    low: int
    high: int
    low_ahead: bool
    difference: float
    p: float | None
    verdict: Verdict
    here: int
    among: int


@dataclass(frozen=True)
class Sweep:
    """One ordered factor: whether higher levels are better on the whole, and what goes against that.

    `steps` counts the pairs of levels that were compared in this. `assumed` says that the direction was not
    found in them: there are two levels only, or as many pairs go one way as the other.
    """

    factor: int
    upwards: bool
    assumed: bool
    steps: int
    reversals: tuple[Reversal, ...]


def sweep(cells: Sequence[Cell], factors: Sequence[Factor], factor: int, better: Better) -> Sweep:
    """What a sweep along one ordered factor says, for each combination of the other factors' levels.

    The direction is that of most pairs of levels, over all combinations of the others: results get better
    towards higher levels, or worse. With two levels, and where as many pairs say one as the other, it is
    taken to be better. A reversal is a pair of levels with means the other way round.

    All reversals with a test (two runs at least on both sides, see `compare`) are one family, whose
    p-values are adjusted (Holm). Of the pairs that share their worse cell only the one with the best mean
    on the other side is reported: where 1.0 fails, it is said that 0.7 is better, not every lower level.
    """
    slices = _slices(cells, factor)
    pairs = [pair for line in slices for pair in combinations(line, 2)]
    ups = sum(_ahead(cells[high], cells[low], better) for low, high in pairs)
    downs = sum(_ahead(cells[low], cells[high], better) for low, high in pairs)
    assumed = len(factors[factor].levels) < 3 or ups == downs
    upwards = assumed or ups > downs
    against = [
        (low, high) if upwards else (high, low)  # the better one first
        for low, high in pairs
        if _ahead(cells[low if upwards else high], cells[high if upwards else low], better)
    ]
    made = {pair: found for pair in against if (found := compare(cells[pair[0]], cells[pair[1]]))}
    adjusted = dict(zip(made, holm([found.p for found in made.values()]), strict=True))
    spread = _spread(cells, factor, pairs, against)
    return Sweep(
        factor=factor,
        upwards=upwards,
        assumed=assumed,
        steps=len(pairs),
        reversals=tuple(
            _reversal(cells, factor, pair, better, made.get(pair), adjusted.get(pair), spread)
            for pair in _strongest(cells, against, better)
        ),
    )


def _slices(cells: Sequence[Cell], factor: int) -> list[list[int]]:
    """Cells with a mean that differ in this factor alone, by its levels."""
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for place, cell in enumerate(cells):
        if cell.mean is not None:
            found[cell.places[:factor] + cell.places[factor + 1 :]].append(place)
    return [sorted(line, key=lambda one: cells[one].places[factor]) for line in found.values()]


def _ahead(one: Cell, other: Cell, better: Better) -> bool:
    """Whether the mean of one is better than that of the other by more than rounding."""
    first, second = one.mean or 0.0, other.mean or 0.0
    return better.sign * first - better.sign * second > ROUNDING * max(abs(first), abs(second))


def _strongest(
    cells: Sequence[Cell], against: Sequence[tuple[int, int]], better: Better
) -> Iterator[tuple[int, int]]:
    """For each worse cell the pair with the best better one, in the order of the worse cells."""
    rivals: dict[int, list[int]] = defaultdict(list)
    for ahead, behind in against:
        rivals[behind].append(ahead)
    for behind in sorted(rivals):
        yield max(rivals[behind], key=lambda one: (better.sign * (cells[one].mean or 0.0), -one)), behind


def _spread(
    cells: Sequence[Cell],
    factor: int,
    pairs: Sequence[tuple[int, int]],
    against: Sequence[tuple[int, int]],
) -> dict[frozenset[int], tuple[int, int]]:
    """Two levels → at how many combinations of the others they go against the direction, out of how many."""
    found: dict[frozenset[int], list[int]] = defaultdict(lambda: [0, 0])
    for count, these in enumerate((against, pairs)):
        for one, other in these:
            found[frozenset((cells[one].places[factor], cells[other].places[factor]))][count] += 1
    return {levels: (here, among) for levels, (here, among) in found.items()}


def _reversal(
    cells: Sequence[Cell],
    factor: int,
    pair: tuple[int, int],
    better: Better,
    made: Comparison | None,
    p: float | None,
    spread: dict[frozenset[int], tuple[int, int]],
) -> Reversal:
    low, high = sorted(pair, key=lambda one: cells[one].places[factor])
    verdict = Verdict.UNKNOWN
    if made is not None and p is not None:
        beyond = p < ALPHA and better.sign * made.difference > 0
        verdict = Verdict.BEYOND if beyond else Verdict.WITHIN
    here, among = spread[frozenset(cells[one].places[factor] for one in pair)]
    return Reversal(
        factor=factor,
        low=low,
        high=high,
        low_ahead=pair[0] == low,
        difference=(cells[low].mean or 0.0) - (cells[high].mean or 0.0),
        p=p,
        verdict=verdict,
        here=here,
        among=among,
    )
