"""Dated happenings: each is one action of the product, taken by somebody at a moment of the story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from tracker.advancement.appeal_models import Appeal
from tracker.advancement.models import Concern
from tracker.cohorts.models import Cohort, Enrolment, Milestone, Program
from tracker.demo.asks import Ask
from tracker.demo.people import OFFICE, Someone
from tracker.demo.timetable import Timetable
from tracker.evaluations.models import Assignment, Form, Rubric
from tracker.people import actions as people
from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.projects.outcome_models import Outcome
from tracker.sealed import Seal

Act = Callable[[], object]
Happening = tuple[datetime, Act]

_EMAIL = {label: someone.email for label, _, someone in OFFICE}
LEAD, STAFF = _EMAIL["lead"], _EMAIL["staff"]


@dataclass
class Rows:
    """The rows made so far, under the keys by which the story speaks of them."""

    session: Session
    password_hash: str
    seal: Seal
    people: dict[str, Person] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    enrolments: dict[tuple[str, str], Enrolment] = field(default_factory=dict)
    milestones: dict[tuple[str, str], Milestone] = field(default_factory=dict)
    works: dict[tuple[str, str], Work] = field(default_factory=dict)
    assignments: dict[tuple[str, str, str, str], Assignment] = field(default_factory=dict)
    forms: dict[tuple[str, str, str, str], Form] = field(default_factory=dict)
    concerns: dict[tuple[str, str], Concern] = field(default_factory=dict)
    appeals: dict[str, Appeal] = field(default_factory=dict)
    outcomes: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    founded: list[tuple[Program, Rubric]] = field(default_factory=list)

    @property
    def program(self) -> Program:
        return self.founded[0][0]

    @property
    def rubric(self) -> Rubric:
        return self.founded[0][1]

    def person(self, someone: Someone, actor: str | None, *, signs_in: bool = True) -> Person:
        """The row of a person, made when first needed."""
        if someone.email not in self.people:
            made = people.create_person(
                self.session,
                self.people[actor] if actor else None,
                name=someone.name,
                email=someone.email,
                program_id=self.program.id if self.founded else None,
            )
            made.password = self.password_hash if signs_in else None
            self.people[someone.email] = made
        return self.people[someone.email]


def key(ask: Ask) -> tuple[str, str, str, str]:
    """The key of an ask's assignment and form."""
    return (ask.cohort, *ask.key)


def moment(table: Timetable, day: int, minutes: int = 0) -> datetime:
    """Nine in the morning of a day of the cohort, and some minutes."""
    return datetime.combine(table.on(day), time(9), UTC) + timedelta(minutes=minutes)
