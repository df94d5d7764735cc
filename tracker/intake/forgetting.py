"""What imports keep goes again: files past their day, files that are in, what tells of a sealed outcome."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker import sealed as vaults
from tracker.cohorts.models import Program
from tracker.intake import flow, looking, outcomes_kind, runs_kind
from tracker.intake.models import Change, ImportChange, ImportRun, RunState
from tracker.intake.run_rules import CHANGEABLE
from tracker.jobs import files
from tracker.jobs.models import KeptFile
from tracker.people.models import Person
from tracker.projects import sealing
from tracker.projects.grid_models import ResultGrid
from tracker.projects.outcome_models import Outcome, OutcomeLink

# Their file is for nothing any more: undoing goes by the journal.
_IN = (RunState.APPLIED, RunState.UNDONE)
_ENDED = (*_IN, RunState.UNDOING)
_TEXTS = ("title", "venue", "words", "label", "url")


def due(session: Session, program_id: int) -> Sequence[ImportRun]:
    """The imports of a program of which something goes today, with their files and jobs."""
    past = sa.or_(KeptFile.keep_until <= clock.now(), KeptFile.removed_at.is_not(None))
    found = (
        sa.select(ImportRun)
        .join(ImportRun.file)
        .where(
            ImportRun.program_id == program_id,
            sa.or_(
                sa.and_(ImportRun.state.in_(_IN), KeptFile.removed_at.is_(None)),
                sa.and_(ImportRun.state.not_in((*_ENDED, RunState.DROPPED)), past),
            ),
        )
        .order_by(ImportRun.id)
        .execution_options(populate_existing=True)
    )
    return [run for run in session.scalars(found) if run.state in _IN or flow.standing(run) in CHANGEABLE]


def tidy(session: Session, program: Program) -> int:
    """Take away the files that are in, and all of what was not taken in by its file's day; returns how many.

    A file's day is `KeptFile.keep_until`. Never commits.
    """
    audit.hold(session, program.id)
    runs = due(session, program.id)
    for run in runs:
        if run.state not in _IN:
            flow.let_go(session, None, run=run)
        elif run.file is not None:
            files.remove(run.file)
    session.flush()
    return len(runs)


@sealing.follows
def forget(session: Session, actor: Person, outcome: Outcome) -> None:
    """Take out of the cohort's imports whatever may say what a sealed outcome says.

    Its title may stand in any file and under any earlier wording, so the files of outcomes go as a whole,
    and where it has evidence those of runs: what was not taken in is dropped, and of the others the lines
    and samples go. None of those that brought or changed it could be undone any more: it was changed since.
    """
    kinds = [outcomes_kind.KIND.name]
    if session.scalar(sa.select(ResultGrid.id).where(ResultGrid.outcome_id == outcome.id).limit(1)):
        kinds.append(runs_kind.KIND.name)
    found = sa.select(ImportRun).where(
        ImportRun.cohort_id == outcome.work.phase.cohort_id,
        ImportRun.kind.in_(kinds),
        ImportRun.state != RunState.DROPPED,
    )
    vaults.overwrite_what_is_deleted(session)
    for run in session.scalars(found.execution_options(populate_existing=True)).all():
        if run.state not in _ENDED:
            flow.let_go(session, actor, run=run)
            continue
        looking.forget(session, run.id)
        run.layout, run.stale = {}, []
        if run.file is not None:
            files.remove(run.file)
        _blank(session, run.id, outcome.id)
    session.flush()


def _blank(session: Session, run_id: int, outcome_id: int) -> None:
    """Take what an import replaced of one outcome out of what it keeps to be undone by."""
    tables = (Outcome.__tablename__, OutcomeLink.__tablename__)
    found = sa.select(ImportChange).where(
        ImportChange.run_id == run_id, ImportChange.table.in_(tables), ImportChange.what != Change.ADDED
    )
    for change in session.scalars(found):
        change.rows = [
            [key, {name: "" if name in _TEXTS else value for name, value in before.items()}]
            if key[0] == outcome_id
            else [key, before]
            for key, before in change.rows
        ]
