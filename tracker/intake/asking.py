"""Has jobs do what takes long of an import: look at it, apply it, take it back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.intake import flow
from tracker.intake import run_rules as rules
from tracker.intake.kinds import Kind
from tracker.intake.models import ImportRun, RunState
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import no, require

JOBS = {
    RunState.LOOKING: "import.look",
    RunState.APPLYING: "import.apply",
    RunState.UNDOING: "import.undo",
}


def ask(
    session: Session, actor: Person, *, run: ImportRun, what: RunState, kind: Kind, title: str, page: str
) -> Job:
    """Have a job look at the file, apply it, or take it back. The same asked twice is one job."""
    flow.held(session, run)
    if run.state is what and run.job is not None and run.job.is_open:
        return run.job
    if what is RunState.LOOKING:
        require(rules.may_look(flow.standing(run)))
    elif what is RunState.UNDOING:
        require(rules.may_undo(flow.standing(run)))
    else:
        assert what is RunState.APPLYING
    run.state = what
    run.job = jobs.start(
        session,
        actor,
        kind=JOBS[what],
        title=title,
        program_id=run.program_id,
        cohort_id=run.cohort_id,
        params={"run": run.id},
        permission=Permission(kind.permission),
        page=page,
    )
    session.flush()
    return run.job


def ask_to_apply(
    session: Session,
    actor: Person,
    *,
    run: ImportRun,
    kind: Kind,
    leave_out: bool,
    seen: str,
    title: str,
    page: str,
) -> Job:
    """Have a job write all good lines of the preview that was `seen`, by the moment it was made.

    `leave_out`: the refused lines were seen and are left out.
    """
    flow.held(session, run)
    if run.state is RunState.APPLYING and run.job is not None and run.job.is_open:
        return run.job
    facts = rules.Applying(
        flow.standing(run), run.counts or {}, whole=kind.whole is not None, leave_out=leave_out
    )
    require(rules.may_apply(facts), field="leave_out")
    if run.looked_at is None or run.looked_at.isoformat() != seen:
        require(no("import_other_preview"), field="leave_out")
    return ask(session, actor, run=run, what=RunState.APPLYING, kind=kind, title=title, page=page)
