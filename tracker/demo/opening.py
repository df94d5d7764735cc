"""How the program came about: founded, staffed, its cohorts planned and filled with people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from tracker import clock
from tracker.cohorts import actions as cohorts
from tracker.demo.happenings import LEAD, STAFF, Happening, Rows, moment
from tracker.demo.people import MENTORS, OFFICE, RESEARCH_MANAGER, REVIEWERS, Someone
from tracker.demo.timetable import Timetable
from tracker.evaluations import setup
from tracker.people import actions as people
from tracker.people.models import Person
from tracker.permissions import Role

# People from outside hold their role until a day; this one for as long as the demo tells of.
OUTSIDE_FOR = timedelta(weeks=104)
PROGRAM_SLUG, PROGRAM_NAME, ZONE = "meridian", "Meridian Fellowship", "Europe/London"


def founding(rows: Rows, first: Timetable) -> Iterator[Happening]:
    """The program, its rubric and its office, before the first cohort."""
    yield moment(first, -75), partial(_found, rows)
    for at, (_, role, someone) in enumerate(OFFICE):
        if someone.email != LEAD:
            yield moment(first, -74, 7 * at), partial(_appoint, rows, role, someone)
    yield moment(first, -74, 90), partial(_appoint, rows, Role.RESEARCH_MANAGER, RESEARCH_MANAGER)
    for at, (role, someone) in enumerate(REVIEWERS):
        yield moment(first, -74, 97 + 7 * at), partial(_appoint, rows, role, someone)


def _found(rows: Rows) -> None:
    program = cohorts.create_program(rows.session, None, slug=PROGRAM_SLUG, name=PROGRAM_NAME, time_zone=ZONE)
    lead = next(someone for _, role, someone in OFFICE if role is Role.LEAD)
    person = rows.person(lead, None)
    people.grant_role(rows.session, None, person=person, role=Role.LEAD, program_id=program.id)
    rows.founded.append((program, setup.set_rubric(rows.session, person, program=program)))


def _appoint(rows: Rows, role: Role, someone: Someone) -> None:
    # Operators are made at the console, by nobody who has signed in.
    operator = role is Role.OPERATOR
    person = rows.person(someone, None if operator else LEAD)
    people.grant_role(
        rows.session,
        None if operator else rows.people[LEAD],
        person=person,
        role=role,
        program_id=None if operator else rows.program.id,
        ends_on=clock.today(ZONE) + OUTSIDE_FOR if role is Role.EXTERNAL else None,
    )


def filling(
    rows: Rows, table: Timetable, mentors: int, scholars: Sequence[Someone], *, invited: bool = True
) -> Iterator[Happening]:
    """A cohort with its milestones, mentors and scholars, in the weeks before it starts."""
    yield moment(table, -73), partial(_plan, rows, table)
    for at, someone in enumerate(MENTORS[:mentors]):
        yield moment(table, -70, 11 * at), partial(_engage, rows, table.slug, someone)
    for at, someone in enumerate(scholars):
        yield (
            moment(table, -68 + at // 16, 13 * (at % 16)),
            partial(_admit, rows, table.slug, someone, invited),
        )


def _plan(rows: Rows, table: Timetable) -> None:
    lead = rows.people[LEAD]
    cohort = cohorts.create_cohort(
        rows.session, lead, program=rows.program, slug=table.slug, name=table.name, phases=list(table.phases)
    )
    rows.cohorts[table.slug] = cohort
    for due in table.milestones:
        rows.milestones[table.slug, due.title] = cohorts.add_milestone(
            rows.session,
            lead,
            phase=cohorts.phase_of(cohort, due.phase),
            title=due.title,
            due_on=table.on(due.day),
        )


def _engage(rows: Rows, cohort: str, someone: Someone) -> None:
    person = rows.person(someone, STAFF)
    _grant(rows, cohort, person, Role.MENTOR)


def _admit(rows: Rows, cohort: str, someone: Someone, invited: bool) -> None:
    person = rows.person(someone, STAFF, signs_in=invited)
    _grant(rows, cohort, person, Role.SCHOLAR)
    rows.enrolments[cohort, someone.email] = cohorts.enrol(
        rows.session, rows.people[STAFF], cohort=rows.cohorts[cohort], person=person
    )


def _grant(rows: Rows, cohort: str, person: Person, role: Role) -> None:
    people.grant_role(
        rows.session,
        rows.people[STAFF],
        person=person,
        role=role,
        program_id=rows.program.id,
        cohort_id=rows.cohorts[cohort].id,
    )
