"""Which facts a method of unlearning forgets: single ones, clusters, whole universes."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.evidence.grid_cells import Cell
from tracker.evidence.grid_runs import Factor

# Were a method as likely to end beyond the limit as not, all of five runs would lie on one given side in
# 1 of 32 cases, all of four in 1 of 16.
FEWEST_ALIKE = 5


class Forgot(enum.StrEnum):
    """Whether what was to be forgotten is."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Granule:
    """One granularity for one method. `by` says it for each entanglement that was run."""

    level: str
    forgot: Forgot
    by: tuple[tuple[str, Forgot], ...]


@dataclass(frozen=True)
class Forgetting:
    """What a method forgets, by granularity, in the order of the grid."""

    method: str
    granules: tuple[Granule, ...]

    def of(self, forgot: Forgot) -> list[str]:
        """The granularities of which this holds."""
        return [one.level for one in self.granules if one.forgot is forgot]


def verdict(cell: Cell, limit: float) -> Forgot:
    """Forgotten where the whole 95 % interval of the forget accuracy lies at the limit or below.

    Not forgotten where it lies above; else, and with a single run, nobody can tell. Runs that are all alike
    have no interval: five of them and more settle it by their value, fewer leave it open.
    """
    if cell.alike and cell.mean is not None and cell.n >= FEWEST_ALIKE:
        return Forgot.YES if cell.mean <= limit else Forgot.NO
    if cell.low is None or cell.high is None:
        return Forgot.UNKNOWN
    if cell.high <= limit:
        return Forgot.YES
    return Forgot.NO if cell.low > limit else Forgot.UNKNOWN


def forgetting(
    cells: Sequence[Cell], factors: Sequence[Factor], names: tuple[str, str, str], limit: float
) -> tuple[Forgetting, ...]:
    """For each method what it forgets; `names` are those of method, granularity and entanglement.

    A granularity is forgotten where every entanglement that was run is, partly where one is and another
    is not, and unknown where one cannot be told and none settles it.
    """
    method, granularity, entanglement = ([one.name for one in factors].index(name) for name in names)
    found = []
    for place, name in enumerate(factors[method].levels):
        granules = []
        for at, level in enumerate(factors[granularity].levels):
            here = [
                (cell.levels[entanglement], verdict(cell, limit))
                for cell in cells
                if cell.places[method] == place and cell.places[granularity] == at
            ]
            if here:
                granules.append(Granule(level, _together([one for _level, one in here]), tuple(here)))
        found.append(Forgetting(name, tuple(granules)))
    return tuple(found)


def _together(found: Sequence[Forgot]) -> Forgot:
    if len(set(found)) == 1:
        return found[0]
    return Forgot.PARTLY if {Forgot.YES, Forgot.NO} <= set(found) else Forgot.UNKNOWN
