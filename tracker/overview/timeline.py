"""Where the days of a scholar's phase stand on a line, as facts for the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from tracker.cohorts.calendar import AnyPhase

LEFT, RIGHT = 10.0, 690.0


@dataclass(frozen=True)
class Mark:
    """One day on the line: `x` from 10 to 690, the words under it."""

    x: float
    day: date
    label: str


@dataclass(frozen=True)
class Line:
    """The line of one phase: its marks in order, and where today lies."""

    marks: list[Mark]
    today: float


def line(phase: AnyPhase, following: AnyPhase | None, today: date) -> Line:
    """Start, last day for a concern, end, decision and the next start of a phase, to scale."""
    named = [
        (phase.starts_on, _("start")),
        (phase.notice_by, _("last day for a concern")),
        (phase.ends_on, _("end of the phase")),
        (phase.decision_on, _("decision")),
        (following.starts_on if following else None, _("next phase")),
    ]
    days = sorted((day, label) for day, label in named if day is not None)
    first, last = days[0][0], days[-1][0]
    length = max((last - first).days, 1)

    def place(day: date) -> float:
        part = (day - first).days / length
        return round(LEFT + (RIGHT - LEFT) * min(max(part, 0.0), 1.0), 1)

    return Line([Mark(place(day), day, str(label)) for day, label in days], place(today))
