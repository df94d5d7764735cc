"""A message under a key is written once, by whomever and however often it is tried."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from tests.factories import Factory
from tests.sweeps.databases import migrated_engine
from tracker import db
from tracker.outbox import actions
from tracker.outbox.models import Message
from tracker.people import actions as people_actions


def write(session: Session, person_id: int, key: str | None, subject: str = "Your form") -> Message:
    return actions.write(
        session,
        person_id=person_id,
        address="ada@example.org",
        kind="test",
        subject=subject,
        body="Good day.",
        once_key=key,
    )


def test_a_second_message_under_the_same_key_is_the_first(session: Session, make: Factory) -> None:
    ada = make.person("Ada")
    first = write(session, ada.id, "form:7:2026-03-01")
    again = write(session, ada.id, "form:7:2026-03-01", subject="Another text")
    assert again is first
    assert first.subject == "Your form"


def test_other_keys_and_no_key_hold_nothing_back(session: Session, make: Factory) -> None:
    ada = make.person("Ada")
    keys = ["form:7:2026-03-01", "form:7:2026-03-03", None, None]
    assert len({write(session, ada.id, key).id for key in keys}) == 4


def test_the_database_holds_the_key_too(session: Session, make: Factory) -> None:
    ada = make.person("Ada")
    write(session, ada.id, "once")
    other = write(session, ada.id, None)
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.update(Message).where(Message.id == other.id).values(once_key="once"))


@pytest.fixture(scope="module")
def sessions(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sessionmaker[Session]]:
    with migrated_engine(engine, tmp_path_factory.mktemp("once")) as made:
        yield db.make_sessions(made)


def test_of_many_who_write_at_once_one_writes_and_nobody_loses_the_rest(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        person_id = people_actions.create_person(session, None, name="Ada").id
    together, got, others = threading.Barrier(4), [], []

    def run() -> None:
        together.wait()
        with sessions.begin() as session:
            others.append(write(session, person_id, None).id)
            got.append(write(session, person_id, "the same").id)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sessions() as session:
        assert (len(got), len(set(got))) == (4, 1)
        assert set(session.scalars(sa.select(Message.id))) == {*got, *others}
        assert len(set(others)) == 4
