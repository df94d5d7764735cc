"""Writes of an import on its way: begun, its columns named, looked at, applied, taken back, dropped.

Each can be called without a worker; `asking` has a job do the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Cohort, Program
from tracker.intake import applying, collecting, looking, run_queries, undoing
from tracker.intake import run_rules as rules
from tracker.intake.days import Order
from tracker.intake.judging import Course, Source
from tracker.intake.kinds import Kind, Scope
from tracker.intake.layouts import Layout
from tracker.intake.looking import Tally
from tracker.intake.mapping import Columns
from tracker.intake.models import ImportMapping, ImportRun, RunState
from tracker.intake.problems import BadInput
from tracker.jobs import files
from tracker.jobs.models import KeptFile
from tracker.people.models import Person
from tracker.reasons import require


def begin(
    session: Session,
    actor: Person | None,
    *,
    kind: Kind,
    program: Program,
    cohort: Cohort | None,
    file: KeptFile | None,
    name: str,
    sha256: str,
    size: int,
    layout: Layout,
) -> ImportRun:
    """An import of a file whose columns are to be named."""
    run = ImportRun(
        program=program,
        cohort=cohort,
        person=actor,
        kind=kind.name,
        file=file,
        file_name=name[-255:],
        sha256=sha256,
        size=size,
        sheet=layout.sheet,
        layout=layout.as_json(),
    )
    session.add(run)
    session.flush()
    audit.note(
        session, actor, "import.begin", run, program_id=program.id, kind=kind.name, file=name, sha256=sha256
    )
    return run


def read_sheet(session: Session, *, run: ImportRun, layout: Layout) -> None:
    """Take another sheet of the workbook; its columns are to be named anew."""
    held(session, run)
    require(rules.may_map(standing(run)))
    looking.forget(session, run.id)
    run.sheet, run.layout, run.state = layout.sheet, layout.as_json(), RunState.UPLOADED
    run.mapping, run.orders, run.counts, run.looked_at = {}, {}, None, None
    run.problems, run.stale = [], []
    session.flush()


def name_columns(session: Session, *, run: ImportRun, columns: Columns, options: Mapping[str, str]) -> None:
    """Say what the columns mean, and remember it for the next file with these columns.

    `columns` are without faults (`mapping.faults`). An earlier preview goes.
    """
    held(session, run)
    require(rules.may_map(standing(run)))
    looking.forget(session, run.id)
    run.mapping, run.options = dict(columns.mapping), dict(options)
    run.orders = {column: order.value for column, order in columns.orders.items()}
    run.state, run.counts, run.looked_at = RunState.MAPPED, None, None
    run.problems, run.stale = [], []
    _remember(session, run)
    session.flush()


def look(session: Session, *, run: ImportRun, kind: Kind, scope: Scope, path: Path) -> None:
    """Judge all lines in this session and keep the preview; a file that cannot be read fails the import."""
    require(rules.may_look(standing(run)))
    looking.forget(session, run.id)
    tally = Tally()
    try:
        with collecting.paused() as settle:
            for part in Course(session, kind, scope, source_of(run, path)).parts():
                looking.keep(session, run.id, part, tally)
                settle()
    except BadInput as error:
        looking.failed(session, run, error)
        return
    looking.done(session, run, tally)


def take_in(
    session: Session,
    actor: Person | None,
    *,
    kind: Kind,
    scope: Scope,
    source: Source,
    layout: Layout,
    sha256: str,
    size: int,
    leave_out: bool,
    progress: applying.Progress = applying.silent,
) -> ImportRun:
    """Take a file in at once, without a preview, in the caller's transaction; it can be undone like others.

    `leave_out`: refused lines are left out, else one of them refuses the file. Raises as `apply` does.
    """
    applying.hold(session, scope)
    now = clock.now()
    run = ImportRun(
        program=scope.program,
        cohort=scope.cohort,
        person=actor,
        kind=kind.name,
        state=RunState.APPLIED,
        file_name=source.name[-255:],
        sha256=sha256,
        size=size,
        sheet=source.sheet,
        layout=layout.as_json(),
        mapping=dict(source.columns.mapping),
        orders={column: order.value for column, order in source.columns.orders.items()},
        options=dict(scope.options),
        counts={},
        looked_at=now,
        applied_at=now,
    )
    session.add(run)
    session.flush()
    course = Course(session, kind, scope, source)
    tally = applying.write(session, run, course, promised=False, progress=progress)
    whole = kind.whole is not None
    require(
        rules.may_apply(rules.Applying(RunState.LOOKED, tally.counts(), whole=whole, leave_out=leave_out))
    )
    applying.done(session, actor, run, tally)
    return run


def apply(
    session: Session,
    actor: Person | None,
    *,
    run: ImportRun,
    kind: Kind,
    scope: Scope,
    path: Path,
    progress: applying.Progress = applying.silent,
) -> None:
    """Write what the preview promised, in the caller's transaction.

    Raises `applying.Stale` and `BadInput`, after which the caller rolls back, and `Refused`.
    """
    applying.hold(session, scope)
    session.refresh(run)
    course = Course(session, kind, scope, source_of(run, path))
    tally = applying.write(session, run, course, progress=progress)
    applying.done(session, actor, run, tally)


def tell_stale(session: Session, run: ImportRun, error: applying.Stale) -> None:
    """Nothing was written, since the database changed: which lines differ, and a new look is needed."""
    session.refresh(run)
    run.state, run.counts, run.looked_at = RunState.MAPPED, None, None
    run.stale = [
        {"line": one.line, "was": one.was, "now": one.now, "code": one.code, "params": dict(one.params or {})}
        for one in error.differences
    ] or [{}]
    looking.forget(session, run.id)
    session.flush()


def take_back(session: Session, actor: Person | None, *, run: ImportRun) -> None:
    """Undo an import in the caller's transaction. Raises `undoing.Built` and `Refused`."""
    held(session, run)
    state = run.state if run.state is RunState.UNDOING else standing(run)
    require(rules.may_undo(RunState.APPLIED if state is RunState.UNDOING else state))
    undoing.undo(session, actor, run=run)


