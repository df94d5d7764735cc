"""The daily run: each program for itself, as often as one likes, by as many as one likes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.factories import Factory
from tests.sweeps.databases import migrated_engine
from tracker import clock, db
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.cohorts.models import GatePolicy, Phase, PhaseKind, Program
from tracker.outbox.models import Message, Reminder
from tracker.overview import daily
from tracker.permissions import Role

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def kept(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database whose commits are real."""
    with migrated_engine(engine, tmp_path_factory.mktemp("daily")) as made:
        yield made


@pytest.fixture(autouse=True)
def held(shared_app: Flask) -> Iterator[None]:
    with shared_app.app_context(), clock.fixed(NOON):
        yield


def build(engine: Engine, *slugs: str, zone: str = "UTC") -> None:
    """Programs in which a mentor owes a form in three days."""
    with db.make_sessions(engine).begin() as session:
        make = Factory(session)
        for slug in slugs:
            cohort = make.cohort(make.program(slug, time_zone=zone), "winter")
            mentor = make.role(make.person(f"Mentor {slug}"), Role.MENTOR, cohort)
            make.assignment(make.enrolment(cohort, make.person(f"Scholar {slug}")), mentor)


def written(engine: Engine) -> list[str]:
    with Session(engine) as session:
        found = session.scalars(sa.select(Message.address).where(Message.kind == "reminder"))
        return sorted(address.removesuffix("@example.org") for address in found)


def test_each_program_gets_its_mails_and_a_second_round_writes_none(kept: Engine) -> None:
    build(kept, "east", "west")
    assert daily.run_once(kept).counts == {("east", "reminders"): 1, ("west", "reminders"): 1}
    assert daily.run_once(kept).counts == {}
    assert written(kept) == ["mentor.east", "mentor.west"]


def test_one_program_that_fails_holds_no_other_up_and_is_tried_again(
    kept: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    build(kept, "east", "west")
    with db.make_sessions(kept).begin() as session:
        session.execute(sa.update(Program).where(Program.slug == "east").values(time_zone="No/Where"))
    done = daily.run_once(kept)
    assert done.failed == [("east", step) for step in daily.STEPS if step not in daily.WITHOUT_DAYS]
    assert "reminders of program east failed" in caplog.text
    assert written(kept) == ["mentor.west"]
    with db.make_sessions(kept).begin() as session:
        session.execute(sa.update(Program).values(time_zone="UTC"))
    assert daily.run_once(kept).counts == {("east", "reminders"): 1}


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        # The form is due on 5 March, so the first reminder is due on the 2nd, where the program is.
        ("Pacific/Kiritimati", datetime(2026, 3, 1, 9, 59, tzinfo=UTC), datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 3, 2, 9, 59, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)),
    ],
)
def test_a_day_begins_when_it_does_where_the_program_is(
    kept: Engine, zone: str, before: datetime, after: datetime
) -> None:
    build(kept, "far", zone=zone)
    with clock.fixed(before):
        assert daily.run_once(kept).counts == {}
    with clock.fixed(after):
        assert daily.run_once(kept).counts == {("far", "reminders"): 1}


def test_of_several_runs_at_once_each_line_is_written_by_one(kept: Engine, shared_app: Flask) -> None:
    build(kept, *(f"program-{number}" for number in range(5)))
    together, done = threading.Barrier(4), []

    def run() -> None:
        with shared_app.app_context():
            together.wait()
            done.append(daily.run_once(kept))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.failed for one in done] == [[]] * 4
    assert sum(sum(one.counts.values()) for one in done) == 5
    assert written(kept) == [f"mentor.program-{number}" for number in range(5)]
    with Session(kept) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Reminder)) == 5


def test_a_round_with_nothing_to_write_keeps_no_writer_waiting(kept: Engine) -> None:
    build(kept, "east")
    daily.run_once(kept)
    with db.make_sessions(kept).begin() as writer:
        writer.execute(sa.update(Program).values(name="Renamed"))
        done = daily.run_once(kept)
    assert (done.counts, done.failed) == ({}, [])


def test_a_server_that_was_down_for_days_writes_one_late_mail(kept: Engine) -> None:
    build(kept, "east")
    with clock.fixed(NOON + timedelta(days=9)):
        daily.run_once(kept)
    with clock.fixed(NOON + timedelta(days=10)):
        daily.run_once(kept)
    assert written(kept) == ["mentor.east"]


def test_who_is_due_to_continue_is_written_down_once_whoever_looks(kept: Engine) -> None:
    build(kept, "east")
    with db.make_sessions(kept)() as session:
        decided_on = max(
            session.scalars(
                sa.select(GatePolicy.decision_on)
                .join(GatePolicy.phase)
                .where(Phase.kind == PhaseKind.TRAINING)
            )
        )
    for days, counts in [(-1, None), (0, 1), (0, None), (1, None)]:
        with clock.fixed(datetime.combine(decided_on, NOON.timetz()) + timedelta(days=days)):
            assert daily.run_once(kept, ["defaults"]).counts.get(("east", "defaults")) == counts
    with Session(kept) as session:
        [row] = session.scalars(sa.select(GateDecision))
        assert (row.by_default, row.outcome, row.decided_on) == (True, Outcome.CONTINUE, decided_on)
