"""From database rows to what the score is made of, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Enrolment, Phase
from tracker.evaluations import visibility
from tracker.evaluations.models import Form
from tracker.projects import credit_queries
from tracker.projects.models import Reached, Work


@dataclass(frozen=True)
class Inputs:
    """What one fit of a cohort is given, and the rows behind it.

    `data` is the document's `data`: scholars are enrolments, mentors people, works works, by their ids.
    `forms` holds (form, enrolment) for each row of `data["forms"]`, `outcomes` (work, its enrolments)
    for each row of `data["outcomes"]`.
    """

    data: dict[str, Any]
    forms: tuple[tuple[int, int], ...]
    outcomes: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def form_ids(self) -> list[int]:
        return [form for form, _enrolment in self.forms]

    @property
    def work_ids(self) -> list[int]:
        return [work for work, _members in self.outcomes]

    @property
    def unknowns(self) -> int:
        """How many quantities a fit estimates: a rough measure of what it costs."""
        rows = self.data["forms"]
        pairs = {(row["scholar"], row["mentor"]) for row in rows}
        mentors = {row["mentor"] for row in rows}
        works = {row["work"] for row in rows} | set(self.work_ids)
        return len(self.data["scholars"]) + len(mentors) + len(pairs) + len(works)

    def sources(self) -> dict[str, Any]:
        """The rows behind the indexes, as a snapshot keeps them."""
        return {
            "forms": [list(pair) for pair in self.forms],
            "outcomes": [[work, list(members)] for work, members in self.outcomes],
        }


def inputs(session: Session, cohort_id: int, *, released_on: date | None = None) -> Inputs:
    """The forms with an Overall, the scored results and everybody's shares, in a stable order.

    With `released_on` only the forms that are released on that day to the scholars they are about count,
    so that a level shown to a scholar gives no rating away early. Forms on people who left stay in: they
    say something of the mentors. Five statements, or seven.
    """
    scholars = sa.select(Enrolment.id).where(Enrolment.cohort_id == cohort_id).order_by(Enrolment.id)
    forms = _forms(session, cohort_id)
    if released_on is not None:
        released = visibility.released_in(session, cohort_id, released_on)
        forms = [form for form in forms if form.id in released]
    scored = _results(session, cohort_id)
    shares = credit_queries.shares(session, [work.id for work in scored])
    teams = {work: one.numbers for work, one in shares.items()}
    results = [work for work in scored if work.id in teams]
    return Inputs(
        data={
            "forms": [
                {
                    "scholar": form.enrolment_id,
                    "mentor": form.mentor_id,
                    "work": form.work_id,
                    "overall": form.overall,
                    "confidence": form.confidence.value,
                }
                for form in forms
            ],
            "outcomes": [
                {
                    "work": work.id,
                    "success": work.reached is Reached.YES,
                    "expected_able": work.pass_able,
                    "expected_other": work.pass_other,
                }
                for work in results
            ],
            "shares": {work.id: dict(teams[work.id]) for work in results},
            "scholars": list(session.scalars(scholars)),
        },
        forms=tuple((form.id, form.enrolment_id) for form in forms),
        outcomes=tuple((work.id, tuple(teams[work.id])) for work in results),
    )


def count_forms(session: Session, cohort_id: int) -> int:
    """How many forms of a cohort give an Overall."""
    found = (
        sa.select(sa.func.count(Form.id))
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Form.overall.is_not(None))
    )
    return session.scalar(found) or 0


def _forms(session: Session, cohort_id: int) -> list[sa.Row[Any]]:
    found = (
        sa.select(Form.id, Form.enrolment_id, Form.mentor_id, Form.work_id, Form.overall, Form.confidence)
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Form.overall.is_not(None))
        .order_by(Form.id)
    )
    return list(session.execute(found))


def _results(session: Session, cohort_id: int) -> list[sa.Row[Any]]:
    found = (
        sa.select(Work.id, Work.reached, Work.pass_able, Work.pass_other)
        .join(Work.phase)
        .where(*_scored(cohort_id))
        .order_by(Work.id)
    )
    return list(session.execute(found))


def _scored(cohort_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Which works of a cohort have a result that counts."""
    return (Phase.cohort_id == cohort_id, Work.reached != Reached.NOT_YET, Work.pass_able.is_not(None))
