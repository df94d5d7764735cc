"""`tracker` as a process of its own, forked from one that has loaded the application and done nothing else.

Loading takes longer than most of these tests. tests/cli/test_serve.py starts it as people do.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tracker.cli.serve", "tracker.cli.worker", "tracker.jobs.engine"])
RUN = """
import os, sys
from contextlib import nullcontext
from datetime import datetime
os.environ.update({env!r})
sys.stdout = sys.stderr = open({said!r}, "w", buffering=1)
from tracker import clock
from tracker.cli import main
with clock.fixed(datetime.fromisoformat({at!r})) if {at!r} else nullcontext():
    main({command!r})
"""


def forked(
    *command: str, said: Path | str, env: Mapping[str, str] | None = None, at: datetime | None = None
) -> BaseProcess:
    """The command running, with the clock held at a moment if one is given; what it prints goes to a file.

    A server has no worker beside it: a test that needs one starts it too.
    """
    if command[0] in ("serve", "demo"):
        command = (*command, "--no-worker")
    moment = at.isoformat() if at else ""
    code = RUN.format(command=list(command), said=str(said), env=dict(env or {}), at=moment)
    process = FORKS.Process(target=exec, args=(code,))
    process.start()
    return process
