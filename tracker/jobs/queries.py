"""Reads of jobs and workers. Two tables are named here as they are, since their rooms lie above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker import clock
from tracker.jobs.models import Job, JobState, Worker

OPEN = (JobState.WAITING, JobState.RUNNING)
# A worker beats every few seconds.
SILENT = timedelta(minutes=2)
COUNTED = (*OPEN, JobState.DONE)
PERSON = sa.table("person", sa.column("id"), sa.column("name"))
PROGRAM = sa.table("program", sa.column("id"), sa.column("name"))


@dataclass(frozen=True)
class Row:
    """A job with the names of who asked for it and of its program."""

    job: Job
    starter: str | None
    program: str | None


def one(session: Session, job_id: int) -> Row | None:
    found = session.execute(_rows().where(Job.id == job_id)).one_or_none()
    return None if found is None else Row(found[0], found[1], found[2])


def for_reader(
    session: Session, person_id: int, program_ids: Iterable[int], *, limit: int = 100
) -> list[Row]:
    """The jobs of a person and those of the programs they are staff of, newest first; one statement."""
    theirs = sa.or_(Job.person_id == person_id, Job.program_id.in_(list(program_ids)))
    found = session.execute(_rows().where(theirs).order_by(Job.id.desc()).limit(limit))
    return [Row(job, starter, program) for job, starter, program in found]


def newest(session: Session, *, limit: int) -> list[Row]:
    """The latest jobs of the whole installation, for the person at the server's console, newest first."""
    found = session.execute(_rows().order_by(Job.id.desc()).limit(limit))
    return [Row(job, starter, program) for job, starter, program in found]


def marks(session: Session, person_id: int) -> tuple[int, int]:
    """(under way, ended and not looked at yet) of a person's jobs; one statement."""
    ended = sa.and_(Job.finished_at.is_not(None), Job.seen_at.is_(None))
    under_way, new = session.execute(
        sa.select(sa.func.count(sa.case((Job.state.in_(OPEN), 1))), sa.func.count(sa.case((ended, 1)))).where(
            Job.person_id == person_id, sa.or_(Job.state.in_(OPEN), ended)
        )
    ).one()
    return under_way, new


def once(session: Session, once_key: str) -> Job | None:
    """The job under this key that is open or done, if there is one."""
    return session.scalar(sa.select(Job).where(Job.once_key == once_key, Job.state.in_(COUNTED)))


def waiting(session: Session) -> list[str]:
    """The keys of the jobs that wait, oldest first."""
    found = sa.select(Job.key).where(Job.state == JobState.WAITING)
    return list(session.scalars(found.order_by(Job.asked_at, Job.id)))


def nobody_works(session: Session) -> bool:
    """Whether no worker was heard of for so long that whoever waits should be told."""
    beat = session.scalar(sa.select(Worker.beat_at).order_by(Worker.beat_at.desc()).limit(1))
    return beat is None or clock.now() - beat > SILENT


def _rows() -> sa.Select[Job, str | None, str | None]:
    return (
        sa.select(Job, PERSON.c.name, PROGRAM.c.name)
        .outerjoin(PERSON, PERSON.c.id == Job.person_id)
        .outerjoin(PROGRAM, PROGRAM.c.id == Job.program_id)
        .options(joinedload(Job.file))
    )
