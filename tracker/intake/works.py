"""The works that imported forms are about: one for each title of a phase, or one for each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Phase
from tracker.intake.bulk import insert, insert_returning
from tracker.intake.rows import Row
from tracker.projects.models import Membership, Work, WorkKind


def phase_on(cohort: Cohort, day: date | None) -> int:
    """The id of the phase under way on a day, or the last one before it; without a day the first."""
    phases = sorted(cohort.phases, key=lambda phase: phase.starts_on)
    begun = [phase for phase in phases if day is not None and phase.starts_on <= day]
    return (begun or phases[:1])[-1].id


class Works:
    """Finds or makes the work of each row, with the scholar as a member."""

    def __init__(self, session: Session, cohort: Cohort) -> None:
        self.session, self.cohort = session, cohort
        self._phases: dict[date | None, int] = {}
        named = sa.select(Work.phase_id, Work.title, Work.id).join(Work.phase)
        found = session.execute(named.where(Phase.cohort_id == cohort.id).order_by(Work.id.desc()))
        # Of several works with one title the oldest is meant: it is written last.
        self._titles = {(phase, title): key for phase, title, key in found}
        members = sa.select(Membership.work_id, Membership.enrolment_id).join(Membership.work)
        pairs = session.execute(members.join(Work.phase).where(Phase.cohort_id == cohort.id))
        self._pairs = {(work, member) for work, member in pairs}

    def of(self, rows: Sequence[Row], enrolments: Sequence[int]) -> list[int]:
        """The work ids of rows, in their order; `enrolments` are the scholars' ones."""
        phases = [self._phase(row.filed_on) for row in rows]
        named = {(phase, row.work): 0 for phase, row in zip(phases, rows, strict=True) if row.work}
        missing = [place for place in named if place not in self._titles]
        own = [
            (phase, f"Imported form {row.form_id or row.line}")
            for phase, row in zip(phases, rows, strict=True)
            if not row.work
        ]
        made = self._create([*missing, *own])
        self._titles |= dict(zip(missing, made, strict=False))
        singles = iter(made[len(missing) :])
        works = [
            self._titles[phase, row.work] if row.work else next(singles)
            for phase, row in zip(phases, rows, strict=True)
        ]
        self._join(works, enrolments)
        return works

    def _create(self, places: Sequence[tuple[int, str]]) -> list[int]:
        rows = [{"phase_id": phase, "title": title, "kind": WorkKind.PROJECT} for phase, title in places]
        return insert_returning(self.session, Work, rows, by=("phase_id", "title"))

    def _phase(self, day: date | None) -> int:
        if day not in self._phases:
            self._phases[day] = phase_on(self.cohort, day)
        return self._phases[day]

    def _join(self, works: Sequence[int], enrolments: Sequence[int]) -> None:
        pairs = dict.fromkeys(zip(works, enrolments, strict=True))
        lacking = [pair for pair in pairs if pair not in self._pairs]
        rows = [{"work_id": work, "enrolment_id": member} for work, member in lacking]
        insert(self.session, Membership, rows)
        self._pairs.update(lacking)
