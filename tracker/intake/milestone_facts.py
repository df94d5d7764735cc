"""The milestones of a cohort as a file goes on: what is due, what is done, what was forecast."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.forecast_models import Forecast
from tracker.cohorts.models import Cohort, Milestone, MilestoneDone, Phase

Said = tuple[date, date]  # made on, predicted for


@dataclass
class Due:
    """A milestone that is there, or will be once the lines so far are written."""

    phase: Phase
    title: str
    due_on: date
    row: Milestone | None


class Facts:
    """What the database knows of a cohort's milestones, with what earlier lines add. Three statements."""

    def __init__(self, session: Session, cohort: Cohort) -> None:
        self.phases = list(cohort.phases)
        phases = {phase.id: phase for phase in self.phases}
        mine = sa.select(Milestone).where(Milestone.phase_id.in_(phases)).order_by(Milestone.id)
        self._due: dict[str, list[Due]] = defaultdict(list)
        places = {}
        for row in session.scalars(mine):
            places[row.id] = Due(phases[row.phase_id], row.title, row.due_on, row)
            self._due[row.title].append(places[row.id])
        # Known by the milestone's place in memory, since new ones have no id yet.
        done = sa.select(MilestoneDone).where(MilestoneDone.milestone_id.in_(places))
        self.done: dict[tuple[int, int], date] = {
            (id(places[row.milestone_id]), row.enrolment_id): row.done_on for row in session.scalars(done)
        }
        self._said: dict[tuple[int, int, int], dict[date, date]] = defaultdict(dict)
        said = sa.select(Forecast).where(Forecast.milestone_id.in_(places)).order_by(Forecast.id)
        for one in session.scalars(said):
            self.say(places[one.milestone_id], one.enrolment_id, one.by_id, (one.made_on, one.predicted_for))

    def of(self, title: str, phase: Phase | None) -> list[Due]:
        """The milestones of this title, in this phase if one is named."""
        return [one for one in self._due.get(title, []) if phase is None or one.phase is phase]

    def add(self, due: Due) -> None:
        self._due[due.title].append(due)

    def say(self, due: Due, enrolment_id: int, by_id: int, said: Said) -> None:
        self._said[id(due), enrolment_id, by_id][said[0]] = said[1]

    def said(self, due: Due, enrolment_id: int, by_id: int) -> dict[date, date]:
        """What somebody forecast: the day on which it was said → the day that was named."""
        return self._said.get((id(due), enrolment_id, by_id), {})
