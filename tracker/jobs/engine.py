"""The engine of a worker: DBOS keeps the steps of a job, and goes on with them after a crash.

Importing this costs seconds, so the worker alone does. A job's row says that it waits; whichever worker
looks first begins a workflow under the job's key, which DBOS admits once. A worker that is not heard of
any more loses its workflows to the others; what it still tries to write does not pass the fence.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SetWorkflowID
from dbos import Serializer as Keeping
from sqlalchemy import event
from sqlalchemy.engine import Engine as Database
from sqlalchemy.exc import OperationalError

from tracker import clock
from tracker import db as database
from tracker.jobs import queries, running
from tracker.jobs.failures import is_transient, patiently
from tracker.jobs.models import Job, JobState, Worker
from tracker.jobs.registry import Kind
from tracker.settings import Settings

log = logging.getLogger(__name__)

SLOTS = 2
# Seconds: between looks for waiting jobs, between beats, until a silent worker counts as dead.
LOOK, BEAT, DEAD_AFTER = 0.5, 5.0, 30.0
# A job that takes its worker down so often is not begun again.
CRASHES = 5
MENDED = 500
# Tries to write the first beat, each as long as the database makes a writer wait.
BUSY_STARTS = 20
KEPT_STEPS = timedelta(days=7)
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_engines: list[Engine] = []


class AsJSON(Keeping):
    """What DBOS keeps is text that anybody can read; unpickling it would trust the database with our code."""

    def serialize(self, data: Any) -> str:
        if isinstance(data, BaseException):
            data = {"error": f"{type(data).__name__}: {data}"}
        return json.dumps(data)

    def deserialize(self, serialized_data: str) -> Any:
        data = json.loads(serialized_data)
        return RuntimeError(data["error"]) if isinstance(data, dict) and "error" in data else data

    def name(self) -> str:
        return "tracker_json"


@DBOS.workflow(name="job", max_recovery_attempts=CRASHES)
def _workflow(key: str) -> None:
    _engines[-1].work(key)


def _keep_step(name: str, do: Callable[[], str]) -> str:
    return DBOS.run_step({"name": name}, do)


class Engine:
    """Takes jobs and does them, until it is stopped. One a process."""

    def __init__(
        self,
        settings: Settings,
        engine: Database,
        kinds: Mapping[str, Kind],
        *,
        name: str,
        around: Callable[[], AbstractContextManager[Any]],
    ) -> None:
        """`name` is this worker's alone, and its again after a restart; `around` is entered for each job."""
        self.name, self._kinds, self._settings, self._around = name, kinds, settings, around
        self._engine = engine
        self._writing = database.make_sessions(engine)
        self._reading = database.make_sessions(database.read_only(engine))
        self._progress = _impatient(engine)
        url = settings.report_database_url
        self._standby = database.Standby(url) if url else None
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._begun: set[str] = set()
        self._running: set[str] = set()
        self._beaten = time.monotonic()
        self._heard: dict[str, tuple[datetime, float]] = {}

    def start(self) -> None:
        """Go on with what this worker had begun, and look for more in threads of this process."""
        self._first_beat()
        _engines.append(self)
        config: DBOSConfig = {
            "name": "tracker",
            "system_database_url": self._engine.url.render_as_string(hide_password=False),
            "executor_id": self.name,
            "application_version": "1",
            "serializer": AsJSON(),
            "log_level": "ERROR",
        }
        DBOS(config=config)
        DBOS.launch()
        for look, every in ((self._dispatch, LOOK), (self._beat, BEAT), (self._sweep, BEAT)):
            threading.Thread(target=self._again, args=(look, every), name=look.__name__, daemon=True).start()

    def stop(self, grace: float) -> bool:
        """Begin nothing more; whether all that runs ended within `grace` seconds.

        What did not is gone on with by the next worker.
        """
        self._stop.set()
        until = time.monotonic() + grace
        while self._running and time.monotonic() < until:
            time.sleep(0.05)
        with suppress(sa.exc.SQLAlchemyError), self._writing.begin() as session:
            session.execute(sa.delete(Worker).where(Worker.name == self.name))
        return not self._running

    def work(self, key: str) -> None:
        """Do one job, in the thread of its workflow."""
        with self._lock:
            self._running.add(key)
            self._begun.discard(key)
        try:
            job = patiently(lambda: running.take(self._writing, key, self.name), f"taking job {key}")
            if job is None:
                return
            one = running.Running(
                job,
                settings=self._settings,
                engine=self._engine,
                keep_step=_keep_step,
                progress_engine=self._progress,
                standby=self._standby,
            )
            with self._around():
                running.run(one, self._kinds, job.kind)
        finally:
            with self._lock:
                self._running.discard(key)

    def _again(self, look: Callable[[], None], every: float) -> None:
        while not self._stop.wait(every):
            try:
                look()
            except Exception as error:
                if is_transient(error) or database.is_full(error):
                    said = getattr(error, "orig", error)
                    log.warning("%s comes in the next round: %s", look.__name__.strip("_"), said)
                else:
                    log.exception("%s failed; the next round tries again", look.__name__.strip("_"))

    def _dispatch(self) -> None:
        with self._reading() as session:
            waiting = queries.waiting(session)
        with self._lock:
            self._begun &= set(waiting)
            free = SLOTS - len(self._running | self._begun)
            new = [key for key in waiting if key not in self._begun | self._running][: max(free, 0)]
            self._begun |= set(new)
        for key in new:
            with SetWorkflowID(key):
                DBOS.start_workflow(_workflow, key)

    def _first_beat(self) -> None:
        for _try in range(BUSY_STARTS):
            try:
                self._beat()
            except OperationalError as error:
                if not is_transient(error):
                    raise
                log.warning("the database is busy; this worker waits for it")
            else:
                return
        self._beat()

    def _beat(self) -> None:
        now = clock.now()
        with self._writing.begin() as session:
            row = session.get(Worker, self.name)
            if row is None:
                session.add(Worker(name=self.name, started_at=now, beat_at=now))
            else:
                row.beat_at = now
        if time.monotonic() - self._beaten > DEAD_AFTER / 2:
            # Where this one could not write, neither could the others: their silence says nothing yet.
            self._heard.clear()
        self._beaten = time.monotonic()

    def _sweep(self) -> None:
        """Take over from workers that are not heard of, and mend what lost its workflow."""
        if time.monotonic() - self._beaten > DEAD_AFTER / 2:
            return  # not even this one could say that it lives
        alive = self._alive()
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        dead = {one.executor_id for one in pending if one.executor_id} - alive
        if dead:
            log.warning("taking over from %s", ", ".join(sorted(dead)))
            # Unlike resuming each by its id, this leaves alone what another sweeper was quicker to take.
            DBOS._recover_pending_workflows(sorted(dead))  # noqa: SLF001
        with self._writing.begin() as session:
            session.execute(sa.delete(Worker).where(Worker.name.not_in(alive | dead)))
        self._mend(alive)
        self._forget()

    def _alive(self) -> set[str]:
        """The workers whose beat moved lately, by this process's own time: clocks may differ and jump."""
        with self._reading() as session:
            beats = dict(session.execute(sa.select(Worker.name, Worker.beat_at)).tuples().all())
        now = time.monotonic()
        self._heard = {
            name: self._heard[name] if name in self._heard and self._heard[name][0] == beat else (beat, now)
            for name, beat in beats.items()
        }
        heard = {name for name, (_beat, since) in self._heard.items() if now - since < DEAD_AFTER}
        return heard | {self.name}

    def _mend(self, alive: set[str]) -> None:
        """Jobs that are open while their workflow ended or is gone, as after a restored copy."""
        with self._reading() as session:
            open_ones = sa.select(Job.key, Job.state, Job.worker).where(Job.state.in_(queries.OPEN))
            rows = session.execute(open_ones.order_by(Job.id).limit(MENDED)).tuples().all()
        lost = {
            key: state
            for key, state, worker in rows
            if key not in self._running | self._begun
            and not (state is JobState.RUNNING and worker in alive - {self.name})
        }
        if not lost:
            return
        found = DBOS.list_workflows(workflow_ids=list(lost), load_input=False, load_output=False)
        workflows = {one.workflow_id: one.status for one in found}
        for key, state in lost.items():
            if workflows.get(key) in ENDED:
                running.give_up(self._writing, key)
            elif key not in workflows and state is JobState.RUNNING:
                running.put_back(self._writing, key)

    def _forget(self) -> None:
        """Delete the kept steps of what ended a while ago; the jobs themselves stay."""
        before = (clock.now() - KEPT_STEPS).isoformat()
        old = DBOS.list_workflows(
            status=ENDED, end_time=before, limit=100, load_input=False, load_output=False
        )
        if old:
            DBOS.delete_workflows([one.workflow_id for one in old])


def _impatient(engine: Database) -> Database:
    """For progress: on SQLite it waits for nobody, since the job itself may hold the lock."""
    if engine.dialect.name != "sqlite":
        return engine
    made = database.make_engine(engine.url.render_as_string(hide_password=False))
    event.listen(made, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"))
    return made
