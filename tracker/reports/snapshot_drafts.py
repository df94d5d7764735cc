"""The preview of a snapshot, which a job works out: asked for, looked at, frozen by whoever asked for it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Cohort
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job, JobState
from tracker.jobs.queries import OPEN
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import no, require
from tracker.reports import snapshots
from tracker.reports.snapshot_models import ReportSnapshot
from tracker.reports.snapshots import Draft

JOB = "reports.snapshot_draft"


def ask(session: Session, actor: Person, *, cohort: Cohort, title: str, page: str) -> Job:
    """Have a worker choose what funders would read; asked again while that is under way, it is one job.

    `page` is the address of the preview, to which the job's number is added as `draft`.
    """
    audit.hold(session, cohort.program_id)
    require(snapshots.may_freeze(session, cohort, clock.today(cohort.program.time_zone)))
    theirs = _theirs(actor, cohort).where(Job.state.in_(OPEN), Job.cancel_asked_at.is_(None))
    under_way = session.scalar(theirs.order_by(Job.id.desc()).limit(1))
    if under_way is not None:
        return under_way
    job = jobs.start(
        session,
        actor,
        kind=JOB,
        title=title,
        program_id=cohort.program_id,
        cohort_id=cohort.id,
        params={},
        permission=Permission.REPORT_FREEZE,
    )
    job.page = f"{page}?draft={job.id}"
    return job


def one(session: Session, actor: Person, cohort: Cohort, job_id: int) -> Job | None:
    """A preview of the cohort that the actor asked for, in whatever state; None for all other jobs."""
    return session.scalar(_theirs(actor, cohort).where(Job.id == job_id))


def draft(session: Session, cohort: Cohort, job: Job) -> Draft:
    """The preview. Raises Refused: it is not ready, will never be, or was made from other figures."""
    return snapshots.draft_of(session, cohort, _chosen(job))


def freeze(session: Session, actor: Person, *, cohort: Cohort, job: Job) -> ReportSnapshot:
    """Freeze what the preview shows. Raises Refused as `draft` does, and where it is not the time."""
    return snapshots.freeze_chosen(session, actor, cohort=cohort, chosen=_chosen(job))


def _chosen(job: Job) -> Mapping[str, str]:
    if job.is_open:
        require(no("snapshot_draft_open"))
    if job.state is not JobState.DONE or job.result is None:
        require(no("snapshot_draft_none"))
    assert job.result is not None
    return job.result


def _theirs(actor: Person, cohort: Cohort) -> sa.Select[Job]:
    return sa.select(Job).where(Job.kind == JOB, Job.cohort_id == cohort.id, Job.person_id == actor.id)
