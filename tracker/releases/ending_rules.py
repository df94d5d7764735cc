"""What came of a case by a day, read from its steps (for the statistics). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.releases.parts import Tier
from tracker.releases.statistics_rules import Decided, Ending, Period, Way

# The review begins anew with these; a submission after a return goes on with the one that was begun.
BEGINS_ANEW = frozenset({"T15", "T16", "T22"})


@dataclass(frozen=True)
class Step:
    """A transition with its day; `narrower` where it approved less than was asked for."""

    transition: str
    on: date
    narrower: bool = False


@dataclass(frozen=True)
class _Found:
    ending: Ending
    on: date
    days: int | None = None


def decided(steps: Iterable[Step], tier: Tier, over: Period) -> Decided | None:
    """How a case was last decided within a period; None if it was not, or was never submitted.

    `steps` in their order. What came after the period changes nothing.
    """
    found: _Found | None = None
    before_stop: _Found | None = None
    began: date | None = None
    for step in steps:
        if step.on >= over.ends:
            break
        if step.transition in BEGINS_ANEW or (step.transition == "T2" and began is None):
            began = step.on
        if began is None:
            continue
        if step.transition == "T18":
            before_stop = found
        elif step.transition == "T19":
            found = before_stop
        ending = _ending(step)
        if ending is not None:
            judged = step.transition in ("T8", "T9", "T10")
            found = _Found(ending, step.on, (step.on - began).days if judged else None)
    if found is None or found.on < over.begins:
        return None
    return Decided(found.ending, Way.EXPEDITED if tier is Tier.EXPEDITED else Way.FORMAL, found.days)


def _ending(step: Step) -> Ending | None:
    match step.transition:
        case "T8" | "T9":
            return Ending.NARROWER if step.narrower else Ending.AS_ASKED
        case "T10":
            return Ending.REFUSED
        case "T17":
            return Ending.WITHDRAWN
        case "T18" | "T20" | "T21":
            return Ending.STOPPED
        case _:
            return None
