"""Reads of the coordinator's desk: neutral rows with clocks, and who may handle a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker import clock
from tracker.cohorts import calendar
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Grants, Permission, Role
from tracker.projects.models import Work
from tracker.releases import access, assessment_queries, assignment_rules, case_queries, clocks, conflicts
from tracker.releases.clocks import Deadline, Facts
from tracker.releases.conflict_rules import Candidate
from tracker.releases.models import Case
from tracker.releases.review_models import AssignmentEnd, ReviewAssignment
from tracker.releases.states import CLOSED


@dataclass(frozen=True)
class Row:
    """A case on the desk: what anybody of the program may know, who is waited for, and who is late."""

    case: Case
    waits_for: Deadline | None
    late: bool
    days: int


def rows(session: Session, grants: Grants) -> list[Row]:
    """Every open case where somebody may coordinate, late ones first, then by their day."""
    places = grants.places(Permission.RELEASE_COORDINATE)
    programs = {program for program, _cohort in places if program is not None}
    found = (
        sa.select(Case)
        .where(Case.program_id.in_(programs), Case.state.not_in(CLOSED))
        .options(
            joinedload(Case.coordinator),
            joinedload(Case.deputy),
            joinedload(Case.work, innerjoin=True).joinedload(Work.phase, innerjoin=True),
        )
        .order_by(Case.id)
    )
    closed = {program: calendar.closed_days(session, program) for program in programs}
    made = []
    for case in session.scalars(found).unique():
        if not grants.allow(
            Permission.RELEASE_COORDINATE, program_id=case.program_id, cohort_id=case.work.phase.cohort_id
        ):
            continue
        today = clock.today(case.program.time_zone)
        facts = Facts(case.state, case_queries.day_of(case, case.state_since))
        waits = next(iter(clocks.deadlines(facts, case.numbers, closed[case.program_id])), None)
        late = waits is not None and waits.late(today)
        made.append(Row(case, waits, late, case_queries.days_in_state(case, today)))
    return sorted(made, key=lambda row: (not row.late, _due(row), row.case.id))


def _due(row: Row) -> date:
    return row.waits_for.due if row.waits_for and row.waits_for.due else date.max


def handlers(session: Session, case: Case) -> list[Person]:
    """Who may coordinate this case: the role today, nothing of their own in it, no conflict, no server."""
    today = clock.today(case.program.time_zone)
    roles = sa.select(RoleGrant.person_id).where(RoleGrant.program_id == case.program_id)
    where = {"program_id": case.program_id, "cohort_id": case.work.phase.cohort_id}
    fit = []
    for person in session.scalars(sa.select(Person).where(Person.id.in_(roles), Person.active.is_(True))):
        held = person.grants_on(today)
        if not held.allow(Permission.RELEASE_COORDINATE, **where) or Role.OPERATOR in held.roles():
            continue
        if access.own_roles(session, person.id, case) or access.is_conflicted(session, person.id, case):
            continue
        fit.append(person)
    return sorted(fit, key=lambda one: (one.name.casefold(), one.id))


@dataclass(frozen=True)
class Offer:
    """Somebody who may be asked to review, or what stands in the way that a waiver could set aside."""

    person: Person
    candidate: Candidate

    @property
    def free(self) -> bool:
        return assignment_rules.is_free(self.candidate)


def offers(session: Session, case: Case) -> list[Offer]:
    """Who could review a case: not those whom nothing can make eligible, were asked, or declined."""
    kept = sa.or_(ReviewAssignment.ended_at.is_(None), ReviewAssignment.end_code != AssignmentEnd.WITHDRAWN)
    found = sa.select(ReviewAssignment.person_id).where(ReviewAssignment.case_id == case.id, kept)
    asked = set(session.scalars(found))
    ties = conflicts.ties(session, case)
    left = [Offer(one, ties.candidate(one.id)) for one in conflicts.bench(session, case)]
    return [one for one in left if not one.candidate.hard and one.person.id not in asked]


def able(session: Session, case: Case) -> int:
    """How many people could judge this case as things stand: those asked, and those who can be."""
    asked = assessment_queries.reviewers(session, case)
    there = [one for one in asked if one.held and assignment_rules.is_free(one.candidate)]
    return len(there) + sum(one.free for one in offers(session, case))


def invitation(session: Session, case_id: int, person_id: int) -> ReviewAssignment | None:
    """What somebody was asked and has neither declined nor left."""
    found = sa.select(ReviewAssignment).where(
        ReviewAssignment.case_id == case_id,
        ReviewAssignment.person_id == person_id,
        ReviewAssignment.ended_at.is_(None),
    )
    return session.scalars(found).one_or_none()


def invitations(session: Session, person_id: int) -> Sequence[ReviewAssignment]:
    """What somebody was asked to review and has not answered, the soonest day first."""
    found = sa.select(ReviewAssignment).where(
        ReviewAssignment.person_id == person_id,
        ReviewAssignment.ended_at.is_(None),
        ReviewAssignment.accepted.is_(None),
    )
    return session.scalars(found.order_by(ReviewAssignment.answer_by, ReviewAssignment.id)).all()
