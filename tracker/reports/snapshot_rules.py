"""Decisions about freezing a cohort's numbers for its funders. Pure; days are days in the program's zone."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.reasons import Decision, no, yes


@dataclass(frozen=True)
class Times:
    """When the phases of a cohort end, in any order, and the day of its newest snapshot."""

    today: date
    ends: Sequence[date]
    newest: date | None = None


def may_freeze(times: Times) -> Decision:
    """Whether a snapshot can be made today.

    One after each phase's end, and once the last phase is over one a month: what becomes of people is
    asked long after. The fewer there are, the less can be worked out by comparing them.
    """
    if not times.ends:
        return no("snapshot_no_phases")
    over = [day for day in times.ends if day < times.today]
    if not over:
        return no("snapshot_before_end", ends_on=min(times.ends))
    if times.newest is None:
        return yes()
    if times.today < (first := a_month_after(times.newest)):
        return no("snapshot_monthly", newest=times.newest, first=first)
    coming = [day for day in times.ends if day >= times.today]
    if coming and max(over) < times.newest:
        return no("snapshot_mid_phase", newest=times.newest, ends_on=min(coming))
    return yes()


def a_month_after(day: date) -> date:
    """The same day of the next month, or that month's last where it has none."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
