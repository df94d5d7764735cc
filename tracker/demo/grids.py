"""The result grids' story: a suite and two sweeps on works of research, and a small one on a sprint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from tracker.demo.crews import Crew
from tracker.demo.happenings import Happening, Rows, moment
from tracker.demo.timetable import Timetable
from tracker.projects import grid_actions, grid_kinds, grid_queries
from tracker.projects.grid_kinds import Design
from tracker.projects.grid_models import GridFactor, GridKind, GridMetric, Measure, Way

SPRINT = "How brittle are unlearned facts under few-shot prompts?"
SUITE = "Robust unlearning by representation noising"
SWEEP = "Steering vectors across languages"
PAST_SWEEP = "Activation oracles: a first replication"
# Days since training began.
SPRINT_DAY, RESEARCH_DAY = 66, 118
SHOTS = Design(
    (GridFactor("shots", ordered=True),),
    (GridMetric("facts_recalled", Way.DOWN, Measure.HARD, "of 40 facts"),),
)
RECALLED = {
    0: (3, 4, 2, 3),
    2: (9, 6, 8, 7),
    4: (14, 12, 15, 13),
    8: (12, 15, 11, 13),
    16: (21, 24, None, 22),
}


def measured(
    rows: Rows, past: Timetable, main: Timetable, crews: Sequence[Crew], past_crews: Sequence[Crew]
) -> Iterator[Happening]:
    """All grids of both cohorts, each made and filled by a member of its work."""
    ready = ((SUITE, GridKind.UNLEARNING), (SWEEP, GridKind.INJECTION))
    for at, (work, kind) in enumerate(ready):
        yield moment(main, RESEARCH_DAY + at, 300), partial(_ready, rows, main, _by(crews, work), kind)
    yield moment(main, SPRINT_DAY, 300), partial(_own, rows, main, _by(crews, SPRINT))
    sweep = _by(past_crews, PAST_SWEEP)
    yield moment(past, SPRINT_DAY, 300), partial(_ready, rows, past, sweep, GridKind.INJECTION)


def _by(crews: Sequence[Crew], title: str) -> Crew:
    return next(crew for crew in crews if crew.title == title)


def _ready(rows: Rows, table: Timetable, crew: Crew, kind: GridKind) -> None:
    titles = {
        GridKind.UNLEARNING: "Three methods, three sizes of knowledge",
        GridKind.INJECTION: "How much to inject",
    }
    member, work = rows.people[crew.scholars[0]], rows.works[table.slug, crew.title]
    made = grid_actions.make_grid(rows.session, member, work=work, title=titles[kind], kind=kind)
    grid_actions.take_in(rows.session, member, grid=made, text=grid_kinds.example(kind).decode())
    outcomes = [one for one in grid_queries.outcomes_of(rows.session, work.id) if not one.sealed]
    if outcomes:
        grid_actions.attach(rows.session, member, grid=made, outcome=outcomes[0])


def _own(rows: Rows, table: Timetable, crew: Crew) -> None:
    member, work = rows.people[crew.scholars[0]], rows.works[table.slug, crew.title]
    made = grid_actions.make_grid(
        rows.session,
        member,
        work=work,
        title="Facts that come back with examples in the prompt",
        kind=GridKind.FREE,
        design=SHOTS,
    )
    lines = ["shots,seed,status,facts_recalled"]
    for shots, found in RECALLED.items():
        for seed, count in enumerate(found, start=1):
            lines.append(f"{shots},{seed},failed," if count is None else f"{shots},{seed},ok,{count}")
    grid_actions.take_in(rows.session, member, grid=made, text="\n".join(lines))
