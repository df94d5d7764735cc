"""Jobs that wait for a file to appear, and workers of their own that do them, to be killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tests.serving import FORKS
from tracker import audit
from tracker.jobs.registry import Context, Kind

RUN = """
import os, sys, threading
from pathlib import Path
sys.stdout = sys.stderr = open({said!r}, "w", buffering=1)
from tests.jobs.at_work import KINDS
from tracker import db
from tracker.app import create_app
from tracker.cli import worker
from tracker.cli.installation import Installation
from tracker.jobs import engine
from tracker.jobs import registry
from tracker.settings import Settings
engine.DEAD_AFTER, engine.BEAT, engine.LOOK = 1.5, 0.3, 0.1
settings = Settings(Path({place!r}), {url!r}, "a key for tests only, long enough to be taken",
                    testing=True, files=Path({files!r}))
opened = Installation(settings, db.make_engine(settings.database_url))
worker.run(opened, create_app(settings, opened.engine), registry.of([KINDS]), threading.Event())
"""


def worker(url: str, folder: Path, name: str) -> BaseProcess:
    """A worker process; those of one name have one place, which they hold one after the other."""
    place = folder / name
    said, files = folder / f"{name}.said", folder / "files"
    code = RUN.format(url=url, place=str(place), said=str(said), files=str(files))
    process = FORKS.Process(target=exec, args=(code,))
    process.start()
    return process


def log(folder: str | Path, line: str) -> None:
    with (Path(folder) / "log").open("a") as file:
        file.write(f"{line}\n")


def logged(folder: Path) -> list[str]:
    path = folder / "log"
    return path.read_text().split() if path.exists() else []


def wait_for(true: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to this"
        time.sleep(0.02)


def _wait_for_go(context: Context, where: str) -> None:
    folder = Path(context.params["folder"])
    while context.params.get("hang") == where and not (folder / "go").exists():
        context.stop_if_asked()
        time.sleep(0.02)


def _steps(context: Context) -> dict[str, Any]:
    folder = context.params["folder"]

    def one() -> str:
        log(folder, "one")
        return "first"

    def wrote(session: Session) -> int:
        log(folder, "wrote")
        audit.record(
            session, None, "test.wrote", program_id=None, object_type="job", object_id=context.job_id
        )
        return 7

    def two() -> int:
        log(folder, "two")
        _wait_for_go(context, "in")
        return context.keep_file("made.txt", "text/plain", lambda out: out.write(b"all of it") and None)

    given = [context.step("one", one), context.write("wrote", wrote)]
    file_id = context.step("two", two)
    log(folder, "between")
    _wait_for_go(context, "between")
    context.step("three", lambda: log(folder, "three"))
    return {"given": given, "file": file_id}


def _quick(context: Context) -> None:
    context.write("quick", lambda _session: log(context.params["folder"], f"quick-{context.job_id}"))


KINDS = (Kind("test.steps", _steps), Kind("test.quick", _quick))


@contextmanager
def workers() -> Iterator[list[BaseProcess]]:
    """A list for the workers that a test starts; none outlives it."""
    started: list[BaseProcess] = []
    yield started
    for process in started:
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
