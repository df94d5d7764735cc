"""Writes about result grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from tracker import audit
from tracker.people.models import Person
from tracker.projects import grid_queries, grid_rules, sealing, standing
from tracker.projects.grid_imports import KeptRun, Plan, plan
from tracker.projects.grid_kinds import FORGOTTEN_AT, READY, Design, levels_of
from tracker.projects.grid_models import GridKind, GridRun, ResultGrid, RunState
from tracker.projects.models import Work
from tracker.projects.outcome_models import Outcome
from tracker.reasons import no, require


def make_grid(
    session: Session,
    actor: Person,
    *,
    work: Work,
    title: str,
    kind: GridKind,
    design: Design | None = None,
    forgotten_at: float | None = None,
) -> ResultGrid:
    """A grid of a work, without runs; `design` is needed for a kind that is not ready-made."""
    audit.hold(session, work.phase.cohort.program_id)
    require(grid_rules.may_keep(inside=_inside(session, actor, work)))
    design = READY.get(kind) or design or Design((), ())
    limit = (FORGOTTEN_AT if forgotten_at is None else forgotten_at) if kind is GridKind.UNLEARNING else None
    decision = grid_rules.may_make(
        title,
        kind,
        design.factors,
        design.metrics,
        forgotten_at=limit,
        grids=grid_queries.count_of_work(session, work.id),
    )
    require(decision, field=FIELD_OF.get(decision.code, "title"))
    grid = ResultGrid(
        work=work,
        title=title.strip(),
        kind=kind,
        varied=[asdict(one) for one in design.factors],
        measured=[asdict(one) for one in design.metrics],
        forgotten_at=limit,
        added_by_id=actor.id,
    )
    session.add(grid)
    session.flush()
    _note(session, actor, "grid.make", grid, kind=kind.value)
    return grid


# The input that a refusal is about; without one it is the title.
FIELD_OF = {
    "grid_limit_range": "forgotten_at",
    "grid_factors": "factor_1",
    "grid_metrics": "metric_1",
    "grid_name": "factor_1",
    "grid_name_marks": "factor_1",
    "grid_name_reserved": "factor_1",
    "grid_name_twice": "factor_1",
}


def look_at(session: Session, grid: ResultGrid, text: str) -> Plan:
    """What taking in a CSV text would do."""
    kept = [_kept(one) for one in grid_queries.runs(session, grid)]
    return plan(text, grid.factors, grid.metrics, levels=levels_of(grid.kind), kept=kept)


def take_in(session: Session, actor: Person, *, grid: ResultGrid, text: str) -> Plan:
    """Take in the runs of a CSV text, all of them or none. What the text leaves out stays."""
    audit.hold(session, grid.work.phase.cohort.program_id)
    require(grid_rules.may_keep(inside=_inside(session, actor, grid.work)))
    found = look_at(session, grid, text)
    if found.problems:
        require(no("grid_problems", count=len(found.problems)), field="runs")
    for run in found.new:
        session.add(
            GridRun(
                grid_id=grid.id,
                cell=run.cell,
                levels=list(run.levels),
                seed=run.seed,
                state=run.state,
                results=_listed(run.results),
            )
        )
    rows = {one.id: one for one in grid_queries.runs(session, grid)} if found.corrected else {}
    for before, after in found.corrected:
        rows[before.id].state, rows[before.id].results = after.state, _listed(after.results)
    session.flush()
    if found.changes:
        _note(session, actor, "grid.take-in", grid, **_changes(found))
    return found


def attach(session: Session, actor: Person, *, grid: ResultGrid, outcome: Outcome | None) -> ResultGrid:
    """Make a grid the evidence of an outcome of its work, or of none."""
    audit.hold(session, grid.work.phase.cohort.program_id)
    require(grid_rules.may_keep(inside=_inside(session, actor, grid.work)))
    if outcome is not None and outcome.work_id != grid.work_id:
        require(no("grid_outcome_elsewhere"), field="outcome")
    before, grid.outcome = grid.outcome_id, outcome
    session.flush()
    if grid.outcome_id != before:
        _note(session, actor, "grid.attach", grid, before=before, after=grid.outcome_id)
        if outcome is not None and outcome.sealed:
            sealing.sealed(session, actor, outcome)
    return grid


def _inside(session: Session, actor: Person, work: Work) -> bool:
    place = standing.place_of(session, actor, work)
    return place.member is not None or place.mentor


def _kept(run: GridRun) -> KeptRun:
    results = None if run.results is None else tuple(run.results)
    return KeptRun(run.id, run.cell, run.seed, RunState(run.state), results)


def _listed(results: Sequence[float | None] | None) -> list[float | None] | None:
    return None if results is None else list(results)


def _changes(found: Plan) -> Mapping[str, object]:
    """What the audit trail keeps: how many runs are new, and of a corrected one what stood there."""
    return {
        "new": len(found.new),
        "corrected": [
            {"run": before.id, "state": before.state.value, "results": _listed(before.results)}
            for before, _after in found.corrected
        ],
    }


def _note(session: Session, actor: Person, action: str, grid: ResultGrid, **change: object) -> None:
    audit.note(session, actor, action, grid, program_id=grid.work.phase.cohort.program_id, **change)
