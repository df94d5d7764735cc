"""Result grids as tests make them, through the product's own actions."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.people.models import Person
from tracker.projects import grid_actions, grid_kinds
from tracker.projects.grid_kinds import Design
from tracker.projects.grid_models import GridFactor, GridKind, GridMetric, Measure, ResultGrid, Way
from tracker.projects.models import Work

OWN = Design((GridFactor("size", ordered=True),), (GridMetric("score", Way.UP, Measure.SOFT, "points"),))
# 0.7 lies above 1.0 by far more than runs differ; the second text is the same but for the noise.
BEYOND = """size,seed,status,score
0.3,1,ok,2.0
0.3,2,ok,2.3
0.3,3,ok,1.8
0.7,1,ok,9.1
0.7,2,ok,8.8
0.7,3,ok,9.4
1.0,1,ok,5.0
1.0,2,ok,5.2
1.0,3,failed,
"""


def own_grid(session: Session, member: Person, work: Work, title: str = "Size sweep") -> ResultGrid:
    """A grid of a member's own with nothing in it."""
    return grid_actions.make_grid(session, member, work=work, title=title, kind=GridKind.FREE, design=OWN)


def filled(session: Session, member: Person, work: Work, text: str = BEYOND) -> ResultGrid:
    """The same with runs."""
    made = own_grid(session, member, work)
    grid_actions.take_in(session, member, grid=made, text=text)
    return made


def ready(session: Session, member: Person, work: Work, kind: GridKind) -> ResultGrid:
    """A ready-made grid with the runs of its example."""
    made = grid_actions.make_grid(session, member, work=work, title=f"Our {kind.value}", kind=kind)
    grid_actions.take_in(session, member, grid=made, text=grid_kinds.example(kind).decode())
    return made
