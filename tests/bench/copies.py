"""Time and memory of `tracker backup` and `tracker restore`, against the database's own tools alone.

    python -m tests.bench.copies [FORMS] [sqlite|postgresql]

A hundred thousand forms with five ratings each by default. The peers copy and bring back without proving
anything: `sqlite3 .backup` and `cp`; `pg_dump` and `pg_restore`. Ours are the commands as they are
typed, with the time that starting takes, and with all that they prove.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa

from tests.bench.export_forms import database, fill, took
from tests.operating.house import programs
from tracker import db
from tracker.settings import DATABASE_FILE

FORMS = 100_000
TRACKER = [sys.executable, "-c", "from tracker.cli import main; main()"]
KEY = "nobody's key, for a bench alone, long enough"


def peers(url: str, folder: Path) -> tuple[list[str], list[str]]:
    """(what makes a copy, what brings it back beside)."""
    copy = str(folder / "theirs")
    if url.startswith("sqlite"):
        return ["sqlite3", str(folder / DATABASE_FILE), f".backup {copy}"], ["cp", copy, f"{copy}.back"]
    place = programs() or Path("/usr/bin")
    at = sa.make_url(url).set(drivername="postgresql")
    asked = [str(place / "pg_dump"), "-Fc", "-f", copy, "-d", at.render_as_string(hide_password=False)]
    beside = at.set(database="theirs").render_as_string(hide_password=False)
    return asked, [str(place / "pg_restore"), "--single-transaction", "-d", beside, copy]


def main() -> None:
    forms = int(sys.argv[1]) if len(sys.argv) > 1 else FORMS
    kind = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as server:
        folder, url = Path(name), server
        environment = {"TRACKER_SECRET_KEY": KEY, "TRACKER_POSTGRES_PROGRAMS": str(programs() or "")}
        if kind == "postgresql":
            with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
                for one in ("ours", "theirs"):
                    connection.execute(sa.text(f"CREATE DATABASE {one}"))
            url = sa.make_url(server).set(database="ours").render_as_string(hide_password=False)
            environment["TRACKER_DATABASE_URL"] = url
        engine = db.make_engine(url)
        fill(engine, forms)
        engine.dispose()
        copying, restoring = peers(url, folder)
        copy = str(folder / "copy")
        ours = (["backup", "--out", copy], ["restore", copy, "--replace"])
        for peer, mine in zip((copying, restoring), ours, strict=True):
            theirs, *_rest = took(peer)
            took_us, busy, most = took([*TRACKER, *mine, "--dir", name], Path(os.devnull), **environment)
            print(
                f"{forms} forms in {kind}, {mine[0]}: {took_us:.1f} s ({busy:.1f} on the processor),"
                f" {took_us / theirs:.2f} × {Path(peer[0]).name} ({theirs:.1f} s), at most {most:.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
