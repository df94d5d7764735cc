"""Reads of forecasts. Whoever asks has settled before whether the reader may see the scholar's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from tracker.cohorts import forecast_rules as rules
from tracker.cohorts.forecast_models import Forecast
from tracker.cohorts.forecast_rules import Said
from tracker.cohorts.models import Enrolment, Milestone, MilestoneDone, Phase
from tracker.evidence.trends_meeting import Drift
from tracker.people.models import Person


@dataclass(frozen=True)
class Voice:
    """What one person forecast of one scholar's milestone: everything said, what counts, the fit."""

    milestone: Milestone
    enrolment: Enrolment
    by: Person
    every: Sequence[Forecast]
    said: Sequence[Said]
    found: Drift

    @property
    def own(self) -> bool:
        """Whether the scholar said it."""
        return self.by.id == self.enrolment.person_id

    @property
    def slips(self) -> bool:
        return rules.slips(self.found)

    def counts(self, row: Forecast) -> bool:
        """Whether nothing was said after it on the same day."""
        return max(one.id for one in self.every if one.made_on == row.made_on) == row.id

    @property
    def last(self) -> Said:
        return self.said[-1]


def done_on(session: Session, milestone: Milestone, enrolment: Enrolment) -> date | None:
    """The day on which a scholar's milestone was done, read anew."""
    row = session.get(MilestoneDone, (milestone.id, enrolment.id), populate_existing=True)
    return row.done_on if row else None


def voices(session: Session, milestone: Milestone, enrolment: Enrolment) -> list[Voice]:
    """Everybody's forecasts of one scholar's milestone, the scholar's first, then by name."""
    found = (
        sa.select(Forecast)
        .where(Forecast.milestone_id == milestone.id, Forecast.enrolment_id == enrolment.id)
        .options(joinedload(Forecast.by))
        .order_by(Forecast.id)
    )
    heard = _voices(session.scalars(found).all(), {enrolment.id: enrolment}, {milestone.id: milestone})
    return sorted(heard, key=lambda one: (not one.own, one.by.name.casefold(), one.by.id))


def open_voices(session: Session, cohort_ids: Collection[int]) -> list[Voice]:
    """Everybody's forecasts of what is not done, of scholars who have not left; by due day, then name.

    Three statements, however many cohorts there are.
    """
    if not cohort_ids:
        return []
    done = sa.exists().where(
        MilestoneDone.milestone_id == Forecast.milestone_id,
        MilestoneDone.enrolment_id == Forecast.enrolment_id,
    )
    found = (
        sa.select(Forecast)
        .join(Forecast.enrolment)
        .where(Enrolment.cohort_id.in_(cohort_ids), Enrolment.left_on.is_(None), ~done)
        .options(joinedload(Forecast.by))
        .order_by(Forecast.id)
    )
    rows = session.scalars(found).all()
    about = {row.enrolment_id for row in rows}
    enrolments = sa.select(Enrolment).join(Enrolment.person).where(Enrolment.id.in_(about))
    milestones = sa.select(Milestone).join(Milestone.phase).where(Phase.cohort_id.in_(cohort_ids))
    heard = _voices(
        rows,
        {one.id: one for one in session.scalars(enrolments.options(contains_eager(Enrolment.person)))},
        {one.id: one for one in session.scalars(milestones.options(contains_eager(Milestone.phase)))},
    )
    return sorted(
        heard,
        key=lambda one: (
            one.milestone.due_on,
            one.milestone.id,
            one.enrolment.person.name.casefold(),
            one.enrolment.id,
            not one.own,
            one.by.id,
        ),
    )


def _voices(
    rows: Sequence[Forecast], enrolments: dict[int, Enrolment], milestones: dict[int, Milestone]
) -> list[Voice]:
    heard: dict[tuple[int, int, int], list[Forecast]] = defaultdict(list)
    for row in rows:
        heard[row.milestone_id, row.enrolment_id, row.by_id].append(row)
    made = []
    for (milestone_id, enrolment_id, _by), some in heard.items():
        said = rules.counted(Said(one.made_on, one.predicted_for) for one in some)
        found = rules.fit(said)
        assert found is not None  # there is a row
        voice = Voice(milestones[milestone_id], enrolments[enrolment_id], some[0].by, some, said, found)
        made.append(voice)
    return made