def keep(session: Session, *, run: ImportRun, error: undoing.Built) -> None:
    """An import that could not be taken back stays as it is, with what stands in the way."""
    held(session, run)
    if run.state is RunState.UNDOING:
        run.state = RunState.APPLIED
    run.problems = [asdict(one) for one in error.obstacles]
    session.flush()


def found_in_the_way(run: ImportRun) -> list[undoing.Obstacle]:
    """What stood in the way when an import was last to be taken back."""
    kept = run.problems if run.state is RunState.APPLIED else []
    return [
        undoing.Obstacle(
            one["why"],
            one["table"],
            tuple(one["key"]),
            one["by"],
            None if one["by_key"] is None else tuple(one["by_key"]),
        )
        for one in kept
    ]


def drop(session: Session, actor: Person | None, *, run: ImportRun) -> None:
    """Nothing comes of an import: its file and its lines go."""
    held(session, run)
    require(rules.may_drop(standing(run)))
    let_go(session, actor, run=run)


def let_go(session: Session, actor: Person | None, *, run: ImportRun) -> None:
    """Drop an import that was not taken in, wherever it stands. The caller holds the program."""
    looking.forget(session, run.id)
    if run.file is not None:
        files.remove(run.file)
    run.state, run.counts, run.looked_at, run.layout = RunState.DROPPED, None, None, {}
    run.problems, run.stale, run.file_id = [], [], None
    session.flush()
    audit.note(session, actor, "import.drop", run, program_id=run.program_id, kind=run.kind)


def held(session: Session, run: ImportRun) -> None:
    """The import as it is now; whoever else would change it waits until the commit."""
    audit.hold(session, run.program_id)
    session.refresh(run)
    if run.job is not None:
        session.refresh(run.job)


def source_of(run: ImportRun, path: Path) -> Source:
    """The file of an import with what its columns mean."""
    orders = {column: Order(order) for column, order in run.orders.items()}
    return Source(path, run.file_name, Columns(run.mapping, orders), run.sheet)


def header_hash(header: tuple[str, ...]) -> str:
    """What tells one header from another."""
    return hashlib.sha256(json.dumps(header).encode()).hexdigest()


def standing(run: ImportRun) -> RunState:
    """Where an import stands; what its job left half-way counts as not begun."""
    return rules.standing(run.state, job_open=run.job is not None and run.job.is_open)


def _remember(session: Session, run: ImportRun) -> None:
    key = header_hash(tuple(run.layout["header"]))
    found = run_queries.remembered(session, run.program_id, run.kind, key)
    if found is None:
        found = ImportMapping(program_id=run.program_id, kind=run.kind, header_hash=key)
        session.add(found)
    asked = {column for column, orders in run.layout["orders"].items() if len(orders) != 1}
    found.mapping, found.used_at = dict(run.mapping), clock.now()
    found.orders = {column: order for column, order in run.orders.items() if column in asked}
