"""Engines lose no update, reading requests cannot write, times keep their zone."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.cast import Cast, build_cast
from tests.factories import Factory, answers
from tests.sweeps.databases import migrated_engine
from tracker import audit, db
from tracker.audit import AuditEntry, AuditHead
from tracker.evaluations import actions, queries
from tracker.evaluations.models import Draft, Form, FormRevision
from tracker.people.models import Person
from tracker.reasons import Refused

ROOT = Path(__file__).parents[1]
PROCESSES, THREADS, ROUNDS = 2, 4, 15

# Every writer reads the end of the chain and then writes its successor.
WRITER = f"""
import sys, threading
from tracker import audit, db, schema

engine = db.make_engine(sys.argv[1])
sessions = db.make_sessions(engine)
failed = []

def write():
    try:
        for _ in range({ROUNDS}):
            with sessions.begin() as session:
                audit.record(session, None, "count", program_id=None, object_type="test", object_id=None)
    except BaseException as error:
        failed.append(error)
        raise

threads = [threading.Thread(target=write) for _ in range({THREADS})]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
sys.exit(bool(failed))
"""


@pytest.fixture(scope="module")
def own(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A migrated database in which commits are real."""
    with migrated_engine(engine, tmp_path_factory.mktemp("own")) as made:
        yield made


def test_eight_threads_in_two_processes_lose_no_update(own: Engine) -> None:
    with Session(own) as session:
        before = session.get_one(AuditHead, "installation").position
    url = own.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", WRITER, url]
    running = [subprocess.Popen(command, cwd=ROOT) for _ in range(PROCESSES)]
    assert [process.wait(timeout=120) for process in running] == [0] * PROCESSES
    written = PROCESSES * THREADS * ROUNDS
    with Session(own) as session:
        assert session.get_one(AuditHead, "installation").position == before + written
        positions = session.scalars(
            sa.select(AuditEntry.position)
            .where(AuditEntry.chain == "installation")
            .order_by(AuditEntry.position)
        )
        assert list(positions) == list(range(1, before + written + 1))
        assert list(audit.broken_links(session)) == []


def person(name: str) -> Person:
    return Person(name=name, email=f"{name}@example.org", fs_uniquifier=name)


def test_a_reading_transaction_cannot_write(own: Engine) -> None:
    reading = db.make_sessions(db.read_only(own))
    with reading() as session:
        session.add(person("rea"))
        with pytest.raises(DBAPIError, match=r"read-?only"):
            session.flush()
    with reading() as session, pytest.raises(DBAPIError, match=r"read-?only"):
        session.execute(sa.text("DELETE FROM audit_entry"))


def test_a_connection_that_read_may_write_the_next_time(own: Engine) -> None:
    reading, writing = db.make_sessions(db.read_only(own)), db.make_sessions(own)
    for number in range(3):
        with reading() as session:
            session.scalars(sa.select(Person)).all()
        with writing.begin() as session:
            session.add(person(f"wri{number}"))
    with reading() as session, pytest.raises(DBAPIError):
        session.execute(sa.text("DELETE FROM audit_entry"))


def test_readers_do_not_wait_for_a_writer(own: Engine) -> None:
    with db.make_sessions(own).begin() as writer:
        writer.add(person("slow"))
        writer.flush()
        with db.make_sessions(db.read_only(own))() as reader:
            assert reader.scalar(sa.select(sa.func.count()).where(Person.name == "slow")) == 0


def test_foreign_keys_hold(own: Engine) -> None:
    with pytest.raises(sa.exc.IntegrityError), db.make_sessions(own).begin() as session:
        session.add(Draft(assignment_id=4711, version=1, answers={}, opened_at=NOW, saved_at=NOW))


def test_sqlite_keeps_an_acknowledged_write_through_a_power_cut(tmp_path: Path) -> None:
    engine = db.make_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.fixture
