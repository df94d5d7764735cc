"""Do the jobs of an installation, deliver its mail, and do what the days bring."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Self

import click
from flask import Flask

from tracker.app import create_app
from tracker.cli import installation
from tracker.cli.installation import Installation
from tracker.intake import jobs as imports
from tracker.jobs import cleaning, registry
from tracker.jobs.failures import is_transient
from tracker.jobs.registry import Kind
from tracker.overview import daily, post, webhook_events
from tracker.reports import jobs as exports
from tracker.settings import Settings

log = logging.getLogger(__name__)

# Each room that offers jobs adds its KINDS here.
OFFERS: tuple[tuple[Kind, ...], ...] = (imports.KINDS, exports.KINDS)
# Seconds that jobs get to end by themselves once the worker is told to stop; between cleanings of files.
GRACE, CLEANING = 5.0, 3600.0
MOST_HERE = 64


@click.command()
@installation.in_directory()
@click.option("--links", metavar="URL", help="Where links in mails lead; else TRACKER_BASE_URL.")
@click.option("--until-eof", is_flag=True, hidden=True, help="Stop when standard input ends.")
def worker(directory: Path, links: str | None, until_eof: bool) -> None:
    """Do jobs, deliver mail, and do what the days bring. A running server starts one by itself."""
    with installation.existing(directory) as opened:
        app = create_app(opened.settings, opened.engine)
        settings = opened.settings
        app.extensions["tracker_settings"] = replace(settings, base_url=settings.base_url or links)
        stop = threading.Event()
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, lambda _signal, _frame: stop.set())
        if until_eof:
            threading.Thread(target=_wait_for_eof, args=(stop,), daemon=True).start()
        finished = run(opened, app, registry.of(OFFERS), stop, say=None if until_eof else click.echo)
    sys.stdout.flush()
    # A job still under way would keep the process; the next worker goes on with it.
    os._exit(0 if finished else 3)


def run(
    opened: Installation,
    app: Flask,
    kinds: Mapping[str, Kind],
    stop: threading.Event,
    *,
    say: Callable[[str], object] | None = None,
) -> bool:
    """Work until `stop` is set; whether every job had ended by then."""
    from tracker.jobs.engine import Engine  # noqa: PLC0415  # takes seconds

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings: Settings = app.extensions["tracker_settings"]
    with ExitStack() as stack:
        name = stack.enter_context(_Place(settings.directory)).name
        engine = Engine(settings, opened.engine, kinds, name=name, around=app.app_context)
        engine.start()
        if settings.base_url is None:
            steps = [step for step in daily.STEPS if step not in daily.MAILS]
        else:
            steps = list(daily.STEPS)
        days = daily.in_background(app, opened.engine, steps)
        mail = post.in_background(app, opened.session_maker)
        hooks = webhook_events.in_background(app, opened.session_maker)
        if say is not None:
            say(f"Worker {name} is at work (Ctrl-C stops it)")
            if settings.base_url is None:
                say("TRACKER_BASE_URL is not set, so mails could lead nowhere: no reminders are written.")
        _clean_until(stop, opened, settings.file_folder)
        days.set()
        mail.set()
        hooks.set()
        return engine.stop(GRACE)


def _clean_until(stop: threading.Event, opened: Installation, folder: Path) -> None:
    while True:
        try:
            cleaning.clean(opened.session_maker, folder)
        except Exception as error:
            if is_transient(error):
                log.warning("the database was busy; the files are cleaned in the next round")
            else:
                log.exception("cleaning the files failed; the next round tries again")
        if stop.wait(CLEANING):
            return


def _wait_for_eof(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(1024):
        pass
    stop.set()


class _Place:
    """A name that no other worker on this machine has while this one lives, and the next one gets after it.

    The lock goes with the process, however it ends, so that what a killed worker had begun is gone on with
    at once by the one that takes its place.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        # Two folders on one machine may share a database.
        self._mark = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:6]
        self._lock: IO[str] | None = None
        self.name = ""

    def __enter__(self) -> Self:
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(1, MOST_HERE + 1):
            lock = (self._directory / f"worker-{number}.lock").open("a")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                continue
            self._lock, self.name = lock, f"{socket.gethostname()}-{self._mark}-{number}"
            return self
        raise click.ClickException(f"{MOST_HERE} workers run in {self._directory} already")

    def __exit__(self, *_error: object) -> None:
        if self._lock is not None:
            self._lock.close()
