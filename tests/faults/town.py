"""An installation of real processes over a database of its own, in which anybody may be killed at any moment.

Embedded: `tracker serve` over SQLite. Server: gunicorn with two processes over PostgreSQL. Beside each a
worker. What comes again does so as systemd would have it: at once, with the same settings.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy.engine import Engine

from tests.outbox.posting import Office, free_port
from tests.server.browsing import Browser
from tests.server.test_gunicorn import CONFIG, SERVE, ready
from tests.serving import FORKS, forked
from tracker.settings import Smtp

# A worker that takes over from a dead one after seconds, not after half a minute.
WORK = """
import os, sys
os.environ.update({env!r})
sys.stdout = sys.stderr = open({said!r}, "a", buffering=1)
from tracker.cli import main
from tracker.jobs import engine
engine.DEAD_AFTER, engine.BEAT, engine.LOOK = 1.5, 0.3, 0.1
main(["worker"])
"""


@dataclass
class Town:
    """The processes of one installation, and how to end them badly."""

    engine: Engine
    folder: Path
    office: Office
    url: str = ""
    kills: Counter[str] = field(default_factory=Counter)
    _running: dict[str, BaseProcess] = field(default_factory=dict)
    _env: dict[str, str] = field(default_factory=dict)

    def open(self, smtp: Smtp, database_url: str | None = None) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        url = database_url or self.engine.url.render_as_string(hide_password=False)
        self._env = {
            "TRACKER_DIR": str(self.folder / "installation"),
            "TRACKER_DATABASE_URL": url,
            "TRACKER_SECRET_KEY": "k" * 40,
            "TRACKER_SEAL_KEYS": f"1:{'A' * 43}",
            "TRACKER_BASE_URL": self.url,
            "TRACKER_WEB_BIND": f"127.0.0.1:{port}",
            "TRACKER_SMTP_URL": f"smtp://{smtp.host}:{smtp.port}",
            "TRACKER_MAIL_FROM": "fellowship@example.org",
        }
        for who in ("web", "worker"):
            self._begin(who)
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        """Until pages are answered."""
        browser, end = Browser(self.url), time.monotonic() + seconds
        while not ready(browser):
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)

    def kill_somebody(self, dice: random.Random) -> None:
        """Kill one process of the installation as it stands, and have it begun again."""
        who = dice.choice(self.victims())
        self.kills[who] += 1
        if who == "child":
            master = self._running["web"].pid or 0
            if children := _children(master):
                os.kill(dice.choice(children), signal.SIGKILL)  # its master begins another one
            return
        self._end(who)
        self._begin(who)

    def victims(self) -> list[str]:
        one_process = self.engine.dialect.name == "sqlite"
        return ["web", "worker"] if one_process else ["web", "child", "child", "worker"]

    def close(self) -> None:
        for who in list(self._running):
            self._end(who)

    def said(self) -> str:
        """What the processes printed last."""
        return "\n".join(path.read_text()[-6000:] for path in sorted(self.folder.glob("*.said")))

    def _begin(self, who: str) -> None:
        said = str(self.folder / f"{who}.said")
        if who == "worker":
            process = FORKS.Process(target=exec, args=(WORK.format(env=self._env, said=said),))
            process.start()
        elif self.engine.dialect.name == "sqlite":
            port = self.url.rpartition(":")[2]
            process = forked("serve", "--port", port, said=said, env=self._env)
        else:
            code = SERVE.format(env=self._env, said=said, config=str(CONFIG))
            process = FORKS.Process(target=exec, args=(code,))
            process.start()
        self._running[who] = process

    def _end(self, who: str) -> None:
        process = self._running.pop(who)
        for pid in [process.pid or 0, *_children(process.pid or 0)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it ended by itself
        process.join()


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(one) for one in path.read_text().split()]
    except FileNotFoundError:
        return []