def filed(own: Engine) -> Iterator[tuple[Cast, Form]]:
    """The cast and a form of Mara's, committed, for several connections to meet on."""
    with Session(own, expire_on_commit=False) as session:
        make = Factory(session)
        cast = build_cast(make)
        form = make.form(cast.from_mara)
        session.commit()
        yield cast, form


NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def at_once(*tasks: Callable[[], object]) -> list[object]:
    """Run callables at the same time; what each returned or raised."""
    results: list[object] = [None] * len(tasks)
    gate = threading.Barrier(len(tasks))

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = tasks[number]()
        except Exception as error:  # what was raised is the result
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_people_who_meet_on_one_form_overwrite_nothing(own: Engine, filed: tuple[Cast, Form]) -> None:
    cast, form = filed
    sessions = db.make_sessions(own)

    def amend(words: str) -> str:
        with sessions.begin() as session:
            here = queries.own_assignment(session, cast.from_mara.id, cast.mara.id)
            assert here is not None
            assert here.form is not None
            actions.amend(session, here.mentor, form=here.form, answers=answers(keep=words), base_version=1)
        return words

    def file() -> str:
        with sessions.begin() as session:
            here = queries.own_assignment(session, cast.from_milo.id, cast.milo.id)
            assert here is not None
            rubric = queries.rubric_in_use(session, cast.program.id)
            assert rubric is not None
            actions.file(
                session, here.mentor, assignment=here, rubric=rubric, answers=answers(), opened_at=NOW
            )
        return "filed"

    def save(words: str) -> str:
        with sessions.begin() as session:
            here = queries.own_assignment(session, cast.from_mara.id, cast.mara.id)
            assert here is not None
            actions.save_draft(
                session,
                here.mentor,
                assignment=here,
                typed={"keep": words},
                base_version=0,
                form_version=1,
                opened_at=NOW,
            )
        return words

    saved = at_once(lambda: save("one"), lambda: save("two"), lambda: save("three"))
    assert sum(isinstance(result, str) for result in saved) == 1
    assert sum(isinstance(result, actions.Conflict) for result in saved) == 2

    amended = at_once(lambda: amend("one"), lambda: amend("two"), lambda: amend("three"))
    [kept] = [result for result in amended if isinstance(result, str)]
    conflicts = [result for result in amended if isinstance(result, actions.Conflict)]
    assert [conflict.typed["keep"] for conflict in conflicts] == [kept, kept], amended

    clicks = at_once(file, file, file)
    assert clicks.count("filed") == 1
    assert {str(result) for result in clicks if result != "filed"} == {"already_filed"}
    assert all(isinstance(result, Refused) for result in clicks if result != "filed")

    with Session(own) as session:
        now = session.get_one(Form, form.id)
        assert (now.keep, now.version) == (kept, 2)
        assert session.scalar(sa.select(sa.func.count()).select_from(FormRevision)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(Form)) == 2
        assert list(audit.broken_links(session)) == []


def test_a_stored_time_needs_its_zone(session: Session) -> None:
    naive = Person(name="Nia", created_at=datetime(2026, 1, 5, 12))  # noqa: DTZ001  # what is refused
    session.add(naive)
    with pytest.raises(sa.exc.StatementError, match="needs its zone"):
        session.flush()


def test_a_stored_time_comes_back_as_the_same_instant_in_utc(session: Session) -> None:
    lisbon = timezone(timedelta(hours=1))
    kept = Person(name="Nia", created_at=datetime(2026, 7, 5, 12, 30, 15, 123456, tzinfo=lisbon))
    session.add(kept)
    session.flush()
    session.expire_all()
    assert kept.created_at == datetime(2026, 7, 5, 11, 30, 15, 123456, tzinfo=UTC)
    assert kept.created_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("column", "value"),
    [("role", "king"), ("program_id", None)],
)
def test_the_database_refuses_what_no_enum_holds(
    session: Session, cast: Cast, column: str, value: object
) -> None:
    table = sa.table("role_grant", sa.column("id"), sa.column(column))
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(
            sa.update(table).where(table.c.id == cast.mara.role_grants[0].id).values({column: value})
        )
