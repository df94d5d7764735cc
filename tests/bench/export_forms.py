"""Time and memory of taking out a million forms, against the database's own tool writing the same rows.

    python -m tests.bench.export_forms [FORMS] [sqlite|postgresql]

A million forms with five ratings each by default, in SQLite, beside `sqlite3 -csv`; in PostgreSQL (that of
the tests) beside `psql` and its `\\copy`. Each side runs in a process of its own, and ours is the command as
it is typed, with the time that starting takes. Then the same forms as JSON lines.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests import postgres
from tracker import db, schema
from tracker.cohorts import actions
from tracker.cohorts.models import Cohort, Enrolment, PhaseKind
from tracker.cohorts.rules import PhaseDates
from tracker.evaluations import setup
from tracker.evaluations.models import Criterion, Form, Rating
from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.reports.form_pages import ANSWERS
from tracker.settings import DATABASE_FILE

FORMS, EACH, MENTORS = 1_000_000, 500, 200
VARIED = ("id", "enrolment_id", "mentor_id", "work_id", "import_key", "overall", "change")
COMMAND = [sys.executable, "-c", "from tracker.cli import main; main()", "export", "cohort"]


def fill(engine: sa.Engine, forms: int) -> list[tuple[str, int]]:
    """Put so many forms of one cohort in; returns the criteria that they answer, as (slug, id)."""
    schema.upgrade(engine)
    with db.make_sessions(engine)() as session:
        program = actions.create_program(session, None, slug="p", name="P")
        rubric = setup.set_rubric(session, None, program=program)
        phases = [PhaseDates(PhaseKind.TRAINING, date(2026, 1, 5), date(2026, 3, 15))]
        cohort = actions.create_cohort(session, None, program=program, slug="c", name="C", phases=phases)
        session.commit()
        criteria = [(one.slug, one.id) for one in rubric.criteria]
        enrolment, work, mentor = _people(session, cohort, -(-forms // EACH))
        session.execute(sa.insert(Form), [_form(enrolment, work, mentor, rubric.id)])
        session.commit()
    others = ", ".join(column.name for column in Form.__table__.columns if column.name not in VARIED)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO form ({', '.join(VARIED)}, {others})"
            f" WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {forms - 1})"
            f" SELECT k + 1, {enrolment} + k / {EACH}, {mentor} + k %% {MENTORS}, {work} + k / {EACH},"
            f" 'key ' || k, k %% 5 + 1, CASE k %% 2 WHEN 0 THEN '- plan, then \"code\"' ELSE '' END, {others}"
            " FROM n, form WHERE id = 1".replace("%%", "%" if engine.dialect.name == "sqlite" else "%%")
        )
        connection.execute(
            sa.insert(Rating).from_select(
                ["form_id", "criterion_id", "level"],
                sa.select(Form.id, Criterion.id, (Form.id + Criterion.id) % 5 + 1).join(
                    Criterion, Criterion.rubric_id == Form.rubric_id
                ),
            )
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return criteria


def _people(session: Session, cohort: Cohort, scholars: int) -> tuple[int, int, int]:
    """Scholars with a work each, and mentors; returns the ids of the first enrolment, work and mentor.

    The ids of the others follow.
    """
    people = [
        Person(name=f"Person {n:05d} Surname", email=f"p{n}@example.org") for n in range(scholars + MENTORS)
    ]
    session.add_all(people)
    session.flush()
    days = {"cohort_id": cohort.id, "enrolled_on": date(2026, 1, 5)}
    enrolments = [Enrolment(person_id=one.id, **days) for one in people[MENTORS:]]
    works = [Work(phase_id=cohort.phases[0].id, title=f"Work {n}", kind="project") for n in range(scholars)]
    session.add_all([*enrolments, *works])
    session.commit()
    assert enrolments[-1].id - enrolments[0].id == works[-1].id - works[0].id == scholars - 1
    return enrolments[0].id, works[0].id, people[0].id


def _form(enrolment: int, work: int, mentor: int, rubric: int) -> dict[str, object]:
    opened = datetime(2026, 1, 6, 9, tzinfo=UTC)
    return {
        "id": 1,
        "enrolment_id": enrolment,
        "mentor_id": mentor,
        "work_id": work,
        "rubric_id": rubric,
        "import_key": "the first",
        "opened_at": opened,
        "filed_at": opened + timedelta(seconds=172),
        "filed_on": opened.date(),
        "version": 1,
        "overall": 4,
        "please_advise": False,
        "confidence": "medium",
        "contact_hours": 1.5,
        "trend": "same",
        "result": "positive",
        "quality": 3,
        "share": "lead",
        "keep": "Writes down what was tried, and what came of it.",
        "change": "",
        "raise_concern": False,
        "release_review": "no",
        "conduct": "none",
        "staff_note": "",
    }


def the_same_rows(criteria: list[tuple[str, int]], sqlite: bool) -> str:
    """The statement that gives the rows of the export, for a tool that only prints them."""
    first = "coalesce(r.filed_at, f.filed_at)"
    minutes = f"extract(epoch from {first} - f.opened_at) / 60"
    if sqlite:
        minutes = f"(julianday({first}) - julianday(f.opened_at)) * 1440"
    answers = ", ".join(f'f."{name}"' for name in ANSWERS)
    levels = ", ".join(
        f'(SELECT max(level) FROM rating WHERE form_id = f.id AND criterion_id = {key}) AS "{slug}"'
        for slug, key in criteria
    )
    return (
        f"SELECT 'p/c/' || f.id, s.email, s.name, NULL, m.email, m.name, NULL, w.title, h.kind,"
        f" {minutes}, f.overall IS NULL, {answers}, {levels}"
        " FROM form f JOIN enrolment e ON e.id = f.enrolment_id JOIN person s ON s.id = e.person_id"
        " JOIN person m ON m.id = f.mentor_id JOIN work w ON w.id = f.work_id"
        " JOIN phase h ON h.id = w.phase_id"
        " LEFT JOIN form_revision r ON r.form_id = f.id AND r.version = 1"
        " ORDER BY s.name, e.id, f.id"
    )


def took(command: list[str], out: Path | None = None, **environment: str) -> tuple[float, float, float]:
    """Seconds of a command, those of them on the processor, and its most memory in MB; `out` takes what it
    prints."""
    began = time.perf_counter()
    with (out or Path(os.devnull)).open("wb") as file:
        ran = subprocess.Popen(command, stdout=file, env={**os.environ, **environment})
        _pid, status, used = os.wait4(ran.pid, 0)
    ran.returncode = os.waitstatus_to_exitcode(status)
    assert ran.returncode == 0, command
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / DATABASE_FILE}"
        return
    with postgres.running() as url:
        yield url


def main() -> None:
    forms = int(sys.argv[1]) if len(sys.argv) > 1 else FORMS
    kind = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as url:
        folder = Path(name)
        engine = db.make_engine(url)
        began = time.perf_counter()
        criteria = fill(engine, forms)
        engine.dispose()
        print(f"{forms} forms in {kind}, put there in {time.perf_counter() - began:.0f} s", flush=True)
        environment = {} if kind == "sqlite" else {"TRACKER_DATABASE_URL": url}
        rows = the_same_rows(criteria, kind == "sqlite")
        theirs = folder / "theirs.csv"
        if kind == "sqlite":
            peer, busy, _ = took(["sqlite3", "-csv", "-header", str(folder / DATABASE_FILE), rows], theirs)
        else:
            plain = url.replace("postgresql+psycopg", "postgresql")
            peer, busy, _ = took(["psql", plain, "-c", f"\\copy ({rows}) TO '{theirs}' CSV HEADER"])
        tool = "sqlite3 -csv" if kind == "sqlite" else "psql \\copy"
        size = theirs.stat().st_size / 1e6
        print(f"{tool}: {peer:.1f} s ({busy:.1f} of its own on the processor), {size:.0f} MB", flush=True)
        for format_ in ("csv", "jsonl"):
            out = folder / f"ours.{format_}"
            typed = ["--program", "p", "--cohort", "c", "--table", "forms", "--format", format_]
            own, ours, most = took([*COMMAND, *typed, "--out", str(out), "--dir", name], **environment)
            size = out.stat().st_size / 1e6
            with out.open("rb") as file:
                lines = sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))
            assert lines == forms + (format_ == "csv"), lines
            ratios = f"{own / peer:.2f} of that ({ours / busy:.2f})"
            said = f"{own:.1f} s ({ours:.1f}), {ratios}, {size:.0f} MB, at most {most:.0f} MB of memory"
            print(f"{format_}: {said}", flush=True)


if __name__ == "__main__":
    main()
