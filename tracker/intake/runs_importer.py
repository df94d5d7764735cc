"""Runs of result grids out of a file, by the same reading as a grid's own page."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker import audit
from tracker.cohorts.models import Cohort, Phase
from tracker.evidence import grid_files
from tracker.intake.acting import refused
from tracker.intake.kinds import Journal, Judged, Line, NotTaken, Problem, Scope, Verdict
from tracker.intake.refusals import problem_of
from tracker.intake.watching import watched
from tracker.people.models import Person
from tracker.projects import grid_actions, standing
from tracker.projects.grid_imports import Plan
from tracker.projects.grid_models import ResultGrid, RunState
from tracker.projects.models import Work
from tracker.reasons import Refused

LEVEL, VALUE = "level:", "value:"
# Codes of `evidence.grid_files` get this before them: others have the same names.
CODE = "run_"


@dataclass(frozen=True)
class Intent:
    """What the first line of a grid's runs does: take in all of them."""

    grid: ResultGrid
    text: str


class RunsImporter:
    """Takes in runs of the grids that somebody may keep: those of their own works."""

    def __init__(self, session: Session, scope: Scope) -> None:
        assert scope.cohort is not None  # the kind needs one
        self.scope = scope
        self._grids = kept_by(session, scope.actor, scope.cohort)

    def judge(self, session: Session, lines: Sequence[Line]) -> list[Judged]:
        found: dict[int, Judged] = {}
        grids: dict[int, list[Line]] = defaultdict(list)
        for line in lines:
            grid = self._grid(line)
            if isinstance(grid, Problem):
                found[line.number] = refused(line, grid)
            else:
                grids[grid.id].append(line)
        for grid in self._grids:
            if some := grids.get(grid.id):
                found |= {one.line.number: one for one in self._runs(session, grid, some)}
        return [found[line.number] for line in lines]

    def write(self, session: Session, judged: Sequence[Judged], journal: Journal) -> None:
        audit.hold(session, self.scope.program.id)
        assert self.scope.actor is not None  # the kind needs one
        for one in judged:
            if not isinstance(one.intent, Intent):
                continue
            try:
                with watched(session, journal):
                    grid_actions.take_in(
                        session, self.scope.actor, grid=one.intent.grid, text=one.intent.text
                    )
            except Refused as error:
                raise NotTaken(one.line.number, problem_of(error.decision, error.field)) from error

    def _grid(self, line: Line) -> ResultGrid | Problem:
        """The grid that a line names, or the only one there is."""
        work, title = line.values.get("work"), line.values.get("grid")
        found = [one for one in self._grids if title in (None, one.title) and work in (None, one.work.title)]
        if len(found) != 1:
            return Problem("grid_of_several" if found else "grid_unknown", "grid")
        columns = {LEVEL + one.name for one in found[0].factors} | {
            VALUE + one.name for one in found[0].metrics
        }
        other = [name for name in line.values if name.startswith((LEVEL, VALUE)) and name not in columns]
        if other:
            return Problem("grid_column", other[0], {"title": found[0].title})
        if not line.values.keys() & columns:  # as CSV it would be a blank line, which is passed over
            return Problem("run_level_missing", LEVEL + found[0].factors[0].name)
        return found[0]

    def _runs(self, session: Session, grid: ResultGrid, lines: Sequence[Line]) -> list[Judged]:
        """The verdicts on the lines of one grid: they come together or not at all."""
        text = _text(grid, [line.values for line in lines])
        plan = grid_actions.look_at(session, grid, text)
        if plan.corrected:
            text = _text(grid, _filled(grid, lines, plan))
            plan = grid_actions.look_at(session, grid, text)
        if plan.problems:
            return _refused(grid, lines, plan)
        new = {run.line for run in plan.new}
        corrected = {run.line: (before, run) for before, run in plan.corrected}
        verdicts = []
        for at, line in enumerate(lines, start=2):
            shown = dict(line.values)
            if at in new:
                verdicts.append(Judged(line, Verdict.NEW, after=shown))
            elif at in corrected:
                before, run = corrected[at]
                old, now = _results(grid, before.results), _results(grid, run.results)
                old["status"], now["status"] = before.state.value, run.state.value
                verdicts.append(Judged(line, Verdict.CHANGED, before=old, after=now))
            else:
                verdicts.append(Judged(line, Verdict.UNCHANGED))
        first = next((at for at, one in enumerate(verdicts) if one.verdict is not Verdict.UNCHANGED), None)
        if first is not None:
            one = verdicts[first]
            verdicts[first] = Judged(
                one.line, one.verdict, before=one.before, after=one.after, intent=Intent(grid, text)
            )
        return verdicts


