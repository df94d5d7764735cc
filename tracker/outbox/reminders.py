"""What people are reminded of and on which days. Knows no feature: each offers its own entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Entry:
    """One line of somebody's mail of the day.

    `keys` name what it reminds of, each at a step of its own: where all of them were sent before, the line
    is not sent again. `say` gives the words when they are needed, in the language of that moment; they
    hold nothing confidential.
    """

    person_id: int
    keys: tuple[str, ...]
    say: Callable[[], str]


def due(on: date, today: date, steps: Sequence[int], *, daily_until: date | None = None) -> int | None:
    """The step of a reminder whose turn it is, in days from the day `on`; None where none is.

    The latest of `steps` that has come: what was missed is made up for once, not for each missed day. With
    `daily_until`, every day after the last step is one too, up to that day; after it nothing is due.
    """
    passed = (today - on).days
    if daily_until is not None:
        if today > daily_until:
            return None
        if passed > max(steps):
            return passed
    return max((step for step in steps if step <= passed), default=None)


def key(kind: str, row: int, on: date, step: int) -> str:
    """The name of one reminder; a day that moves begins anew."""
    return f"{kind}:{row}:{on.isoformat()}:{step}"
