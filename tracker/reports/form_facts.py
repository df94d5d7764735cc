"""Reads of the forms of a cohort, filed and owed, as a report counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tracker.cohorts import calendar
from tracker.cohorts.models import Cohort, Enrolment, Phase, PhaseKind
from tracker.db import UTCDateTime
from tracker.evaluations.models import Assignment, Form, FormRevision
from tracker.evaluations.queries import STILL_OWED
from tracker.projects.models import Work


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed form. `due_on` is None for one that nobody was asked for, as an imported one.

    `filed_on` is the day of its first version in the program's zone, and `minutes` are those from opening
    it to that; None where nobody measured. `rates` says that it gave an Overall.
    """

    enrolment_id: int
    mentor_id: int
    phase: PhaseKind
    rates: bool
    due_on: date | None
    filed_on: date | None
    minutes: float | None

    @property
    def late(self) -> bool:
        return self.due_on is not None and self.filed_on is not None and self.filed_on > self.due_on


@dataclass(frozen=True, slots=True)
class Owed:
    """A form that was asked for and not filed, on somebody who is still there; `due_on` None while away."""

    mentor_id: int
    phase: PhaseKind
    due_on: date | None


def filed(session: Session, cohort: Cohort) -> list[Filed]:
    """Every form on the cohort's scholars, theirs too who left. One statement."""
    zone, first = ZoneInfo(cohort.program.time_zone), aliased(FormRevision)
    found = (
        sa.select(
            Form.enrolment_id,
            Form.mentor_id,
            Phase.kind,
            Form.overall.is_not(None),
            Assignment.due_on,
            Form.filed_on,
            Form.opened_at,
            sa.func.coalesce(first.filed_at, Form.filed_at, type_=UTCDateTime()),
        )
        .join(Form.enrolment)
        .join(Form.work)
        .join(Work.phase)
        .outerjoin(Assignment, Assignment.id == Form.assignment_id)
        .outerjoin(first, sa.and_(first.form_id == Form.id, first.version == 1))
        .where(Enrolment.cohort_id == cohort.id)
        .order_by(Form.id)
    )
    return [
        Filed(
            enrolment_id,
            mentor_id,
            kind,
            bool(rates),
            due_on,
            filed_on=at.astimezone(zone).date() if at else day,
            minutes=(at - opened).total_seconds() / 60 if at and opened else None,
        )
        for enrolment_id, mentor_id, kind, rates, due_on, day, opened, at in session.execute(found)
    ]


def owed(session: Session, cohort: Cohort, today: date) -> list[Owed]:
    """Every form that was asked for and is not there. One statement.

    Forms that somebody was excused from and forms on people who left are owed by nobody; about people who
    are away nothing is due.
    """
    away = Assignment.enrolment_id.in_(calendar.away_on(today))
    found = (
        sa.select(Assignment.mentor_id, Phase.kind, sa.case((sa.not_(away), Assignment.due_on)))
        .join(Assignment.enrolment)
        .join(Assignment.work)
        .join(Work.phase)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .where(Enrolment.cohort_id == cohort.id, *STILL_OWED)
        .order_by(Assignment.id)
    )
    return [Owed(*row) for row in session.execute(found)]
