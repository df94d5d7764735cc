"""What result grids vary and measure: the ready-made kinds, and the levels that these take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracker.projects.grid_models import GridFactor, GridKind, GridMetric, Measure, Way

METHOD, GRANULARITY, ENTANGLEMENT = "method", "granularity", "entanglement"
GRANULARITIES = ("single isolated fact", "small cluster", "contained universe")
ENTANGLEMENTS = ("self-contained", "interacting")
FORGET, RETAIN = "forget_accuracy", "retain_accuracy"
# A quarter is what guessing among four answers gets right.
FORGOTTEN_AT = 0.25


@dataclass(frozen=True)
class Design:
    """What a grid varies and measures. `levels` names those of a factor that can have no others."""

    factors: tuple[GridFactor, ...]
    metrics: tuple[GridMetric, ...]
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)


READY: dict[GridKind, Design] = {
    GridKind.UNLEARNING: Design(
        (GridFactor(METHOD), GridFactor(GRANULARITY), GridFactor(ENTANGLEMENT)),
        (
            GridMetric(FORGET, Way.DOWN, Measure.HARD, "share of questions"),
            GridMetric(RETAIN, Way.UP, Measure.HARD, "share of questions"),
        ),
        {GRANULARITY: GRANULARITIES, ENTANGLEMENT: ENTANGLEMENTS},
    ),
    GridKind.INJECTION: Design(
        (GridFactor("fraction", ordered=True), GridFactor("weight", ordered=True)),
        (
            GridMetric("word_count", Way.UP, Measure.HARD, "words of the fixed list"),
            GridMetric("similarity", Way.UP, Measure.SOFT, "cosine"),
        ),
    ),
}


def levels_of(kind: GridKind) -> dict[str, tuple[str, ...]]:
    """The levels that factors of a kind are held to."""
    return READY[kind].levels if kind in READY else {}


def example(kind: GridKind) -> bytes:
    """The example CSV of a ready-made kind, with invented numbers."""
    return (Path(__file__).parent / "examples" / f"{kind.value}.csv").read_bytes()


def blank(factors: Sequence[GridFactor], metrics: Sequence[GridMetric]) -> str:
    """The header of a CSV for a grid."""
    return ",".join([*(one.name for one in factors), "seed", "status", *(one.name for one in metrics)]) + "\n"
