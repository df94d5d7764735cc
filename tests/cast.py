"""The fixed cast. Ada and Ben are scholars of one cohort; Outsider belongs to another program."""

from __future__ import annotations

from dataclasses import dataclass

from tests.factories import Factory
from tracker.cohorts.models import Cohort, Enrolment, Program
from tracker.evaluations.models import Assignment
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects.models import Work


@dataclass
class Cast:
    program: Program
    cohort: Cohort
    ada: Enrolment  # scholar with one work; owed a form by Mara and by Milo
    ben: Enrolment  # scholar without works
    mara: Person  # mentor of Ada
    milo: Person  # second mentor of Ada
    sam: Person  # staff of the program
    lea: Person  # lead of the program
    outsider: Person  # staff, lead, mentor and scholar in another program, nothing here
    sprint: Work  # Ada's work
    from_mara: Assignment
    from_milo: Assignment


def build_cast(make: Factory) -> Cast:
    program = make.program("north", name="North Fellowship")
    cohort = make.cohort(program, "winter", name="Winter 2026")
    elsewhere = make.cohort(make.program("south"), "winter")
    ada = make.enrolment(cohort, make.person("Ada Adeyemi"))
    ben = make.enrolment(cohort, make.person("Ben Okafor"))
    mara = make.role(make.person("Mara Lind"), Role.MENTOR, cohort)
    milo = make.role(make.person("Milo Vance"), Role.MENTOR, cohort)
    outsider = make.person("Olga Outside")
    for role in (Role.STAFF, Role.LEAD, Role.MENTOR):
        make.role(outsider, role, elsewhere, whole_program=True)
    make.enrolment(elsewhere, outsider)
    sprint = make.work(ada, title="Sprint 1")
    return Cast(
        program=program,
        cohort=cohort,
        ada=ada,
        ben=ben,
        mara=mara,
        milo=milo,
        sam=make.role(make.person("Sam Staff"), Role.STAFF, cohort, whole_program=True),
        lea=make.role(make.person("Lea Lead"), Role.LEAD, cohort, whole_program=True),
        outsider=outsider,
        sprint=sprint,
        from_mara=make.assignment(ada, mara, sprint),
        from_milo=make.assignment(ada, milo, sprint),
    )
