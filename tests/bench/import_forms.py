"""Time of an import, as a ratio against pandas' read_csv and to_sql of the same file in the same run.

    python tests/bench/import_forms.py [FILE]

FILE is InstEval or a file of its shape; without one the sample of the tests is taken.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from tracker import db, schema
from tracker.cohorts import actions
from tracker.cohorts.models import PhaseKind
from tracker.cohorts.rules import PhaseDates
from tracker.evaluations import setup
from tracker.intake import forms, rows

SAMPLE = Path(__file__).parents[1] / "intake" / "data" / "insteval-sample.csv.gz"
MAPPING = {"scholar": "d", "mentor": "s", "overall": "y"}


def ours(file: Path, folder: Path) -> float:
    """Seconds of reading, checking and writing the forms, with the commit."""
    engine = db.make_engine(f"sqlite:///{folder / 'ours.sqlite3'}")
    schema.upgrade(engine)
    with db.make_sessions(engine)() as session:
        program = actions.create_program(session, None, slug="p", name="P")
        setup.set_rubric(session, None, program=program)
        phases = [PhaseDates(PhaseKind.TRAINING, date(2026, 1, 5), date(2026, 3, 15))]
        cohort = actions.create_cohort(session, None, program=program, slug="c", name="C", phases=phases)
        session.commit()
        began = time.perf_counter()
        sheet = rows.read(file, MAPPING, forms.terms(session, cohort))
        forms.apply(session, None, cohort=cohort, sheet=sheet, create_people=True)
        session.commit()
        return time.perf_counter() - began


def pandas(file: Path, folder: Path) -> float:
    """Seconds of reading the file and writing its rows as they are into one table."""
    engine = sa.create_engine(f"sqlite:///{folder / 'pandas.sqlite3'}")
    began = time.perf_counter()
    pd.read_csv(file).to_sql("form", engine, index=False)
    return time.perf_counter() - began


def main() -> None:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    with tempfile.TemporaryDirectory() as folder:
        own, peer = ours(file, Path(folder)), pandas(file, Path(folder))
    print(f"{file.name}: import {own:.2f} s, pandas {peer:.2f} s, ratio {own / peer:.2f}")


if __name__ == "__main__":
    main()
