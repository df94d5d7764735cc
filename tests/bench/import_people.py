"""What a preview and an import of people cost, against pandas' read_csv and to_sql of the same file.

    python tests/bench/import_people.py [LINES]

100,000 lines by default. Each side runs in a process of its own, which says its seconds of processor time
and its own peak of memory; the peak before the work (what importing costs) is said beside it.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from tracker import db, schema
from tracker.cohorts import actions
from tracker.extensions import babel
from tracker.intake import flow, layouts, mapping, people_kind
from tracker.intake.kinds import Scope
from tracker.intake.mapping import Columns
from tracker.intake.models import RunState
from tracker.jobs import files

LINES = 100_000
KIND = people_kind.KIND


def write(path: Path, lines: int) -> None:
    """A file of mentors, as another system exports it."""
    with path.open("w", encoding="utf-8") as file:
        file.write("name,email,external id,role,until\n")
        for number in range(lines):
            file.write(f"Person {number:06d} Surname,p{number}@example.org,rec{number},mentor,2030-01-31\n")


def peak() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(file: Path, folder: Path) -> tuple[float, float, float, float, float]:
    """Seconds of the preview, of the import and of undoing it; the peak before and after, in MB."""
    app = Flask("bench")
    babel.init_app(app)
    engine = db.make_engine(f"sqlite:///{folder / 'ours.sqlite3'}")
    schema.upgrade(engine)
    before = peak()
    with app.app_context(), db.make_sessions(engine)() as session:
        program = actions.create_program(session, None, slug="p", name="P")
        kept = files.keep(
            session,
            folder,
            name=file.name,
            media_type="text/csv",
            write=lambda out: out.writelines([file.read_bytes()]),
            program_id=program.id,
            person_id=None,
        )
        session.commit()
        scope = Scope(program, None, None, {})
        began = time.process_time()
        layout = layouts.of(file)
        run = flow.begin(
            session,
            None,
            kind=KIND,
            program=program,
            cohort=None,
            file=kept,
            name=file.name,
            sha256=kept.sha256,
            size=kept.size,
            layout=layout,
        )
        columns = Columns(mapping.guess(KIND.fields(session, scope), layout.header))
        flow.name_columns(session, run=run, columns=columns, options={})
        flow.look(session, run=run, kind=KIND, scope=scope, path=file)
        session.commit()
        looked = time.process_time()
        run.state = RunState.APPLYING
        flow.apply(session, None, run=run, kind=KIND, scope=scope, path=file)
        session.commit()
        applied, most = time.process_time(), peak()
        flow.take_back(session, None, run=run)
        session.commit()
        return looked - began, applied - looked, time.process_time() - applied, before, most


def pandas(file: Path, folder: Path) -> tuple[float, float]:
    """Seconds of reading the file and writing its rows as they are into one table; the peak in MB."""
    import pandas as pd

    engine = sa.create_engine(f"sqlite:///{folder / 'pandas.sqlite3'}")
    began = time.process_time()
    pd.read_csv(file).to_sql("person", engine, index=False)
    return time.process_time() - began, peak()


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    spawned = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "people.csv"
        write(file, lines)
        with spawned.Pool(1) as alone:
            look, apply, undo, before, most = alone.apply(ours, (file, folder))
        with spawned.Pool(1) as alone:
            peer, peer_most = alone.apply(pandas, (file, folder))
    print(f"{lines} lines: preview {look:.1f} s, import {apply:.1f} s, undone in {undo:.1f} s")
    print(f"pandas {peer:.2f} s; preview and import are {(look + apply) / peer:.1f} times that")
    print(f"peak memory {most:.0f} MB ({before:.0f} MB before it began); pandas {peer_most:.0f} MB")


if __name__ == "__main__":
    main()
