"""Jobs in the states that pages and rules meet, made without a worker."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tests.cast import Cast
from tracker import clock
from tracker.jobs import actions, files
from tracker.jobs.models import Job, JobState, KeptFile
from tracker.people.models import Person
from tracker.permissions import Permission

TABLE = b"name,level\nAda,4.1\n"


def asked(session: Session, cast: Cast, by: Person, **facts: Any) -> Job:
    """A job that waits, asked for by somebody of the cast's program."""
    given = {
        "kind": "test.export",
        "title": "Forms of Winter 2026 as CSV",
        "program_id": cast.program.id,
        "cohort_id": cast.cohort.id,
        "params": {},
        **facts,
    }
    job = actions.start(session, by, **given)
    session.flush()
    return job


def begun(session: Session, job: Job, *, done: int = 0, total: int | None = None, doing: str = "") -> Job:
    """As a worker leaves it while it runs."""
    job.state, job.started_at = JobState.RUNNING, clock.now()
    job.worker, job.lease = "here-1", str(uuid.uuid4())
    job.done, job.total, job.doing = done, total, doing
    session.flush()
    return job


def ended(session: Session, job: Job, state: JobState, **facts: Any) -> Job:
    """As a worker leaves it when it has ended so."""
    if job.state is JobState.WAITING:
        begun(session, job)
    job.state, job.lease, job.finished_at = state, None, clock.now()
    for name, value in facts.items():
        setattr(job, name, value)
    session.flush()
    return job


def exported(
    session: Session,
    cast: Cast,
    by: Person,
    folder: Path,
    *,
    name: str = "forms.csv",
    permission: Permission | None = Permission.COHORT_EXPORT,
) -> Job:
    """A job that is done, with a file."""
    job = asked(session, cast, by, permission=permission)
    kept = table(session, cast, by, folder, name=name)
    return ended(session, job, JobState.DONE, file_id=kept.id)


def table(session: Session, cast: Cast, by: Person, folder: Path, *, name: str = "forms.csv") -> KeptFile:
    return files.keep(
        session,
        folder,
        name=name,
        media_type="text/csv; charset=utf-8",
        write=lambda out: out.write(TABLE) and None,
        program_id=cast.program.id,
        person_id=by.id,
    )
