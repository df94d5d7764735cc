"""Writes about jobs: asking for one, stopping it, asking again. None of them does the work."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.jobs import queries, rules
from tracker.jobs.models import Job, JobState
from tracker.permissions import Permission
from tracker.reasons import require


def start(
    session: Session,
    actor: audit.Row | None,
    *,
    kind: str,
    title: str,
    program_id: int | None,
    cohort_id: int | None = None,
    params: Mapping[str, Any],
    once_key: str | None = None,
    permission: Permission | None = None,
    page: str | None = None,
) -> Job:
    """Ask for a job, in the transaction of whatever it belongs to; without its commit there is none.

    `title` says in words what is done, for all staff of the program, so it names nothing sealed; `params`
    are ids and settings as JSON. Who takes the file out must hold `permission` then, too. `page` is the
    address of ours to go on from. Where a job under `once_key` is open or done, that one is returned.
    """
    found = queries.once(session, once_key) if once_key else None
    if found is not None:
        return found
    job = Job(
        kind=kind,
        title=" ".join(title.split())[:200],
        program_id=program_id,
        cohort_id=cohort_id,
        person_id=actor.id if actor else None,
        params=dict(params),
        once_key=once_key,
        permission=permission.value if permission else None,
        page=page,
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:  # another process asked for it a moment ago
        found = queries.once(session, once_key) if once_key else None
        if found is None:
            raise
        return found
    audit.note(session, actor, "job.start", job, program_id=program_id, kind=kind)
    return job


def cancel(session: Session, actor: audit.Row | None, job: Job) -> None:
    """Stop a job: at once where it waits, else at the next moment where the worker can."""
    _held(session, job)
    require(rules.may_cancel(job.state, asked=job.cancel_asked_at is not None))
    job.cancel_asked_at = clock.now()
    if job.state is JobState.WAITING:
        job.state, job.finished_at = JobState.CANCELLED, clock.now()
    audit.note(session, actor, "job.cancel", job, program_id=job.program_id, kind=job.kind)


def retry(session: Session, actor: audit.Row | None, job: Job) -> None:
    """Do a job that failed or was cancelled again from its beginning, with what it was asked with."""
    _held(session, job)
    elsewhere = job.once_key is not None and queries.once(session, job.once_key) is not None
    require(rules.may_retry(job.state, again_elsewhere=elsewhere))
    job.key, job.tries, job.state = str(uuid.uuid4()), job.tries + 1, JobState.WAITING
    job.done, job.total, job.doing = 0, None, ""
    job.error = job.worker = job.started_at = job.finished_at = None
    job.cancel_asked_at = job.seen_at = None
    audit.note(session, actor, "job.retry", job, program_id=job.program_id, kind=job.kind)


def see(session: Session, person_id: int, job_ids: Iterable[int]) -> None:
    """The one who asked for these has seen how they ended."""
    session.execute(
        sa.update(Job)
        .where(Job.person_id == person_id, Job.id.in_(list(job_ids)))
        .where(Job.finished_at.is_not(None), Job.seen_at.is_(None))
        .values(seen_at=clock.now())
    )


def _held(session: Session, job: Job) -> None:
    """The job as it is now, which no worker changes until the commit."""
    session.flush()
    session.scalars(
        sa.select(Job).where(Job.id == job.id).with_for_update().execution_options(populate_existing=True)
    ).one()