def kept_by(session: Session, actor: Person | None, cohort: Cohort) -> list[ResultGrid]:
    """The grids of a cohort that somebody may take runs into by a file.

    Evidence of an outcome under restriction is for its work's own page: a preview would keep its figures.
    """
    if actor is None:
        return []
    found = (
        sa.select(ResultGrid)
        .join(ResultGrid.work)
        .join(Work.phase)
        .where(Phase.cohort_id == cohort.id)
        .options(joinedload(ResultGrid.outcome), joinedload(ResultGrid.work))
        .order_by(ResultGrid.id)
    )
    open_ones = [one for one in session.scalars(found) if one.outcome is None or not one.outcome.sealed]
    places = {one.work_id: standing.place_of(session, actor, one.work) for one in open_ones}
    return [one for one in open_ones if places[one.work_id].member or places[one.work_id].mentor]


def _filled(grid: ResultGrid, lines: Sequence[Line], plan: Plan) -> list[dict[str, Any]]:
    """What lines say, with what stands in the runs that they correct where a cell is blank.

    A file that leaves cells out corrects the others. The grid's own page takes a blank as “no result”.
    """
    names = [VALUE + one.name for one in grid.metrics]
    full = [dict(line.values) for line in lines]
    for before, run in plan.corrected:
        values = full[run.line - 2]
        if not values.keys() & {"status", *names}:
            values["status"] = before.state.value
        # Not by the state that was read: a run without results is read as missing, whatever it is called.
        if values.get("status", "").strip().lower() in ("", RunState.OK.value):
            known = zip(names, before.results or (), strict=False)
            values |= {name: repr(value) for name, value in known if value is not None and name not in values}
    return full


def _text(grid: ResultGrid, lines: Sequence[Mapping[str, Any]]) -> str:
    """Values as the CSV that the grid's page takes; line n of it is the (n − 1)th of them."""
    names = [LEVEL + one.name for one in grid.factors]
    names += ["seed", "status", *(VALUE + one.name for one in grid.metrics)]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([name.removeprefix(LEVEL).removeprefix(VALUE) for name in names])
    writer.writerows([[line.get(name, "") for name in names] for line in lines])
    return written.getvalue()


def _refused(grid: ResultGrid, lines: Sequence[Line], plan: Plan) -> list[Judged]:
    names = {one.name: LEVEL + one.name for one in grid.factors}
    names |= {one.name: VALUE + one.name for one in grid.metrics}
    by_line: dict[int, list[grid_files.Problem]] = defaultdict(list)
    for one in plan.problems:
        by_line[max(one.line, 2)].append(one)
    beside = Problem("run_beside", None, {"line": lines[min(by_line) - 2].number})
    return [
        refused(
            line,
            *(
                Problem(CODE + one.code, names.get(one.column, one.column or None), one.params)
                for one in by_line[at]
            ),
        )
        if at in by_line
        else refused(line, beside)
        for at, line in enumerate(lines, start=2)
    ]


def _results(grid: ResultGrid, results: Sequence[float | None] | None) -> dict[str, Any]:
    values = results or [None] * len(grid.metrics)
    return {
        VALUE + one.name: f"{value:g}"
        for one, value in zip(grid.metrics, values, strict=True)
        if value is not None
    }
