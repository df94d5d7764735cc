"""The worker that a server starts beside itself: it ends with the server, and is begun anew where it dies."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

log = logging.getLogger(__name__)

COMMAND = "from tracker.cli import main; main()"
# Seconds: until it is begun anew, doubled up to the longest; to stop; who lived so long starts afresh.
SHORTEST, LONGEST, STOPPING, LIVED = 1.0, 60.0, 15.0, 60.0


class Child:
    """A worker process, for which the end of its standard input is the end of its parent, however it dies."""

    def __init__(self, directory: Path, *, links: str | None, alone: bool = False) -> None:
        """`links` is where links in mails lead. `alone`: the folder is all, whatever the environment says."""
        self._command = [sys.executable, "-c", COMMAND, "worker", "--dir", str(directory), "--until-eof"]
        self._command += ["--links", links] if links else []
        self._env = _without_settings(os.environ) if alone else dict(os.environ)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_up, name="worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Tell it to stop, and wait until it has; it is ended where it takes too long."""
        self._stop.set()
        self._thread.join(STOPPING + 5)

    def _keep_up(self) -> None:
        pause = SHORTEST
        while not self._stop.is_set():
            begun = time.monotonic()
            process = subprocess.Popen(self._command, stdin=subprocess.PIPE, env=self._env)
            while process.poll() is None and not self._stop.wait(0.2):
                pass
            if self._stop.is_set():
                _end(process)
                return
            pause = SHORTEST if time.monotonic() - begun > LIVED else min(pause * 2, LONGEST)
            log.warning("the worker ended with %s; it is begun anew in %s s", process.returncode, pause)
            _end(process)
            self._stop.wait(pause)


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(STOPPING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _without_settings(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith("TRACKER_")}
