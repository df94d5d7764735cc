"""A job done in the test's own process, step by step, without the engine that keeps its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tracker import db
from tracker.jobs import registry, running
from tracker.jobs.models import Job
from tracker.jobs.registry import Context, Kind
from tracker.settings import Settings


def taken(engine: Engine, settings: Settings, job_id: int, **given: Any) -> running.Running:
    """The job in the hands of a worker, which may lose it to the next one that takes it."""
    with Session(engine) as session:
        key = session.get_one(Job, job_id).key
    job = running.take(db.make_sessions(engine), key, "here-1")
    assert job is not None
    kept: dict[str, str] = given.pop("kept", {})

    def keep_step(name: str, do: Callable[[], str]) -> str:
        if name not in kept:
            kept[name] = do()
        return kept[name]

    return running.Running(
        job, settings=settings, engine=engine, keep_step=keep_step, pause=lambda _seconds: None, **given
    )


def do(
    engine: Engine, settings: Settings, job_id: int, run: Callable[[Context], Any] | Kind, **given: Any
) -> Job:
    """Do a job to its end, as a kind or by what runs it, and give it as it then stands."""
    with Session(engine) as session:
        kind = session.get_one(Job, job_id).kind
    kinds = registry.of([[run if isinstance(run, Kind) else Kind(kind, run)]])
    running.run(taken(engine, settings, job_id, **given), kinds, kind)
    with Session(engine, expire_on_commit=False) as session:
        return session.get_one(Job, job_id)
