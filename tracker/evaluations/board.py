"""The evidence on every scholar of a cohort, in a fixed number of statements."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts import calendar
from tracker.cohorts.models import Enrolment
from tracker.evaluations.models import Assignment, Draft, Form
from tracker.evaluations.queries import STILL_OWED, open_on
from tracker.people.models import Person
from tracker.projects.models import Work

LEVELS = (1, 2, 3, 4, 5)
# program.md 4c: a decision against a scholar needs at least this much evidence.
ENOUGH_PEOPLE = 3
ENOUGH_WORKS = 2


@dataclass(frozen=True)
class Spread:
    """What raw ratings on a scale of 1 to 5 say, from how often each was given.

    `count` is the number of ratings; `mean` and `median` are in rubric points; `sd` is the sample
    standard deviation (n - 1), None below two ratings. Everything is None without ratings.
    """

    count: int
    mean: float | None
    median: float | None
    sd: float | None
    lowest: int | None
    highest: int | None

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Spread:
        """The spread of ratings given `{level: how often}`."""
        given = {level: n for level, n in sorted(counts.items()) if n}
        total = sum(given.values())
        if not total:
            return cls(0, None, None, None, None, None)
        mean = sum(level * n for level, n in given.items()) / total
        squares = sum(n * (level - mean) ** 2 for level, n in given.items())
        middle = [_nth(given, (total - 1) // 2), _nth(given, total // 2)]
        return cls(
            count=total,
            mean=mean,
            median=sum(middle) / 2,
            sd=math.sqrt(squares / (total - 1)) if total > 1 else None,
            lowest=min(given),
            highest=max(given),
        )


NOTHING = Spread(0, None, None, None, None, None)


@dataclass(frozen=True)
class Evidence:
    """What was filed on a scholar.

    `filed` counts all forms; `overall.count` only those that gave an Overall. `people` and `works` are
    the distinct raters and works behind those.
    """

    filed: int = 0
    people: int = 0
    works: int = 0
    overall: Spread = NOTHING
    last_filed_on: date | None = None

    @property
    def thin(self) -> bool:
        """Whether this is too little to judge anybody on."""
        return self.people < ENOUGH_PEOPLE or self.works < ENOUGH_WORKS


@dataclass(frozen=True)
class Owed:
    """What was asked for and not filed.

    `owed` forms can still be filed; `overdue` are those of them past their day, `drafts` those begun.
    `missing` ones can no longer be filed, their phase's forms being closed; they never count against
    the scholar.
    """

    owed: int = 0
    overdue: int = 0
    drafts: int = 0
    missing: int = 0


@dataclass(frozen=True)
class Row:
    """One scholar on the cohort board."""

    enrolment_id: int
    person_id: int
    name: str
    withdrew_on: date | None
    evidence: Evidence
    forms: Owed
    away: bool = False


def rows(session: Session, cohort_id: int, today: date) -> list[Row]:
    """Every scholar of a cohort by name, with the evidence on them. A fixed number of statements."""
    filed = _filed(session, cohort_id)
    still = _owed(session, cohort_id, today)
    away = calendar.on_leave(session, cohort_id, today)
    scholars = (
        sa.select(Enrolment.id, Person.id, Person.name, Enrolment.withdrew_on)
        .join(Enrolment.person)
        .where(Enrolment.cohort_id == cohort_id)
    )
    found = [
        Row(
            enrolment_id=key,
            person_id=person_id,
            name=name,
            withdrew_on=withdrew_on,
            evidence=filed.get(key, Evidence()),
            forms=still.get(key, Owed()),
            away=key in away,
        )
        for key, person_id, name, withdrew_on in session.execute(scholars)
    ]
    return sorted(found, key=lambda row: (row.name.casefold(), row.enrolment_id))


def _filed(session: Session, cohort_id: int) -> dict[int, Evidence]:
    scored = Form.overall.is_not(None)
    found = (
        sa.select(
            Form.enrolment_id,
            sa.func.count(Form.id),
            sa.func.count(sa.distinct(sa.case((scored, Form.mentor_id)))),
            sa.func.count(sa.distinct(sa.case((scored, Form.work_id)))),
            sa.func.max(Form.filed_on),
            *[sa.func.sum(sa.case((Form.overall == level, 1), else_=0)) for level in LEVELS],
        )
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort_id)
        .group_by(Form.enrolment_id)
    )
    result = {}
    for enrolment_id, filed, people, works, last, *counts in session.execute(found):
        spread = Spread.of(dict(zip(LEVELS, counts, strict=True)))
        result[enrolment_id] = Evidence(filed, people, works, spread, last)
    return result


def _owed(session: Session, cohort_id: int, today: date) -> dict[int, Owed]:
    still_open = open_on(today, calendar.open_forms(session, today, cohort_id=cohort_id))
    here = Assignment.enrolment_id.not_in(calendar.away_on(today))  # from who is away nothing is due

    def count(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0))

    found = (
        sa.select(
            Assignment.enrolment_id,
            count(still_open),
            count(still_open, here, Assignment.due_on < today),
            count(still_open, Draft.assignment_id.is_not(None)),
            count(sa.not_(still_open)),
        )
        .join(Assignment.enrolment)
        .join(Assignment.work)
        .join(Work.phase)
        .outerjoin(Form, Form.assignment_id == Assignment.id)
        .outerjoin(Draft, Draft.assignment_id == Assignment.id)
        .where(Enrolment.cohort_id == cohort_id, *STILL_OWED)
        .group_by(Assignment.enrolment_id)
    )
    return {enrolment_id: Owed(*counts) for enrolment_id, *counts in session.execute(found)}


def _nth(counts: Mapping[int, int], position: int) -> int:
    """The rating at a position (from 0) of all ratings in order."""
    for level, n in counts.items():
        if position < n:
            return level
        position -= n
    raise IndexError(position)
