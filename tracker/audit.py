"""The audit trail: append-only entries, hash-chained per program, written in the writer's transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker import clock
from tracker.db import Base, Key

START = "0" * 64
HELD = "tracker_held"  # in a session: chain → the transaction that holds its head, and the head


class AuditEntry(Base):
    """Who did what to which row, with the change as ids and field values, never sealed text."""

    __tablename__ = "audit_entry"

    id: Mapped[Key]
    chain: Mapped[str] = mapped_column(sa.String(40))
    position: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(sa.String(80))
    object_type: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int | None]
    change: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.UniqueConstraint("chain", "position"),)

    def expected_hash(self) -> str:
        content = [
            self.chain,
            self.position,
            self.at.isoformat(timespec="microseconds"),
            self.actor_id,
            self.action,
            self.object_type,
            self.object_id,
            self.change,
            self.previous_hash,
        ]
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class AuditHead(Base):
    """The last link of each chain; its row is the lock that keeps writers in order."""

    __tablename__ = "audit_head"

    chain: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


class Row(Protocol):
    """A row of any table with an id of its own."""

    __tablename__: str

    @property
    def id(self) -> Any: ...


def hold(session: Session, program_id: int | None) -> AuditHead:
    """Wait for everybody else who writes in the program, and keep them waiting until the commit.

    Actions that look before they write begin with this: on PostgreSQL two of them would else look at
    the same moment, find the same place free, and collide. What the session read before is to be read
    again. Hold the program first and the installation (None) after it, never the other way round.
    """
    chain = _chain(program_id)
    head = _held(session, chain) or session.get(
        AuditHead, chain, with_for_update=True, populate_existing=True
    )
    if head is None:
        with suppress(IntegrityError), session.begin_nested():  # another first writer may make it
            session.add(AuditHead(chain=chain, position=0, hash=START))
        head = session.get_one(AuditHead, chain, with_for_update=True, populate_existing=True)
    since = session.get_nested_transaction() or session.get_transaction()
    session.info.setdefault(HELD, {}).setdefault(chain, (since, head))
    return head


def _held(session: Session, chain: str) -> AuditHead | None:
    """The head that this very transaction holds, if it does: nobody else can have moved it since.

    What a savepoint locked is free again once that is rolled back, so it counts inside of it alone.
    """
    since, head = session.info.setdefault(HELD, {}).pop(chain, (None, None))
    within = session.get_nested_transaction() or session.get_transaction()
    while within is not None and within is not since:
        within = within.parent
    if within is None or head not in session:
        return None
    session.info[HELD][chain] = since, head
    if session.autoflush:  # as asking for it would: what is read anew is what was written before
        session.flush()
    found: AuditHead = head
    return found


def _chain(program_id: int | None) -> str:
    return "installation" if program_id is None else f"program:{program_id}"


def record(
    session: Session,
    actor_id: int | None,
    action: str,
    *,
    program_id: int | None,
    object_type: str,
    object_id: int | None,
    change: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry to the program's chain (or the installation's, without a program)."""
    head = hold(session, program_id)
    entry = AuditEntry(
        chain=head.chain,
        position=head.position + 1,
        at=clock.now(),
        actor_id=actor_id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        change=change or {},
        previous_hash=head.hash,
    )
    entry.hash = entry.expected_hash()
    head.position, head.hash = entry.position, entry.hash
    session.add(entry)
    session.flush()
    return entry


def note(
    session: Session, actor: Row | None, action: str, about: Row, *, program_id: int | None, **change: Any
) -> AuditEntry:
    """Record what somebody (None: the command line) did to a row, with what changed."""
    return record(
        session,
        actor.id if actor else None,
        action,
        program_id=program_id,
        object_type=about.__tablename__,
        object_id=about.id,
        change=change,
    )


def broken_links(session: Session) -> Iterator[AuditEntry]:
    """The entries at which a chain no longer holds: edited, moved, or following a deleted one.

    Where entries were cut off a chain's end, a stand-in for the first one missing is yielded.
    """
    last: dict[str, tuple[int, str]] = {}
    entries = sa.select(AuditEntry).order_by(AuditEntry.chain, AuditEntry.position)
    for entry in session.scalars(entries.execution_options(yield_per=1000)):
        position, previous = last.get(entry.chain, (0, START))
        whole = (
            entry.position == position + 1
            and entry.previous_hash == previous
            and entry.hash == entry.expected_hash()
        )
        if not whole:
            yield entry
        last[entry.chain] = (entry.position, entry.hash)
    for head in session.scalars(sa.select(AuditHead).order_by(AuditHead.chain)):
        end = last.get(head.chain, (0, START))
        if end != (head.position, head.hash):
            yield AuditEntry(chain=head.chain, position=end[0] + 1, action="missing")
