"""Plain factories: each makes one row with sensible values, through the product's own actions."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts import actions as cohort_actions
from tracker.cohorts.models import Cohort, Enrolment, Milestone, Phase, PhaseKind, Program
from tracker.cohorts.rules import PhaseDates
from tracker.evaluations import actions as form_actions
from tracker.evaluations import queries as form_queries
from tracker.evaluations import setup as form_setup
from tracker.evaluations.answers import Answers, Confidence, Relation
from tracker.evaluations.models import Assignment, Form, Rubric
from tracker.people import actions as people_actions
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects import actions as project_actions
from tracker.projects.models import Work, WorkKind


def answers(**changes: Any) -> Answers:
    """Answers that may be filed as they are."""
    values: dict[str, Any] = {
        "overall": 3,
        "confidence": Confidence.MEDIUM,
        "criteria": {"rigor": 3, "execution": 4},
        "keep": "You checked the baseline first.",
        "change": "Ask earlier when stuck.",
    }
    return Answers(**{**values, **changes})


class Factory:
    """Makes rows in a session. Training is running today unless dates say otherwise."""

    def __init__(self, session: Session, first_number: int = 1) -> None:
        self.session = session
        self._numbers = itertools.count(first_number)

    def next_number(self) -> int:
        """For a name that no other row of this factory has."""
        return next(self._numbers)

    def person(self, name: str | None = None, **values: Any) -> Person:
        name = name or f"Person {self.next_number()}"
        values.setdefault("email", f"{name.lower().replace(' ', '.')}@example.org")
        return people_actions.create_person(self.session, None, name=name, **values)

    def role(self, person: Person, role: Role, cohort: Cohort, *, whole_program: bool = False) -> Person:
        people_actions.grant_role(
            self.session,
            None,
            person=person,
            role=role,
            program_id=cohort.program_id,
            cohort_id=None if whole_program else cohort.id,
        )
        return person

    def program(self, slug: str | None = None, **values: Any) -> Program:
        slug = slug or f"program-{self.next_number()}"
        values.setdefault("name", slug.replace("-", " ").title())
        made = cohort_actions.create_program(self.session, None, slug=slug, **values)
        form_setup.set_rubric(self.session, None, program=made)
        return made

    def phases(self, start: date | None = None) -> list[PhaseDates]:
        """Ten weeks of training that began five weeks ago, then twelve of research."""
        start = start or clock.today() - timedelta(weeks=5)
        research = start + timedelta(weeks=12)
        return [
            PhaseDates(PhaseKind.TRAINING, start, start + timedelta(weeks=10, days=-1)),
            PhaseDates(PhaseKind.RESEARCH, research, research + timedelta(weeks=12, days=-1)),
        ]

    def cohort(self, program: Program | None = None, slug: str | None = None, **values: Any) -> Cohort:
        slug = slug or f"cohort-{self.next_number()}"
        values.setdefault("name", slug.replace("-", " ").title())
        values.setdefault("phases", self.phases())
        return cohort_actions.create_cohort(
            self.session, None, program=program or self.program(), slug=slug, **values
        )

    def training(self, cohort: Cohort) -> Phase:
        return cohort_actions.phase_of(cohort, PhaseKind.TRAINING)

    def enrolment(self, cohort: Cohort, person: Person | None = None) -> Enrolment:
        person = self.role(person or self.person(), Role.SCHOLAR, cohort)
        return cohort_actions.enrol(self.session, None, cohort=cohort, person=person)

    def milestone(self, cohort: Cohort, title: str | None = None, due_on: date | None = None) -> Milestone:
        return cohort_actions.add_milestone(
            self.session,
            None,
            phase=self.training(cohort),
            title=title or f"Milestone {self.next_number()}",
            due_on=due_on or clock.today(),
        )

    def work(self, *members: Enrolment, title: str | None = None, phase: Phase | None = None) -> Work:
        phase = phase or self.training(members[0].cohort)
        return project_actions.create_work(
            self.session,
            None,
            phase=phase,
            title=title or f"Work {self.next_number()}",
            kind=WorkKind.SPRINT,
            members=members,
        )

    def assignment(
        self, enrolment: Enrolment, mentor: Person, work: Work | None = None, **values: Any
    ) -> Assignment:
        values.setdefault("relation", Relation.PRIMARY_MENTOR)
        values.setdefault("due_on", clock.today() + timedelta(days=3))
        return form_setup.assign(
            self.session,
            None,
            enrolment=enrolment,
            mentor=mentor,
            work=work or self.work(enrolment),
            **values,
        )

    def rubric(self, cohort: Cohort) -> Rubric:
        found = form_queries.rubric_in_use(self.session, cohort.program_id)
        assert found is not None
        return found

    def form(self, assignment: Assignment, *, opened_at: datetime | None = None, **changes: Any) -> Form:
        """A filed form; keyword arguments change its answers."""
        return form_actions.file(
            self.session,
            assignment.mentor,
            assignment=assignment,
            rubric=self.rubric(assignment.enrolment.cohort),
            answers=answers(**changes),
            opened_at=opened_at or clock.now() - timedelta(minutes=2),
        )
