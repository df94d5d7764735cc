"""Finds PostgreSQL's own programs, in a version that can read the server at hand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy.engine import URL, Connection

# Where Debian and those after it keep each version, whatever comes first in the path.
DEBIAN = Path("/usr/lib/postgresql")
# Options of an address that libpq takes from an address as well, so that none is lost on the way.
DRIVER = "postgresql"


class ProgramMissing(RuntimeError):
    """There is none, or only older ones than the server; `mend` says what to do."""

    def __init__(self, says: str, mend: str) -> None:
        super().__init__(says)
        self.mend = mend


class ProgramFailed(RuntimeError):
    """One ended with an error; the words are its last lines."""


def version_of(connection: Connection) -> int:
    """The server's major version."""
    found = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    return int(found) // 10_000


def found(name: str, server: int, folder: Path | None) -> Path:
    """The program in the oldest version that is not older than the server's. Raises `ProgramMissing`.

    `folder` is where it is taken from; without one it is looked for in the path and where Debian has it.
    """
    seen: dict[Path, int] = {}
    for path in _places(name, folder):
        version = _version(path)
        if version is not None:
            seen.setdefault(path, version)
    fitting = [path for path, version in seen.items() if version >= server]
    if fitting:
        return min(fitting, key=lambda path: seen[path])
    others = ", ".join(f"{path} is of {version}" for path, version in seen.items()) or "there is none"
    raise ProgramMissing(
        f"{name} of PostgreSQL {server} or newer is needed for this server; {others}",
        f"install postgresql-client-{server}, or name its folder in TRACKER_POSTGRES_PROGRAMS",
    )


def run(program: Path, url: URL, *arguments: str, database: str | None = None) -> None:
    """Run a program on a database; the password goes by the environment, which other users cannot read.

    Raises `ProgramFailed`.
    """
    place = url.set(drivername=DRIVER, password=None, database=database or url.database)
    shown = place.render_as_string(hide_password=False)
    command = [str(program), f"--dbname={shown}", "--no-password", *arguments]
    done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-3:]
        raise ProgramFailed(f"{program.name} ended with {done.returncode}: {' '.join(said)}")


def _environment(url: URL) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    return {**kept, "PGPASSWORD": url.password} if url.password else kept


def _places(name: str, folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder / name
        return
    if in_path := shutil.which(name):
        yield Path(in_path)
    yield from sorted(DEBIAN.glob(f"*/bin/{name}"))


def _version(program: Path) -> int | None:
    try:
        done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r"\) (\d+)", done.stdout)
    return int(number[1]) if number else None
