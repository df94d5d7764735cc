"""Tables of result grids: what was varied and measured in a work, and every run of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.projects.models import Work
from tracker.projects.outcome_models import Outcome


class GridKind(enum.StrEnum):
    """A grid of a work's own making, or one of the ready-made ones."""

    FREE = "free"
    UNLEARNING = "unlearning"
    INJECTION = "injection"


class RunState(enum.StrEnum):
    OK = "ok"
    FAILED = "failed"
    MISSING = "missing"


class Way(enum.StrEnum):
    """Which way a metric is good."""

    UP = "up"
    DOWN = "down"


class Measure(enum.StrEnum):
    """What a metric is: something counted, or something judged by degree."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True)
class GridFactor:
    """What is varied in a grid."""

    name: str
    ordered: bool = False


@dataclass(frozen=True)
class GridMetric:
    """What is measured in a grid."""

    name: str
    better: Way
    measure: Measure
    unit: str = ""


class ResultGrid(Base):
    """The measured results of a work, as runs and not as one headline.

    What is varied and measured is set when the grid is made and stays. `forgotten_at` belongs to
    fact-unlearning suites: the highest forget accuracy at which a fact counts as forgotten.
    """

    __tablename__ = "result_grid"

    id: Mapped[Key]
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    outcome_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outcome.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[GridKind] = mapped_column(choice(GridKind, "grid_kind"))
    varied: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    measured: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    forgotten_at: Mapped[float | None] = mapped_column(sa.Double())
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    work: Mapped[Work] = relationship()
    outcome: Mapped[Outcome | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("title <> ''", name="has_title"),
        sa.CheckConstraint("(kind = 'unlearning') = (forgotten_at IS NOT NULL)", name="limit_of_suites"),
        sa.CheckConstraint("forgotten_at >= 0 AND forgotten_at <= 1", name="limit_is_accuracy"),
    )

    @property
    def factors(self) -> list[GridFactor]:
        return [GridFactor(one["name"], one["ordered"]) for one in self.varied]

    @property
    def metrics(self) -> list[GridMetric]:
        return [
            GridMetric(one["name"], Way(one["better"]), Measure(one["measure"]), one["unit"])
            for one in self.measured
        ]


class GridRun(Base):
    """One run: its levels as they were typed, its seed ("" without one), and what came of it.

    `cell` is the same for all runs of the same levels, however a number among them is written. `results`
    has a place for each metric, in the grid's order, and null where that one is missing.
    """

    __tablename__ = "grid_run"

    id: Mapped[Key]
    grid_id: Mapped[int] = mapped_column(sa.ForeignKey("result_grid.id"), index=True)
    cell: Mapped[str]
    levels: Mapped[list[str]] = mapped_column(sa.JSON)
    seed: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[RunState] = mapped_column(choice(RunState, "run_state"))
    results: Mapped[list[float | None] | None] = mapped_column(sa.JSON(none_as_null=True))

    __table_args__ = (
        sa.CheckConstraint("(state = 'ok') = (results IS NOT NULL)", name="results_iff_ok"),
        sa.Index(
            "uq_grid_run_seed",
            "grid_id",
            "cell",
            "seed",
            unique=True,
            sqlite_where=sa.text("seed <> ''"),
            postgresql_where=sa.text("seed <> ''"),
        ),
    )
