"""One job as it runs: its steps, its progress, its file, and how it ends. Knows not who keeps the steps."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, BinaryIO, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from tracker import clock, db
from tracker import db as database
from tracker.jobs import files
from tracker.jobs.failures import PAUSES, decided, decision_of, is_transient, kept, patiently
from tracker.jobs.models import Job, JobState, JobStep, KeptFile
from tracker.jobs.queries import OPEN
from tracker.jobs.registry import Context, Kind, Stopped, Superseded
from tracker.reasons import Refused, no
from tracker.settings import Settings

T = TypeVar("T")
log = logging.getLogger(__name__)

# Seconds between two looks at the row, and at most so many where it cannot be written.
LOOK, SELDOM = 0.5, 8.0
KEPT_FOR = timedelta(days=30)

# Keeps the text that a step gives under its name; gives the kept one where the step was done before.
KeepStep = Callable[[str, Callable[[], str]], str]


class Running:
    """A job that this process has taken; see `registry.Context`, which it is."""

    def __init__(
        self,
        job: Job,
        *,
        settings: Settings,
        engine: Engine,
        keep_step: KeepStep,
        progress_engine: Engine | None = None,
        standby: database.Standby | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        assert job.lease is not None
        self.job_id, self.program_id, self.cohort_id = job.id, job.program_id, job.cohort_id
        self.person_id, self.params, self.settings = job.person_id, job.params, settings
        self.sessions = fenced(engine, job.id, job.lease)
        self.reading = database.make_sessions(database.read_only(engine))
        self._standby = standby
        self._tries, self._lease, self._keep_step, self._pause = job.tries, job.lease, keep_step, pause
        self._progress = database.make_sessions(progress_engine or engine)
        self._looked, self._every = 0.0, LOOK
        # What the steps of this process gave, where the job begins again in it.
        self._given: dict[str, str] = {}
        self._worn: Exception | None = None

    @property
    def reports(self) -> sessionmaker[Session]:
        if self._standby is None:
            return self.reading
        with self.reading() as first:
            return self._standby.sessions(first) or self.reading

    def step(self, name: str, do: Callable[[], T]) -> T:
        self.stop_if_asked()
        if name not in self._given:
            self._given[name] = self._keep_step(name, partial(self._said, name, do))
        said = json.loads(self._given[name])
        if "refused" in said:
            raise Refused(decision_of(said["refused"]))
        result: T = said["gave"]
        return result

    def write(self, name: str, do: Callable[[Session], T]) -> T:
        self.stop_if_asked()
        return self._tried(name, partial(self._written, name, do))

    def progress(self, done: int, total: int | None = None, doing: str = "") -> None:
        if time.monotonic() - self._looked < self._every:
            return
        shown = {"done": done, "total": None if total is None else max(total, done), "doing": doing[:200]}
        try:
            with self._progress.begin() as session:
                ours = sa.update(Job).where(Job.id == self.job_id, Job.lease == self._lease)
                found = session.execute(ours.values(shown).returning(Job.cancel_asked_at)).one_or_none()
            self._every = LOOK
        except OperationalError:  # somebody writes, perhaps the job itself
            self._every = min(self._every * 2, SELDOM)
            self._looked = 0.0
            self.stop_if_asked()
            return
        self._heed(found)

    def stop_if_asked(self) -> None:
        if time.monotonic() - self._looked < LOOK:
            return
        ours = sa.select(Job.cancel_asked_at).where(Job.id == self.job_id, Job.lease == self._lease)
        try:
            with self.reading() as session:
                found = session.execute(ours).one_or_none()
        except DBAPIError as error:
            if not is_transient(error):
                raise
            # Where nobody can be asked nobody said stop; whoever lost the job cannot commit.
            self._looked = time.monotonic()
            return
        self._heed(found)

    def keep_file(self, name: str, media_type: str, writer: Callable[[BinaryIO], None]) -> int:
        with self.sessions() as session:
            stored = files.keep(
                session,
                self.settings.file_folder,
                name=name,
                media_type=media_type,
                write=writer,
                program_id=self.program_id,
                person_id=self.person_id,
                keep_until=clock.now() + KEPT_FOR,
            )
            drop_file(session, self.job_id)
            session.execute(sa.update(Job).where(Job.id == self.job_id).values(file_id=stored.id))
            session.commit()
            return stored.id

    def end(self, state: JobState, **facts: Any) -> None:
        """Write down how the job ended, however long it takes; nothing of a file stays where it is not done.

        Without it the job would stand as under way, and nobody would take it up while this process lives.
        """
        while True:
            try:
                return self._tried("end", partial(self._ended, state, facts))
            except SQLAlchemyError as error:
                if not (is_transient(error) or db.is_full(error)):
                    raise
                log.warning("how job %s ended cannot be written yet: %s", self.job_id, error)
                self._pause(PAUSES[-1])

    def _ended(self, state: JobState, facts: Mapping[str, Any]) -> None:
        with self.sessions() as session:
            ours = sa.select(Job).where(Job.id == self.job_id, Job.lease == self._lease)
            job = session.scalar(ours.with_for_update())
            if job is None:
                raise Superseded(f"job {self.job_id} is no longer ours")
            if state is not JobState.DONE:
                drop_file(session, self.job_id)
            ended = {"state": state, "finished_at": clock.now(), "lease": None, "doing": "", **facts}
            if state is JobState.DONE:
                ended["done"] = job.done if job.total is None else job.total
            session.execute(sa.update(Job).where(Job.id == self.job_id).values(ended))
            session.info["ended"] = True  # the fence asks for the lease, which is given back here
            session.commit()

    def _said(self, name: str, do: Callable[[], T]) -> str:
        """What a step gave, or for what reason it refused: as text, which outlives this process."""
        try:
            return json.dumps({"gave": self._tried(name, do)})
        except Refused as refused:
            return json.dumps({"refused": kept(refused.decision)})

    def _written(self, name: str, do: Callable[[Session], T]) -> T:
        with self.sessions() as session:
            before = session.get(JobStep, (self.job_id, self._tries, name))
            if before is not None:
                given: T = before.result
                return given
            result = do(session)
            # As JSON and back, so that what is given is what would be given after a crash.
            result = json.loads(json.dumps(result))
            session.add(JobStep(job_id=self.job_id, tries=self._tries, name=name, result=result))
            session.commit()
            return result

    def _tried(self, name: str, do: Callable[[], T]) -> T:
        try:
            return patiently(do, f"{name} of job {self.job_id}", self._pause)
        except Exception as error:
            self._worn = error
            raise

    def begun_again(self, do: Callable[[Context], T]) -> T:
        """Do all of it, and again from its beginning where the database went away between two steps.

        What the steps gave is kept. What a step was patient about already is not tried again.
        """
        return patiently(
            lambda: do(self), f"job {self.job_id}", self._pause, over=lambda error: error is self._worn
        )

    def _heed(self, found: Any) -> None:
        self._looked = time.monotonic()
        if found is None:
            raise Superseded(f"job {self.job_id} is no longer ours")
        if found.cancel_asked_at is not None:
            raise Stopped(f"job {self.job_id} was cancelled")


def fenced(engine: Engine, job_id: int, lease: str) -> sessionmaker[Session]:
    """Sessions none of which commits once the job has another lease than this one."""
    maker = database.make_sessions(engine)

    def look(session: Session) -> None:
        if session.get_nested_transaction() is not None or session.info.get("ended"):
            return
        held = session.scalar(sa.select(Job.lease).where(Job.id == job_id).with_for_update())
        if held != lease:
            raise Superseded(f"job {job_id} is no longer ours")

    event.listen(maker, "before_commit", look)
    return maker


def take(sessions: sessionmaker[Session], key: str, worker: str) -> Job | None:
    """Take the job of a workflow, away from whoever had it; None where it has ended or is gone."""
    with sessions.begin() as session:
        job = session.scalar(sa.select(Job).where(Job.key == key, Job.state.in_(OPEN)).with_for_update())
        if job is not None:
            job.state, job.lease, job.worker = JobState.RUNNING, str(uuid.uuid4()), worker
            job.started_at = job.started_at or clock.now()
        return job


def run(running: Running, kinds: Mapping[str, Kind], kind: str) -> None:
    """Do a job to its end, whatever that is; raises only where not even the end could be written."""
    try:
        _run(running, kinds, kind)
    except Superseded as error:
        log.warning("%s", error)


def _run(running: Running, kinds: Mapping[str, Kind], kind: str) -> None:
    if kind not in kinds:
        log.error("this worker knows no jobs of the kind %s; it is of another version than the pages", kind)
        running.end(JobState.FAILED, error=kept(no("job_kind_unknown")))
        return
    try:
        running.stop_if_asked()
        result = running.begun_again(kinds[kind].run)
        running.end(JobState.DONE, result=result)
    except Superseded:
        raise
    except Stopped:
        running.end(JobState.CANCELLED)
    except Exception as error:
        if not isinstance(error, Refused):
            log.exception("job %s of the kind %s failed", running.job_id, kind)
        running.end(JobState.FAILED, error=kept(decided(error)))


def give_up(sessions: sessionmaker[Session], key: str) -> None:
    """A job whose workflow ended without it: it broke in a way that could not be written down then."""
    _changed(
        sessions,
        key,
        state=JobState.FAILED,
        error=kept(no("job_broke")),
        started_at=sa.func.coalesce(Job.started_at, clock.now()),
        finished_at=clock.now(),
    )


def put_back(sessions: sessionmaker[Session], key: str) -> None:
    """A job that runs nowhere: it waits again, and goes on after its last committed write."""
    _changed(sessions, key, state=JobState.WAITING, started_at=None, worker=None)


def _changed(sessions: sessionmaker[Session], key: str, **values: Any) -> None:
    with sessions.begin() as session:
        job = session.scalar(sa.select(Job).where(Job.key == key, Job.state.in_(OPEN)).with_for_update())
        if job is not None:
            drop_file(session, job.id)
            session.execute(sa.update(Job).where(Job.id == job.id).values(lease=None, doing="", **values))


def drop_file(session: Session, job_id: int) -> None:
    """Take a file off a job; its bytes go with the day's cleaning."""
    dropped = session.scalar(
        sa.select(KeptFile).join(Job, Job.file_id == KeptFile.id).where(Job.id == job_id)
    )
    if dropped is not None:
        session.execute(sa.update(Job).where(Job.id == job_id).values(file_id=None))
        files.remove(dropped)
