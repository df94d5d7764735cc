"""The long parts of an import as jobs: looking at a large file, taking it in, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy.orm import Session

from tracker import clock
from tracker.intake import all_kinds, applying, asking, collecting, flow, looking, run_queries, undoing
from tracker.intake.judging import Course
from tracker.intake.kinds import Kind, Scope
from tracker.intake.looking import Tally
from tracker.intake.models import ImportRun, RunState
from tracker.intake.problems import BadInput
from tracker.jobs import registry
from tracker.jobs.registry import Context
from tracker.people.models import Person
from tracker.reasons import Refused, no
from tracker.web.texts import gettext as _

MEGABYTE = 1024 * 1024
Run = Callable[[Context], dict[str, Any]]


def look(context: Context) -> dict[str, Any]:
    """Judge all lines while others write; what is kept of a preview begins anew after a crash."""
    with context.reading() as session:
        run = _mine(session, context, RunState.LOOKING)
        if run is None:
            return {}
        kind, scope, path = _facts(session, context, run)
        with context.sessions() as writing:
            looking.forget(writing, run.id)
            writing.commit()
        tally, total = Tally(), _lines(path)
        try:
            with collecting.paused() as settle:
                for part in Course(session, kind, scope, flow.source_of(run, path)).parts():
                    with context.sessions() as writing:
                        if not _still_looks(writing, context):
                            return {}
                        looking.keep(writing, run.id, part, tally)
                        writing.commit()
                    context.progress(tally.verdicts.total(), total, _("lines looked at"))
                    settle()
        except BadInput as error:
            refused = error
            context.write("failed", lambda writing: looking.failed(writing, _run(writing, context), refused))
            return {"failed": True}

    def looked(writing: Session) -> dict[str, int]:
        if not _still_looks(writing, context):
            return {}
        looking.done(writing, _run(writing, context), tally)
        return tally.counts()

    return context.write("looked", looked)


def apply(context: Context) -> dict[str, Any]:
    """Write all good lines in one transaction; where the preview no longer holds, none."""

    def write(session: Session) -> dict[str, Any]:
        run = _mine(session, context, RunState.APPLYING)
        if run is None:
            return {}
        kind, scope, path = _facts(session, context, run)
        total = run.counts["lines"] if run.counts else None
        doing = _("lines written")
        flow.apply(
            session,
            scope.actor,
            run=run,
            kind=kind,
            scope=scope,
            path=path,
            progress=lambda done: context.progress(done, total, doing),
        )
        return dict(run.counts or {})

    try:
        return context.write("apply", write)
    except applying.Stale as error:
        stale = error
        context.write("stale", lambda session: flow.tell_stale(session, _run(session, context), stale))
        return {"stale": True}
    except BadInput as error:
        refused = error
        context.write("failed", lambda session: looking.failed(session, _run(session, context), refused))
        return {"failed": True}


def undo(context: Context) -> dict[str, Any]:
    """Take an import back in one transaction, or say that something builds on it."""

    def write(session: Session) -> dict[str, Any]:
        run = _mine(session, context, RunState.UNDOING)
        if run is None:
            return {}
        kind = all_kinds.named(run.kind)
        flow.take_back(session, _actor(session, context, run, kind), run=run)
        return {}

    try:
        return context.write("undo", write)
    except undoing.Built as error:
        built = error
        context.write("built", lambda session: flow.keep(session, run=_run(session, context), error=built))
        raise Refused(no("import_built_upon", rows=len(error.obstacles))) from error


def _spoken(run: Run) -> Run:
    """A job whose words are in the language of whoever asked."""

    def spoken(context: Context) -> dict[str, Any]:
        with context.reading() as session:
            asked = None if context.person_id is None else session.get(Person, context.person_id)
        with force_locale(asked.locale if asked else "en"):
            return run(context)

    return spoken


KINDS = (
    registry.Kind(asking.JOBS[RunState.LOOKING], _spoken(look)),
    registry.Kind(asking.JOBS[RunState.APPLYING], _spoken(apply)),
    registry.Kind(asking.JOBS[RunState.UNDOING], _spoken(undo)),
)


def _run(session: Session, context: Context) -> ImportRun:
    return session.get_one(ImportRun, context.params["run"])


def _mine(session: Session, context: Context, state: RunState) -> ImportRun | None:
    """The import where it is this job's to go on with; None where that is done already."""
    run = _run(session, context)
    if run.job_id != context.job_id:
        raise Refused(no("import_moved_on"))
    return run if run.state is state else None


def _still_looks(session: Session, context: Context) -> bool:
    """Whether nobody dropped the import meanwhile; who would, waits until this transaction ends."""
    run = session.get_one(ImportRun, context.params["run"], with_for_update={"of": ImportRun})
    return run.job_id == context.job_id and run.state is RunState.LOOKING


def _facts(session: Session, context: Context, run: ImportRun) -> tuple[Kind, Scope, Path]:
    kind = all_kinds.named(run.kind)
    scope = Scope(run.program, run.cohort, _actor(session, context, run, kind), run.options)
    path = context.settings.file_folder / (run.file.key if run.file else "")
    if run.file is None or run.file.removed_at is not None or not path.is_file():
        raise Refused(no("import_file_gone"))
    return kind, scope, path


def _actor(session: Session, context: Context, run: ImportRun, kind: Kind) -> Person | None:
    """Who asked, as long as they still may."""
    if context.person_id is None:
        return None
    person = session.get_one(Person, context.person_id)
    held = person.grants_on(clock.today(run.program.time_zone))
    if not person.active or not run_queries.reads(held, run, kind.permission):
        raise Refused(no("import_not_yours"))
    return person


def _lines(path: Path) -> int | None:
    """About how many lines a text has; None of a workbook."""
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return None
        file.seek(0)
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(MEGABYTE), b""))
