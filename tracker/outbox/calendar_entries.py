"""What stands in somebody's calendar. Knows no feature: each offers its own entries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

# Calendar programs are asked to look again after this time.
AGAIN = timedelta(hours=6)
# Days that lie longer ago are left out.
BACK = timedelta(days=60)


@dataclass(frozen=True)
class Entry:
    """One day of somebody's calendar.

    `name` is unique among the entries of one person and stays when the day moves. `title` and `text` are
    read on other people's servers and screens: they hold nothing confidential and name nobody.
    """

    name: str
    day: date
    title: str
    text: str
    link: str

    @property
    def sha256(self) -> str:
        """Of everything that a calendar program shows."""
        said = [self.day.isoformat(), self.title, self.text, self.link]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


class Kept(Protocol):
    """How an entry stood when it was last read."""

    @property
    def sha256(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def changed_at(self) -> datetime: ...


@dataclass(frozen=True)
class Stamped:
    """An entry, how often it changed, and when it last did."""

    entry: Entry
    sequence: int
    changed_at: datetime


def stamped(entries: Iterable[Entry], kept: Mapping[str, Kept], now: datetime) -> list[Stamped]:
    """The entries by day. One that stands as it was `kept` under its name keeps its number and its time."""
    now = now.replace(microsecond=0)
    made = []
    for entry in sorted(entries, key=lambda one: (one.day, one.name)):
        before = kept.get(entry.name)
        if before is None:
            made.append(Stamped(entry, 0, now))
        elif before.sha256 == entry.sha256:
            made.append(Stamped(entry, before.sequence, before.changed_at))
        else:
            made.append(Stamped(entry, before.sequence + 1, now))
    return made
