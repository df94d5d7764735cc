"""Reads of result grids. Every way to a grid and its runs leads through here: what is sealed stays so."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts.models import Phase
from tracker.people.models import Person
from tracker.permissions import Grants
from tracker.projects import grid_rules, standing
from tracker.projects.grid_models import GridRun, ResultGrid
from tracker.projects.models import Work
from tracker.projects.outcome_models import Outcome
from tracker.projects.standing import Viewer


def inside(viewer: Viewer) -> bool:
    """Whether it is their own work: that of a member or a mentor."""
    return viewer.place.member is not None or viewer.place.mentor


def of_work(session: Session, viewer: Viewer, work: Work) -> list[ResultGrid]:
    """The grids of a work that somebody may read, by title."""
    found = (
        sa.select(ResultGrid)
        .where(ResultGrid.work_id == work.id)
        .options(joinedload(ResultGrid.outcome))
        .order_by(ResultGrid.title, ResultGrid.id)
    )
    return [one for one in session.scalars(found) if _reads(viewer, one)]


def one(session: Session, person: Person, held: Grants, grid_id: int) -> tuple[ResultGrid, Viewer] | None:
    """A grid with its work, and what somebody is to it; None for those whom it is nothing to."""
    found = (
        sa.select(ResultGrid)
        .where(ResultGrid.id == grid_id)
        .options(
            joinedload(ResultGrid.outcome),
            joinedload(ResultGrid.work).joinedload(Work.phase).joinedload(Phase.cohort),
        )
    )
    grid = session.scalar(found)
    if grid is None:
        return None
    viewer = standing.viewer_of(session, person, held, grid.work)
    return (grid, viewer) if _reads(viewer, grid) else None


def runs(session: Session, grid: ResultGrid) -> Sequence[GridRun]:
    """Every run of a grid that `one` gave, as they came in."""
    found = sa.select(GridRun).where(GridRun.grid_id == grid.id).order_by(GridRun.id)
    return session.scalars(found).all()


def counts(session: Session, grid_ids: Sequence[int]) -> dict[int, int]:
    """How many runs each of some grids has."""
    found = (
        sa.select(GridRun.grid_id, sa.func.count(GridRun.id))
        .where(GridRun.grid_id.in_(grid_ids))
        .group_by(GridRun.grid_id)
    )
    return dict(session.execute(found).all())


def count_of_work(session: Session, work_id: int) -> int:
    found = sa.select(sa.func.count(ResultGrid.id)).where(ResultGrid.work_id == work_id)
    return session.scalar(found) or 0


def outcomes_of(session: Session, work_id: int) -> Sequence[Outcome]:
    """The outcomes that a grid of this work can be evidence of, for the people of the work."""
    found = sa.select(Outcome).where(Outcome.work_id == work_id).order_by(Outcome.title, Outcome.id)
    return session.scalars(found).all()


def _reads(viewer: Viewer, grid: ResultGrid) -> bool:
    return grid_rules.reads(inside=inside(viewer), sees=viewer.sees, outcome=grid.outcome)
