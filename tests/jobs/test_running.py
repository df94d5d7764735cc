"""A running job: what it writes once, what is tried again, what a cancel undoes, and who may still commit."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from tests.jobs import inline
from tests.sweeps.databases import migrated_engine
from tracker import audit, clock, db
from tracker.audit import AuditEntry
from tracker.jobs import actions, cleaning, failures, running
from tracker.jobs.models import Job, JobState, KeptFile
from tracker.jobs.registry import Context, Kind, Superseded, TryLater
from tracker.reasons import Refused, no
from tracker.settings import Settings


@pytest.fixture(scope="module")
def house(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, directory=tmp_path)


def ask(engine: Engine, **params: Any) -> int:
    with db.make_sessions(engine).begin() as session:
        return actions.start(session, None, kind="test", title="Try", program_id=None, params=params).id


def wrote(engine: Engine, job_id: int) -> int:
    with Session(engine) as session:
        return session.query(AuditEntry).filter_by(action="test.wrote", object_id=job_id).count()


def writing(context: Context, session: Session) -> int:
    audit.record(session, None, "test.wrote", program_id=None, object_type="job", object_id=context.job_id)
    return 1


def lose(engine: Engine, job_id: int) -> None:
    """Another worker has taken the job."""
    with db.make_sessions(engine).begin() as session:
        session.execute(sa.update(Job).where(Job.id == job_id).values(lease="another's"))


def ask_to_stop(engine: Engine, job_id: int) -> None:
    """As `actions.cancel` does it, but without an entry in the audit trail, for which the job may wait."""
    with db.make_sessions(engine).begin() as session:
        session.execute(sa.update(Job).where(Job.id == job_id).values(cancel_asked_at=clock.now()))


def half_a_second_later(context: Any) -> None:
    context._looked = 0.0


def test_a_write_that_is_committed_is_not_done_again_by_whoever_goes_on(
    house: Engine, place: Settings
) -> None:
    asked = ask(house)
    first = inline.taken(house, place, asked)
    assert first.write("rows", lambda session: writing(first, session)) == 1
    # It dies here, before anybody hears that the write was done.
    done = inline.do(
        house, place, asked, lambda c: {"rows": c.write("rows", lambda session: writing(c, session))}
    )
    assert (done.state, done.result, wrote(house, asked)) == (JobState.DONE, {"rows": 1}, 1)


def test_a_retry_writes_anew(house: Engine, place: Settings) -> None:
    asked = ask(house)

    def run(context: Context) -> None:
        context.write("rows", lambda session: writing(context, session))
        raise Refused(no("phase_closed", closed_on=date(2026, 3, 1)))

    failed = inline.do(house, place, asked, run)
    reason = {"code": "phase_closed", "params": {"closed_on": {"day": "2026-03-01"}}}
    assert (failed.state, failed.error) == (JobState.FAILED, reason)
    with db.make_sessions(house).begin() as session:
        actions.retry(session, None, session.get_one(Job, asked))
    inline.do(house, place, asked, run)
    assert wrote(house, asked) == 2


def test_who_lost_the_job_commits_nothing_more(house: Engine, place: Settings) -> None:
    asked = ask(house)
    late = inline.taken(house, place, asked)
    with late.sessions() as session:
        if house.dialect.name == "sqlite":  # where nobody else writes while this one does
            lose(house, asked)
            writing(late, session)
        else:
            writing(late, session)
            lose(house, asked)
        with pytest.raises(Superseded):
            session.commit()
    assert wrote(house, asked) == 0
    with pytest.raises(Superseded):
        late.end(JobState.DONE)
    with pytest.raises(Superseded):
        late.progress(1)
    with Session(house) as session:
        assert session.get_one(Job, asked).state is JobState.RUNNING


def test_a_step_and_a_write_are_tried_again_where_something_does_not_answer(
    house: Engine, place: Settings
) -> None:
    asked, tried = ask(house), []

    def slow() -> str:
        tried.append("step")
        if len(tried) < 3:
            raise TryLater("no answer")
        return "answer"

    def contended(session: Session) -> str:
        writing(context := running_one[0], session)
        tried.append("write")
        if len(tried) < 5:
            raise OperationalError("INSERT", {}, Exception("could not serialize"))
        return str(context.job_id)

    running_one: list[Context] = []

    def run(context: Context) -> dict[str, Any]:
        running_one.append(context)
        return {"step": context.step("slow", slow), "write": context.write("contended", contended)}

    done = inline.do(house, place, asked, run)
    assert tried == ["step"] * 3 + ["write"] * 2
    assert done.result == {"step": "answer", "write": str(asked)}
    assert wrote(house, asked) == 1, "what the failed tries wrote was rolled back"


def gone() -> OperationalError:
    """What is said where the database is not there."""
    return OperationalError("SELECT", {}, Exception("connection refused"))


def test_a_database_that_goes_away_between_two_steps_costs_neither_the_job_nor_what_was_done(
    house: Engine, place: Settings
) -> None:
    asked, seen = ask(house), []

    def run(context: Context) -> list[Any]:
        given = [context.step("one", lambda: seen.append("one") or len(seen))]
        given.append(context.write("rows", lambda session: writing(context, session)))
        seen.append("between")
        if seen.count("between") < 4:
            raise gone()
        return given

    done = inline.do(house, place, asked, run)
    assert (done.state, done.result) == (JobState.DONE, [1, 1])
    assert seen == ["one", *["between"] * 4], "the step is not done again"
    assert wrote(house, asked) == 1


def test_who_cannot_be_asked_whether_to_stop_goes_on(house: Engine, place: Settings) -> None:
    context = inline.taken(house, place, ask(house))
    context.reading = context._progress = sessionmaker(db.make_engine("postgresql+psycopg://t@127.0.0.1:1/t"))
    context.stop_if_asked()
    half_a_second_later(context)
    context.progress(1, 2)
    assert context.step("one", lambda: 7) == 7


@pytest.mark.parametrize(
    "said", ["database or disk is full", "could not extend file: No space left on device"]
)
def test_however_long_the_disk_is_full_how_a_job_ended_is_written_once_there_is_room(
    house: Engine, place: Settings, said: str
) -> None:
    asked, pauses = ask(house), []
    context = inline.taken(house, place, asked)

    def no_room(*_call: Any) -> None:
        raise OperationalError("UPDATE", {}, Exception(said))

    def pause(_seconds: float) -> None:
        pauses.append(1)
        if len(pauses) == 100:
            sa.event.remove(house, "before_cursor_execute", no_room)

    context._pause = pause
    sa.event.listen(house, "before_cursor_execute", no_room)
    running.run(context, {"test": Kind("test", full)}, "test")
    with Session(house) as session:
        ended = session.get_one(Job, asked)
        assert (ended.state, ended.error) == (JobState.FAILED, {"code": "job_disk_full", "params": {}})
    assert len(pauses) == 100


def away_between(_context: Context) -> None:
    raise gone()


def test_a_step_that_never_answers_is_tried_only_so_often(house: Engine, place: Settings) -> None:
    asked, tried = ask(house), []

    def never() -> None:
        tried.append("step")
        raise TryLater("never")

    failed = inline.do(house, place, asked, lambda context: context.step("away", never))
    assert failed.error == {"code": "job_unreachable", "params": {}}
    assert len(tried) == len(failures.PAUSES) + 1


def away(_context: Context) -> None:
    _context.step("away", lambda: (_ for _ in ()).throw(TryLater("never")))


def full(_context: Context) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def large(_context: Context) -> None:
    raise MemoryError


def broken(_context: Context) -> None:
    raise KeyError("secret text of a case")


@pytest.mark.parametrize(
    ("run", "code"),
    [
        (away, "job_unreachable"),
        (away_between, "job_unreachable"),
        (full, "job_disk_full"),
        (large, "job_too_large"),
        (broken, "job_broke"),
    ],
)
def test_a_failure_keeps_the_code_of_its_reason_and_nothing_of_its_text(
    house: Engine, place: Settings, run: Any, code: str
) -> None:
    failed = inline.do(house, place, ask(house), run)
    assert (failed.state, failed.error) == (JobState.FAILED, {"code": code, "params": {}})
    assert failed.finished_at is not None


def test_a_kind_that_this_worker_does_not_know_is_said(house: Engine, place: Settings) -> None:
    asked = ask(house)
    running.run(inline.taken(house, place, asked), {}, "test")
    with Session(house) as session:
        assert session.get_one(Job, asked).error == {"code": "job_kind_unknown", "params": {}}


def test_a_refusal_in_a_step_is_the_same_after_a_crash(house: Engine, place: Settings) -> None:
    kept: dict[str, str] = {}

    def run(context: Context) -> None:
        context.step("look", refuse)

    def refuse() -> None:
        raise Refused(no("phase_not_open", starts_on=date(2026, 5, 1)))

    asked = ask(house)
    with pytest.raises(Refused):
        run(inline.taken(house, place, asked, kept=kept))
    failed = inline.do(house, place, asked, run, kept=kept)
    assert failed.error == {"code": "phase_not_open", "params": {"starts_on": {"day": "2026-05-01"}}}


def test_a_cancel_in_the_middle_undoes_what_is_under_way_and_drops_the_file(
    house: Engine, place: Settings
) -> None:
    asked, done = ask(house), []

    def run(context: Context) -> None:
        context.step(
            "file", lambda: context.keep_file("a.txt", "text/plain", lambda out: out.write(b"a") and None)
        )

        def write(session: Session) -> None:
            if house.dialect.name != "sqlite":  # there nobody can ask while the job writes
                writing(context, session)
                ask_to_stop(house, asked)
            half_a_second_later(context)
            context.stop_if_asked()
            done.append("too far")

        if house.dialect.name == "sqlite":
            ask_to_stop(house, asked)
        context.write("rows", write)

    stopped = inline.do(house, place, asked, run)
    assert (stopped.state, stopped.file_id, done, wrote(house, asked)) == (JobState.CANCELLED, None, [], 0)
    with Session(house) as session:
        kept = session.query(KeptFile).order_by(KeptFile.id.desc()).first()
        assert kept is not None
        assert kept.removed_at is not None
        assert (place.file_folder / kept.key).exists()
    cleaning.clean(db.make_sessions(house), place.file_folder)
    assert list(place.file_folder.iterdir()) == []


def test_of_two_files_of_a_job_the_last_one_stays(house: Engine, place: Settings) -> None:
    asked = ask(house)

    def run(context: Context) -> None:
        for text in (b"half", b"whole"):
            context.keep_file("a.txt", "text/plain", lambda out, text=text: out.write(text) and None)

    done = inline.do(house, place, asked, run)
    cleaning.clean(db.make_sessions(house), place.file_folder)
    with Session(house) as session:
        kept = session.get_one(KeptFile, done.file_id)
        assert [path.name for path in place.file_folder.iterdir()] == [kept.key]
        assert (place.file_folder / kept.key).read_bytes() == b"whole"


def test_a_file_that_cannot_be_written_whole_is_not_there_at_all(house: Engine, place: Settings) -> None:
    def write(out: Any) -> None:
        out.write(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    failed = inline.do(house, place, ask(house), lambda c: c.keep_file("a.txt", "text/plain", write))
    assert (failed.error or {})["code"] == "job_disk_full"
    assert list(place.file_folder.iterdir()) == []


def test_progress_stands_in_the_row_and_never_above_its_total(house: Engine, place: Settings) -> None:
    asked = ask(house)
    one = inline.taken(house, place, asked)
    one.progress(7, 5, "Writing")
    one.progress(8, 5, "Skipped: less than half a second has passed")
    with Session(house) as session:
        shown = session.get_one(Job, asked)
        assert (shown.done, shown.total, shown.doing) == (7, 7, "Writing")


def test_a_job_that_has_ended_is_taken_by_nobody(house: Engine, place: Settings) -> None:
    asked = ask(house)
    done = inline.do(house, place, asked, lambda _context: None)
    assert running.take(db.make_sessions(house), done.key, "here-2") is None


def test_what_runs_nowhere_waits_again_and_what_broke_badly_is_told(house: Engine, place: Settings) -> None:
    lost, broke = ask(house), ask(house)
    sessions = db.make_sessions(house)
    for asked, mend in ((lost, running.put_back), (broke, running.give_up)):
        one = inline.taken(house, place, asked)
        one.keep_file("a.txt", "text/plain", lambda out: out.write(b"half") and None)
        with Session(house) as session:
            key = session.get_one(Job, asked).key
        mend(sessions, key)
    with Session(house) as session:
        states = [session.get_one(Job, one).state for one in (lost, broke)]
        assert states == [JobState.WAITING, JobState.FAILED]
        assert {session.get_one(Job, one).file_id for one in (lost, broke)} == {None}
    assert inline.do(house, place, lost, lambda _context: {"ok": 1}).result == {"ok": 1}
