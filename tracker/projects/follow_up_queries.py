"""Reads of follow-ups: what somebody is asked, and who of a cohort has answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort, Enrolment
from tracker.people.models import Person
from tracker.projects import follow_up_rules
from tracker.projects.follow_up_rules import Question
from tracker.projects.models import Membership
from tracker.projects.outcome_models import FollowUp


@dataclass(frozen=True)
class Asked:
    """One member and what they said; `answered_on` is None while they said nothing."""

    enrolment: Enrolment
    works: frozenset[int]
    answered_works: frozenset[int]
    answered_on: date | None

    @property
    def reachable(self) -> bool:
        person = self.enrolment.person
        return person.active and person.email is not None


@dataclass(frozen=True)
class Round:
    """One question to a cohort. Who cannot be reached and said nothing stands in no denominator."""

    question: Question
    people: Sequence[Asked]
    unreachable: Sequence[Asked]

    @property
    def answered(self) -> int:
        return sum(one.answered_on is not None for one in self.people)

    @property
    def works(self) -> int:
        return len(frozenset[int]().union(*(one.works for one in self.people)))

    @property
    def works_answered(self) -> int:
        """The works of which at least one member has said what became of them."""
        return len(frozenset[int]().union(*(one.answered_works for one in self.people)))


@dataclass(frozen=True)
class Owed:
    """A question that somebody is asked today about one of their cohorts."""

    enrolment: Enrolment
    question: Question


def rounds(session: Session, cohort: Cohort, today: date) -> list[Round]:
    """The questions that a cohort was asked up to today, with its members by name. Three statements."""
    begun = [one for one in follow_up_rules.questions(cohort.last_day) if one.on <= today]
    if not begun:
        return []
    works = _works(session, cohort.id)
    answers = _answers(session, cohort.id)
    members = [one for one in cohorts.scholars(session, cohort.id) if one.id in works]
    return [_round(question, members, works, answers) for question in begun]


def _round(
    question: Question,
    members: Sequence[Enrolment],
    works: dict[int, frozenset[int]],
    answers: dict[tuple[int, int], dict[int, date]],
) -> Round:
    asked = []
    for one in members:
        said = answers.get((one.id, question.month), {})
        asked.append(Asked(one, works[one.id], frozenset(said), min(said.values(), default=None)))
    counted = [one for one in asked if one.reachable or one.answered_on is not None]
    return Round(question, counted, [one for one in asked if one not in counted])


def owed(session: Session, person: Person) -> list[Owed]:
    """What somebody is asked today and has not answered, newest cohort first."""
    found = []
    for enrolment in cohorts.enrolments_of(session, person.id):
        cohort = enrolment.cohort
        today = clock.today(cohort.program.time_zone)
        question = follow_up_rules.open_question(cohort.last_day, today)
        if question is not None and _waits(session, enrolment.id, question.month):
            found.append(Owed(enrolment, question))
    return found


def answered_on(session: Session, enrolment_id: int, month: int) -> date | None:
    """The day on which a member answered; None before that."""
    found = sa.select(sa.func.min(FollowUp.answered_on)).where(
        FollowUp.enrolment_id == enrolment_id, FollowUp.month == month
    )
    return session.scalar(found)


def works_of(session: Session, enrolment_id: int) -> list[int]:
    """The ids of the works that an enrolment is a member of."""
    found = sa.select(Membership.work_id).where(Membership.enrolment_id == enrolment_id)
    return list(session.scalars(found.order_by(Membership.work_id)))


def _waits(session: Session, enrolment_id: int, month: int) -> bool:
    return bool(works_of(session, enrolment_id)) and answered_on(session, enrolment_id, month) is None


def _works(session: Session, cohort_id: int) -> dict[int, frozenset[int]]:
    """Enrolment id → its works, of those who have any."""
    found: dict[int, set[int]] = defaultdict(set)
    members = (
        sa.select(Membership.enrolment_id, Membership.work_id)
        .join(Membership.enrolment)
        .where(Enrolment.cohort_id == cohort_id)
    )
    for enrolment_id, work_id in session.execute(members):
        found[enrolment_id].add(work_id)
    return {enrolment_id: frozenset(ids) for enrolment_id, ids in found.items()}


def _answers(session: Session, cohort_id: int) -> dict[tuple[int, int], dict[int, date]]:
    """(enrolment, month) → work → the day of the answer."""
    found: dict[tuple[int, int], dict[int, date]] = defaultdict(dict)
    rows = (
        sa.select(FollowUp)
        .join(Enrolment, Enrolment.id == FollowUp.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id)
    )
    for one in session.scalars(rows):
        found[one.enrolment_id, one.month][one.work_id] = one.answered_on
    return dict(found)
