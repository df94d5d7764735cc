"""A cohort with enough ratings for a fit, and ways to change what goes into it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.factories import Factory
from tracker import clock
from tracker.cohorts.models import Cohort, Enrolment
from tracker.evaluations.models import Form
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects import actions as projects
from tracker.projects.models import Reached, Work
from tracker.projects.rules import PRESETS

# Ratings of each scholar by two mentors, each about a work of the scholar's own.
OVERALLS = ((4, 5), (3, 3), (2, 3), (4, 4))
STEEPEST = 1.19


@dataclass
class Rated:
    """Four scholars with a work each, two mentors who have both filed on everybody."""

    cohort: Cohort
    scholars: list[Enrolment]
    mentors: list[Person]
    works: list[Work]
    forms: list[Form]

    @property
    def today(self):
        return clock.today(self.cohort.program.time_zone)


def rated(make: Factory, cohort: Cohort | None = None, overalls=OVERALLS) -> Rated:
    cohort = cohort or make.cohort()
    mentors = [make.role(make.person(), Role.MENTOR, cohort) for _ in range(2)]
    scholars = [make.enrolment(cohort) for _ in overalls]
    works = [make.work(one) for one in scholars]
    forms = [
        make.form(make.assignment(one, mentor, work), overall=overall)
        for one, work, given in zip(scholars, works, overalls, strict=True)
        for mentor, overall in zip(mentors, given, strict=True)
    ]
    return Rated(cohort, scholars, mentors, works, forms)


def result(session, work: Work, reached: Reached, preset: str = "hard") -> Work:
    """State the rates of a work and record what came of it."""
    projects.state_rates(session, None, work=work, rates=PRESETS[preset], steepest=STEEPEST)
    return projects.record_reached(session, None, work=work, reached=reached)
