"""Writes of the addresses of calendars, and of how their entries were read."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.audit import Row
from tracker.outbox import feed_queries
from tracker.outbox.calendar_entries import Stamped
from tracker.outbox.feed_models import CalendarEntry, CalendarFeed

# When it was last read is noted no more often than this.
NOTED = timedelta(hours=1)


def make_address(session: Session, actor: Row) -> str:
    """The secret of a new address for one's own calendar, to be shown once. An earlier one stops at once."""
    audit.hold(session, None)
    feed = session.get(CalendarFeed, actor.id, populate_existing=True)
    if feed is None:
        feed = CalendarFeed(person_id=actor.id)
        session.add(feed)
    replaced = feed.token_hash is not None
    token = secrets.token_urlsafe(32)
    feed.token_hash, feed.made_at, feed.last_used_at = feed_queries.hashed(token), clock.now(), None
    session.flush()
    _note(session, actor, "calendar.address", replaced=replaced)
    return token


def stop(session: Session, actor: Row) -> bool:
    """Let nobody read one's calendar under its address any more; whether there was one."""
    audit.hold(session, None)
    feed = session.get(CalendarFeed, actor.id, populate_existing=True)
    if feed is None or feed.token_hash is None:
        return False
    feed.token_hash, feed.made_at, feed.last_used_at = None, None, None
    session.flush()
    _note(session, actor, "calendar.stop")
    return True


def keep(session: Session, person_id: int, read: Iterable[Stamped], *, secret: str, now: datetime) -> None:
    """Keep how the entries of a calendar stood, and that it was read under the address with this hash."""
    feed = session.get(CalendarFeed, person_id, with_for_update=True, populate_existing=True)
    if feed is None or feed.token_hash != secret:
        return
    if feed.last_used_at is None or now - feed.last_used_at >= NOTED:
        feed.last_used_at = now
    before = feed_queries.kept(session, person_id)
    for one in read:
        row = before.get(one.entry.name)
        if row is None:
            row = CalendarEntry(person_id=person_id, name=one.entry.name)
            session.add(row)
        elif row.sequence >= one.sequence:
            continue  # as it stands, or somebody else's reading was kept first
        row.sha256, row.sequence, row.changed_at = one.entry.sha256, one.sequence, one.changed_at
    session.flush()


def differs(
    read: Iterable[Stamped], feed: CalendarFeed, before: dict[str, CalendarEntry], now: datetime
) -> bool:
    """Whether there is anything to keep of a reading."""
    used = feed.last_used_at
    changed = any(
        one.entry.name not in before or before[one.entry.name].sequence != one.sequence for one in read
    )
    return changed or used is None or now - used >= NOTED


def _note(session: Session, actor: Row, action: str, **change: bool) -> None:
    audit.record(
        session,
        actor.id,
        action,
        program_id=None,
        object_type=actor.__tablename__,
        object_id=actor.id,
        change=dict(change),
    )
