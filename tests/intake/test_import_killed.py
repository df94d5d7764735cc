"""A worker that is killed while it writes a file leaves nothing of it, and the next one writes all."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.conftest import KEY
from tests.factories import Factory
from tests.intake.importing import Way, contents
from tests.jobs import at_work
from tests.jobs.at_work import log, logged, wait_for
from tests.serving import FORKS
from tests.sweeps.databases import migrated_engine
from tracker import db
from tracker.app import create_app
from tracker.audit import broken_links
from tracker.cli import worker
from tracker.cli.installation import Installation
from tracker.intake import asking
from tracker.intake.kinds import Journal, Judged
from tracker.intake.models import ImportRun, RunState
from tracker.intake.people_kind import KIND, PeopleImporter
from tracker.jobs import engine as engines
from tracker.jobs import registry
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.settings import Settings

LINES = 2600  # more than one part, so that something is written when it is killed


def work(folder: Path, url: str) -> None:
    """A worker whose imports wait after each part that is written, until they are told to go on."""
    sys.stdout = sys.stderr = (folder / "said").open("a", buffering=1)
    engines.DEAD_AFTER, engines.BEAT, engines.LOOK = 1.5, 0.3, 0.1
    whole = PeopleImporter.write

    def write(self: PeopleImporter, session: Session, judged: Sequence[Judged], journal: Journal) -> None:
        whole(self, session, judged, journal)
        session.flush()
        log(folder, "wrote")
        wait_for((folder / "go").exists)

    PeopleImporter.write = write  # type: ignore[method-assign]
    settings = Settings(folder / "place", url, KEY, testing=True, files=folder / "files")
    opened = Installation(settings, db.make_engine(url))
    kinds = registry.of(worker.OFFERS)
    worker.run(opened, create_app(settings, opened.engine), kinds, threading.Event())


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path) as made:
        yield made


@pytest.fixture
def workers(house: Engine, tmp_path: Path) -> Iterator[list[BaseProcess]]:
    with at_work.workers() as started:
        yield started


def begin(house: Engine, folder: Path, workers: list[BaseProcess]) -> None:
    url = house.url.render_as_string(hide_password=False)
    process = FORKS.Process(target=work, args=(folder, url))
    process.start()
    workers.append(process)


def asked(house: Engine, folder: Path) -> int:
    """An import that somebody asked to be written."""
    with db.make_sessions(house).begin() as session:
        cast = build_cast(Factory(session))
        for number in range(3):  # some are there already, and change
            Factory(session).role(
                Factory(session, 900 + number).person(email=f"p{number}@example.org"),
                Role.MENTOR,
                cast.cohort,
            )
        way = Way(session, KIND, cast.program, cast.cohort, cast.lea, folder / "files")
        people = "".join(f"Person {n},p{n}@example.org,mentor\n" for n in range(LINES))
        run = way.looked(f"name,email,role\n{people}")
        assert run.looked_at is not None
        assert run.counts is not None
        asking.ask_to_apply(
            session,
            cast.lea,
            run=run,
            kind=KIND,
            leave_out=False,
            seen=run.looked_at.isoformat(),
            title="Take in",
            page="/",
        )
        return run.id


def state(house: Engine, run: int) -> RunState:
    with Session(db.read_only(house)) as session:
        return session.get_one(ImportRun, run).state


def test_killed_in_the_middle_it_writes_nothing_and_after_a_restart_all_of_it_once(
    house: Engine, workers: list[BaseProcess], tmp_path: Path
) -> None:
    run = asked(house, tmp_path)
    with Session(house) as session:
        before = contents(session)
    begin(house, tmp_path, workers)
    wait_for(lambda: logged(tmp_path) == ["wrote"])
    os.kill(workers[0].pid or 0, signal.SIGKILL)
    workers[0].join()
    with Session(house) as session:
        assert contents(session) == before
    assert state(house, run) is RunState.APPLYING
    (tmp_path / "go").touch()
    begin(house, tmp_path, workers)
    wait_for(lambda: state(house, run) is RunState.APPLIED)
    assert logged(tmp_path) == ["wrote"] * 3
    with Session(house) as session:
        people = sa.select(sa.func.count()).select_from(Person).where(Person.name.like("Person %"))
        assert session.scalar(people) == LINES
        assert not list(broken_links(session))
        actor = session.get_one(Person, session.get_one(ImportRun, run).applied_by_id)
        found = session.get_one(ImportRun, run)
        Way(session, KIND, found.program, found.cohort, actor, tmp_path / "files").undo(found)
        session.commit()
    with Session(house) as session:
        assert contents(session) == before
