"""Reads of the addresses of calendars and of how their entries stood."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.outbox.feed_models import CalendarEntry, CalendarFeed


def own(session: Session, person_id: int) -> CalendarFeed | None:
    """Somebody's calendar; None where they never made an address."""
    return session.get(CalendarFeed, person_id)


def opened(session: Session, token: str) -> CalendarFeed | None:
    """The calendar that is read under this secret."""
    return session.scalar(sa.select(CalendarFeed).where(CalendarFeed.token_hash == hashed(token)))


def kept(session: Session, person_id: int) -> dict[str, CalendarEntry]:
    """Name → how the entry stood when it was last read."""
    found = sa.select(CalendarEntry).where(CalendarEntry.person_id == person_id)
    return {one.name: one for one in session.scalars(found.execution_options(populate_existing=True))}


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
