"""The audit trail holds together, and whatever was done to it is named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.sweeps.databases import migrated_engine
from tracker import audit, clock, db
from tracker.audit import AuditEntry, AuditHead

CHAIN = "installation"


def write(session: Session, count: int = 5) -> list[AuditEntry]:
    return [
        audit.record(
            session,
            None,
            "test",
            program_id=None,
            object_type="thing",
            object_id=number,
            change={"words": "naïve “quotes”", "list": [1, None, 2.5], "nested": {"b": 1, "a": 2}},
        )
        for number in range(count)
    ]


def broken(session: Session) -> list[tuple[int, str]]:
    """Position and action of every place at which the installation's chain does not hold."""
    session.flush()
    session.expunge_all()
    return [(e.position, e.action) for e in audit.broken_links(session) if e.chain == CHAIN]


def alter(session: Session, entry: AuditEntry, **values: object) -> None:
    """Change a row behind the program's back."""
    session.execute(
        sa.update(AuditEntry)
        .where(AuditEntry.id == entry.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def test_an_untouched_trail_holds(session: Session, cast: Cast) -> None:
    write(session)
    session.expunge_all()
    assert list(audit.broken_links(session)) == []


def test_each_program_has_its_own_chain(session: Session, cast: Cast) -> None:
    chains = set(session.scalars(sa.select(AuditEntry.chain).distinct()))
    assert {CHAIN, f"program:{cast.program.id}"} <= chains
    for head in session.scalars(sa.select(AuditHead)):
        entries = session.scalars(
            sa.select(AuditEntry.position).where(AuditEntry.chain == head.chain).order_by(AuditEntry.position)
        )
        assert list(entries) == list(range(1, head.position + 1))


def test_an_entry_that_changes_nothing_is_written_all_the_same(session: Session) -> None:
    [entry] = write(session, 1)
    assert entry.previous_hash != entry.hash == entry.expected_hash()


@pytest.mark.parametrize(
    "values",
    [
        {"action": "other"},
        {"object_id": 99},
        {"object_type": "other"},
        {"change": {}},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"previous_hash": "f" * 64},
        {"hash": "f" * 64},
    ],
)
def test_an_edited_entry_is_named(session: Session, values: dict[str, object]) -> None:
    entries = write(session)
    alter(session, entries[2], **values)
    assert entries[2].position in [position for position, _action in broken(session)]


def test_an_entry_given_to_somebody_else_is_named(session: Session, cast: Cast) -> None:
    entries = write(session)
    alter(session, entries[2], actor_id=cast.mara.id)
    assert [position for position, _action in broken(session)] == [entries[2].position]


def test_an_edited_entry_whose_hash_was_mended_breaks_the_next_one(session: Session) -> None:
    entries = write(session)
    alter(session, entries[2], action="forged")
    session.refresh(entries[2])
    alter(session, entries[2], hash=entries[2].expected_hash())
    assert [position for position, _action in broken(session)] == [entries[3].position]


def test_a_deleted_entry_is_found_at_the_one_behind_it(session: Session) -> None:
    entries = write(session)
    session.execute(sa.delete(AuditEntry).where(AuditEntry.id == entries[2].id))
    assert [position for position, _action in broken(session)] == [entries[3].position]


def test_entries_cut_off_the_end_are_missed(session: Session) -> None:
    entries = write(session)
    gone = [entry.id for entry in entries[3:]]
    session.execute(sa.delete(AuditEntry).where(AuditEntry.id.in_(gone)))
    assert broken(session) == [(entries[3].position, "missing")]


def test_a_chain_emptied_altogether_is_missed(session: Session) -> None:
    write(session)
    session.execute(sa.delete(AuditEntry).where(AuditEntry.chain == CHAIN))
    assert broken(session) == [(1, "missing")]


def test_entries_that_changed_places_are_named(session: Session) -> None:
    entries = write(session)
    one, other = entries[1], entries[2]
    places = (one.position, other.position)
    alter(session, one, position=10_000)
    alter(session, other, position=places[0])
    alter(session, one, position=places[1])
    assert {places[0], places[1]} <= {position for position, _action in broken(session)}


def test_an_entry_moved_to_another_chain_is_named(session: Session, cast: Cast) -> None:
    write(session)
    target = f"program:{cast.program.id}"
    [last] = write(session, 1)
    alter(session, last, chain=target, position=10_000)
    session.expunge_all()
    found = {(entry.chain, entry.position) for entry in audit.broken_links(session)}
    assert {(CHAIN, last.position), (target, 10_000)} <= found


def test_what_is_rolled_back_leaves_no_gap(session: Session) -> None:
    write(session, 2)
    undone = session.begin_nested()
    write(session, 2)
    undone.rollback()
    write(session, 2)
    assert broken(session) == []


def test_the_time_of_an_entry_is_the_clocks(session: Session) -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    with clock.fixed(moment):
        [entry] = write(session, 1)
    session.expire_all()
    assert entry.at == moment
    assert entry.hash == entry.expected_hash()


@pytest.fixture
def own(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    with migrated_engine(engine, tmp_path) as made:
        yield made


def test_two_writers_keep_the_chain_in_order(own: Engine) -> None:
    sessions = db.make_sessions(own)
    gate = threading.Barrier(2)

    def keep_writing() -> None:
        gate.wait()
        for _ in range(15):
            with sessions.begin() as session:
                write(session, 2)

    writers = [threading.Thread(target=keep_writing) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    with sessions() as session:
        assert session.get_one(AuditHead, CHAIN).position == 60
        assert list(audit.broken_links(session)) == []


def test_a_transaction_asks_for_the_head_once_and_again_after_what_gave_it_back(session: Session) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.extend([statement] if "FROM audit_head" in statement else [])

    def asked_for(number: int) -> int:
        asked.clear()
        write(session, number)
        return len(asked)

    write(session, 1)
    session.commit()
    event.listen(session.connection(), "before_cursor_execute", note)
    with session.begin_nested() as undo:
        assert asked_for(3) == 1
        undo.rollback()
    assert asked_for(1) == 1, "the savepoint that held it is gone"
    with session.begin_nested() as undo:
        write(session, 2)
        undo.rollback()
    assert asked_for(2) == 1, "what the savepoint wrote into it is forgotten"
    assert asked_for(2) == 0
    session.commit()
    assert asked_for(2) == 1
    session.rollback()
    assert asked_for(2) == 1
    assert broken(session) == []
