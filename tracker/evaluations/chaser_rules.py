"""Whether somebody may be reminded by hand of a form they owe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.reasons import Decision, no, yes


@dataclass(frozen=True)
class Owing:
    """The facts of one form that was asked for, on the day somebody wants to remind its mentor.

    `open_until` is the last day on which it can be filed, by the scholar's own dates.
    """

    today: date
    open_until: date
    address: bool
    filed: bool = False
    excused: bool = False
    left: bool = False
    away: bool = False
    chased_today: bool = False


def may_chase(owing: Owing) -> Decision:
    """Once a day, and only for what is really owed by somebody who can be reached."""
    if owing.filed:
        return no("chase_filed")
    if owing.excused:
        return no("chase_excused")
    if owing.left:
        return no("scholar_left")
    if owing.away:
        return no("chase_away")
    if owing.today > owing.open_until:
        return no("chase_closed", on=owing.open_until)
    if not owing.address:
        return no("chase_no_address")
    return no("chased_today") if owing.chased_today else yes()
