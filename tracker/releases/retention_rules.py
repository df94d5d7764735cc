"""When the texts of a case are deleted: years after it ended, and not while anything rests on them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseState
from tracker.releases.states import CLOSED


@dataclass(frozen=True)
class Kept:
    """What is known of a case whose texts may be due. `built_on`: an open case follows this one."""

    state: CaseState
    closed_on: date | None
    years: int
    destroyed: bool = False
    built_on: bool = False
    incident_open: bool = False


def ends_on(closed_on: date, years: int) -> date:
    """The day after which nothing needs the texts; of a leap day the first of March."""
    try:
        return closed_on.replace(year=closed_on.year + years)
    except ValueError:
        return date(closed_on.year + years, 3, 1)


def may_destroy(kept: Kept, today: date) -> Decision:
    """Whether the key of a case can be destroyed today."""
    if kept.destroyed:
        return no("retention_done")
    if kept.state not in CLOSED or kept.closed_on is None:
        return no("retention_open")
    if kept.built_on:
        return no("retention_built_on")
    if kept.incident_open:
        return no("retention_incident")
    due = ends_on(kept.closed_on, kept.years)
    return yes() if today >= due else no("retention_early", due=due)
