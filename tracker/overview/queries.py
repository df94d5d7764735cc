"""Reads that join features for the home pages and the board."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort, Enrolment, Phase
from tracker.cohorts.rules import PhaseState, phase_now, phase_state
from tracker.evaluations import board, visibility
from tracker.projects import queries as projects
from tracker.projects.models import Work


@dataclass(frozen=True)
class Standing:
    """Everything the scholar's page says, read in a fixed number of statements."""

    enrolment: Enrolment
    phases: list[tuple[Phase, PhaseState]]
    milestones: list[cohorts.MilestoneStatus]
    works: Sequence[Work]
    feedback: list[visibility.Feedback]
    today: date

    @property
    def current(self) -> Phase | None:
        """The phase whose way out matters today."""
        return phase_now([phase for phase, _state in self.phases], self.today)

    @property
    def following(self) -> Phase | None:
        """The phase after the current one."""
        current = self.current
        later = [p for p, _state in self.phases if current and p.starts_on > current.starts_on]
        return later[0] if later else None

    @property
    def people(self) -> int:
        """How many people have filed a form with an Overall."""
        return len({one.mentor_id for one in self.feedback if one.scored})

    @property
    def pieces(self) -> int:
        """How many works those forms are about."""
        return len({one.work_id for one in self.feedback if one.scored})


def standing(session: Session, enrolment: Enrolment, today: date) -> Standing:
    """Where one scholar stands today."""
    return Standing(
        enrolment=enrolment,
        phases=[
            (phase, phase_state(phase.starts_on, phase.ends_on, enrolment.withdrew_on, today))
            for phase in enrolment.cohort.phases
        ],
        milestones=cohorts.milestones_of(session, enrolment),
        works=projects.of_enrolment(session, enrolment.id),
        feedback=visibility.feedback(session, enrolment.id, today),
        today=today,
    )


@dataclass(frozen=True)
class BoardFilter:
    """What the board shows: part of a name, a condition, an order."""

    name: str = ""
    show: str = "all"
    sort: str = "name"
    descending: bool = False


Key = Callable[[board.Row], str | float | date]
SORTS: dict[str, Key] = {
    "name": lambda row: row.name.casefold(),
    "owed": lambda row: row.forms.owed,
    "filed": lambda row: row.evidence.filed,
    "people": lambda row: row.evidence.people,
    "works": lambda row: row.evidence.works,
    "mean": lambda row: row.evidence.overall.mean or 0,
    "median": lambda row: row.evidence.overall.median or 0,
    "spread": lambda row: row.evidence.overall.sd or 0,
    "last": lambda row: row.evidence.last_filed_on or date.min,
}
SHOWS: dict[str, Callable[[board.Row], bool]] = {
    "all": lambda _row: True,
    "owed": lambda row: row.forms.owed > 0,
    "overdue": lambda row: row.forms.overdue > 0,
    "thin": lambda row: row.evidence.thin,
    "withdrawn": lambda row: row.withdrew_on is not None,
}


def board_rows(
    session: Session, cohort: Cohort, chosen: BoardFilter, today: date
) -> tuple[list[board.Row], list[board.Row]]:
    """All rows of a cohort, and those that the filter keeps, in its order."""
    everyone = board.rows(session, cohort.id, today)
    part = chosen.name.casefold()
    kept = [row for row in everyone if part in row.name.casefold() and SHOWS[chosen.show](row)]
    kept.sort(key=SORTS[chosen.sort], reverse=chosen.descending)
    return everyone, kept
