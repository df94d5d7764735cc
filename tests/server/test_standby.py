"""Reports from a standby: a real one, made of the server by streaming; never old, and never needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.conftest import hashing_fast
from tests.factories import Factory
from tests.jobs import inline
from tests.operating.house import programs
from tests.page import Client
from tests.server.pairs import Pair, following
from tracker import clock, db
from tracker.app import create_app
from tracker.cli.installation import Installation
from tracker.cohorts.models import Cohort
from tracker.extensions import db as extension
from tracker.jobs import actions
from tracker.settings import Settings

REPORT = "/programs/north/cohorts/winter/report"


@pytest.fixture(scope="module")
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    if request.config.getoption("--database") == "sqlite" or programs() is None:
        pytest.skip("needs the PostgreSQL of the tests, from which a standby is made")
    with following() as made:
        with Session(made.first) as session:
            build_cast(Factory(session))
            session.commit()
        yield made


@pytest.fixture
def reader(pair: Pair, settings: Settings) -> Iterator[Client]:
    """Lea, who reads reports, in an application that has a standby."""
    url = pair.first.url.render_as_string(hide_password=False)
    told = replace(settings, database_url=url, report_database_url=pair.standby)
    app = hashing_fast(create_app(told, pair.first))
    from tracker.people import queries

    with Session(pair.first, expire_on_commit=False) as session:
        client = Client(app, session, extension)
        lea = next(one for one in session.scalars(sa.select(queries.Person)) if one.name == "Lea Lead")
        yield client.sign_in(lea)
    app.extensions["tracker_standby"].dispose()


def where(client: Client, pair: Pair) -> tuple[str, bool]:
    """(what the report calls its cohort, whether the standby was read) for one whose name just changed."""
    with Session(pair.first) as session:
        cohort = session.scalars(sa.select(Cohort).where(Cohort.slug == "winter").order_by(Cohort.id)).first()
        cohort.name = f"Winter of {clock.now():%H:%M:%S.%f}"
        session.commit()
        name = cohort.name
    engine = client.app.extensions["tracker_standby"]._engine
    seen: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    page = client.get(REPORT)
    sa.event.remove(engine, "before_cursor_execute", note)
    assert page.status == 200
    assert name in page  # never old, wherever it was read
    return name, any("FROM cohort" in statement for statement in seen)


def test_a_report_is_read_from_the_standby_and_shows_what_was_written_a_moment_ago(
    reader: Client, pair: Pair
) -> None:
    for _ in range(5):
        assert where(reader, pair)[1]


def test_exports_of_the_console_and_of_a_worker_are_read_from_it_too(pair: Pair, settings: Settings) -> None:
    url = pair.first.url.render_as_string(hide_password=False)
    told = replace(settings, database_url=url, report_database_url=pair.standby)
    from_copy = sa.text("SELECT pg_is_in_recovery()")
    with Installation(told, pair.first).reports() as session:
        assert session.scalar(from_copy)
    with db.make_sessions(pair.first).begin() as session:
        job = actions.start(session, None, kind="test", title="Try", program_id=None, params={}).id
    standby = db.Standby(pair.standby)
    working = inline.taken(pair.first, told, job, standby=standby)
    with working.reports() as copied, working.reading() as first:
        assert (copied.scalar(from_copy), first.scalar(from_copy)) == (True, False)
    standby.dispose()


def test_one_that_lags_or_is_gone_or_follows_no_more_is_left_out(
    reader: Client, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "CATCH_UP", 0.2)
    follower = sa.create_engine(pair.standby, isolation_level="AUTOCOMMIT")
    with follower.connect() as held:
        held.execute(sa.text("SELECT pg_wal_replay_pause()"))
        assert not where(reader, pair)[1]
        held.execute(sa.text("SELECT pg_wal_replay_resume()"))
    follower.dispose()
    assert where(reader, pair)[1]
    pair.control("-w", "-m", "immediate", "stop")
    assert not where(reader, pair)[1]
    pair.control(
        "-w", "-l", str(pair.folder.parent / "log"), "-o", f"-k {pair.folder.parent} -h '' -p 5499", "start"
    )
    assert where(reader, pair)[1]
    pair.control("-w", "promote")
    assert not where(reader, pair)[1]
