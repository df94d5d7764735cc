"""The sole place that reads the clock, so that tests and the demo can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: list[datetime] = []


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _fixed[-1] if _fixed else datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """The calendar day it is now in the named IANA time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware `moment` while the block runs."""
    _fixed.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.pop()
