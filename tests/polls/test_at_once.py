"""Answers that arrive at the same moment are all kept, and what was deleted cannot be found in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.factories import Factory
from tests.polls import polling
from tests.polls.polling import BEFORE, SECRET, answer, asked, code
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import AT_ONCE, at_once
from tracker.polls import actions, answering
from tracker.polls.models import Poll, PollAnswer


@pytest.fixture
def running(engine: Engine, tmp_path: Path) -> Iterator[tuple[Engine, Poll]]:
    """An open poll in a database in which commits are real."""
    with migrated_engine(engine, tmp_path) as made:
        with Session(made, expire_on_commit=False) as session:
            poll = asked(session, None, Factory(session).cohort())
            session.commit()
        yield made, poll


def test_answers_of_the_same_moment_are_all_kept_once(running: tuple[Engine, Poll]) -> None:
    made, poll = running

    def by(number: int) -> Callable[[Session], None]:
        return lambda session: answer(
            session, session.get_one(Poll, poll.id), BEFORE, number % 2, code(number // 2)
        )

    found = at_once(made, *[by(number) for number in range(AT_ONCE)])
    assert sorted(found) == ["done"] * (AT_ONCE // 2) + ["poll_code_taken"] * (AT_ONCE // 2)
    with Session(made) as session:
        rows = session.scalars(sa.select(PollAnswer)).all()
        assert len(rows) == len({row.code_digest for row in rows}) == AT_ONCE // 2


@pytest.mark.any_database
def test_what_was_deleted_cannot_be_found_in_the_file(running: tuple[Engine, Poll]) -> None:
    """SQLite leaves what is deleted in the file unless it is told to overwrite it."""
    made, poll = running
    with Session(made) as session:
        held = session.get_one(Poll, poll.id)
        polling.all_answer(session, held, BEFORE, [0, 1] * 10)
        session.commit()
        kept = {row.code_digest for row in session.scalars(sa.select(PollAnswer))}
        key, digest = held.code_key, answering.code_digest(held, code(3), SECRET)
        assert digest in kept and key is not None
        actions.close(session, None, poll=held)
        session.commit()
    made.dispose()  # the log is written back and goes with the last connection
    if made.dialect.name == "sqlite":
        content = Path(str(made.url.database)).read_bytes()
        assert b"poll_answer" in content
        assert [one for one in kept if one.encode() in content] == []
        assert key not in content
