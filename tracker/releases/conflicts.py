"""Reads of conflicts of interest: what the records know of somebody and a case, and what was declared."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts.models import Cohort, Enrolment, Phase
from tracker.evaluations.answers import Relation
from tracker.evaluations.models import Assignment
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Permission, Role
from tracker.projects.models import Membership, Work, WorkMentor
from tracker.releases import contributor_queries
from tracker.releases.conflict_rules import Candidate, Waiver
from tracker.releases.models import Case
from tracker.releases.parts import HardConflict, SoftConflict
from tracker.releases.review_models import ConflictDeclaration, ConflictWaiver
from tracker.releases.submission_models import Contributor, Part

GUIDES = (Relation.PRIMARY_MENTOR, Relation.SECOND_MENTOR)
PEOPLE = (Part.AUTHOR, Part.MENTOR)


@dataclass(frozen=True)
class Ties:
    """What the records know of everybody and one case. `streams` are mentors' ids, by person."""

    authors: frozenset[int]
    mentors: frozenset[int]
    listed: frozenset[int] = frozenset()
    backers: frozenset[int] = frozenset()
    recent: frozenset[int] = frozenset()
    managers: frozenset[int] = frozenset()
    streams: Mapping[int, frozenset[int]] = field(default_factory=dict)
    hard: Mapping[int, frozenset[HardConflict]] = field(default_factory=dict)
    soft: Mapping[int, frozenset[SoftConflict]] = field(default_factory=dict)
    declared: frozenset[int] = frozenset()
    waivers: Mapping[int, tuple[ConflictWaiver, ...]] = field(default_factory=dict)

    def candidate(self, person: int) -> Candidate:
        """What is known of one person, with the waivers given by who had no conflict themselves."""
        return Candidate(
            person,
            declared=person in self.declared,
            hard=self._hard(person),
            soft=self._soft(person),
            waivers=tuple(
                Waiver(one.conflict, one.by_id, by_conflicted=self._barred(one.by_id))
                for one in self.waivers.get(person, ())
            ),
            streams=self.streams.get(person, frozenset()),
        )

    def _hard(self, person: int) -> frozenset[HardConflict]:
        there = {
            HardConflict.AUTHOR: person in self.authors,
            HardConflict.COAUTHOR: person in self.listed - self.authors - self.mentors,
            HardConflict.MENTOR: person in self.mentors,
            HardConflict.FINANCIAL: person in self.backers,
        }
        return self.hard.get(person, frozenset()) | {one for one, known in there.items() if known}

    def _soft(self, person: int) -> frozenset[SoftConflict]:
        own = self.streams.get(person, frozenset())
        stream = {mentor for one in self.authors | self.mentors for mentor in self.streams.get(one, ())}
        there = {
            SoftConflict.RECENT_COAUTHOR: person in self.recent,
            SoftConflict.RESEARCH_MANAGER: person in self.managers,
            SoftConflict.SAME_STREAM: bool(own & stream),
        }
        return self.soft.get(person, frozenset()) | {one for one, known in there.items() if known}

    def _barred(self, person: int) -> bool:
        return bool(self._hard(person) or self._soft(person))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ties(session: Session, case: Case) -> Ties:
    """Everything that the records know, in a number of statements that no number of people changes."""
    people = contributor_queries.everybody(session, case)
    asked = sa.select(Assignment.mentor_id, Assignment.relation).where(Assignment.work_id == case.work_id)
    assigned = session.execute(asked).all()
    listed = session.execute(
        sa.select(Contributor.person_id, Contributor.part).where(
            Contributor.case_id == case.id, Contributor.person_id.is_not(None)
        )
    ).all()
    hard, soft, declared = _declared(session, case)
    return Ties(
        authors=people.authors,
        mentors=people.mentors | {one for one, relation in assigned if relation in GUIDES},
        listed=frozenset(one for one, part in listed if one and part in PEOPLE),
        backers=frozenset(one for one, part in listed if one and part not in PEOPLE),
        recent=_recent(session, case, people.authors),
        managers=_managers(session, people.authors)
        | {one for one, relation in assigned if relation is Relation.RESEARCH_MANAGER},
        streams=_streams(session, case.program_id),
        hard=hard,
        soft=soft,
        declared=declared,
        waivers=_waivers(session, case),
    )


def of(session: Session, case: Case, person_id: int) -> Candidate:
    """What is known of one person and a case now."""
    return ties(session, case).candidate(person_id)


def bench(session: Session, case: Case, *only: int) -> list[Person]:
    """Who (of these alone, if named) holds a role today that lets them judge this case, whatever ties them
    to it; by name.

    Who runs the server reads nothing sealed, and so judges nothing.
    """
    today = clock.today(case.program.time_zone)
    roles = sa.select(RoleGrant.person_id).where(RoleGrant.program_id == case.program_id)
    people = sa.select(Person).where(Person.id.in_(roles), Person.active.is_(True))
    found = session.scalars(people.where(Person.id.in_(only)) if only else people)
    where = {"program_id": case.program_id, "cohort_id": case.work.phase.cohort_id}
    fit = []
    for person in found:
        held = person.grants_on(today)
        if held.allow(Permission.RELEASE_REVIEW, **where) and Role.OPERATOR not in held.roles():
            fit.append(person)
    return sorted(fit, key=lambda one: (one.name.casefold(), one.id))


def _recent(session: Session, case: Case, authors: Iterable[int]) -> frozenset[int]:
    """Who made another work with an author that ended in the last months the policy counts."""
    since = months_before(clock.today(case.program.time_zone), case.numbers.soft_coauthor_months)
    shared = (
        sa.select(Membership.work_id)
        .join(Membership.enrolment)
        .join(Work, Work.id == Membership.work_id)
        .join(Work.phase)
        .where(Enrolment.person_id.in_(list(authors)), sa.func.coalesce(Work.due_on, Phase.ends_on) >= since)
    )
    found = (
        sa.select(Enrolment.person_id)
        .join(Membership, Membership.enrolment_id == Enrolment.id)
        .where(Membership.work_id.in_(shared))
    )
    return frozenset(session.scalars(found)) - frozenset(authors)


def _managers(session: Session, authors: Iterable[int]) -> frozenset[int]:
    """The research managers of the cohorts that authors are or were in."""
    cohorts = (
        sa.select(Cohort.id, Cohort.program_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.person_id.in_(list(authors)))
        .subquery()
    )
    found = (
        sa.select(RoleGrant.person_id)
        .join(cohorts, RoleGrant.program_id == cohorts.c.program_id)
        .where(
            RoleGrant.role == Role.RESEARCH_MANAGER,
            sa.or_(RoleGrant.cohort_id.is_(None), RoleGrant.cohort_id == cohorts.c.id),
        )
    )
    return frozenset(session.scalars(found))


def _streams(session: Session, program_id: int) -> dict[int, frozenset[int]]:
    """Person → the mentors whose streams they belong to; a mentor belongs to their own."""
    guided = (
        sa.select(WorkMentor.person_id, Enrolment.person_id)
        .join(Membership, Membership.work_id == WorkMentor.work_id)
        .join(Enrolment, Enrolment.id == Membership.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Cohort.program_id == program_id)
    )
    rated = (
        sa.select(Assignment.mentor_id, Enrolment.person_id)
        .join(Enrolment, Enrolment.id == Assignment.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Cohort.program_id == program_id, Assignment.relation.in_(GUIDES))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for mentor, scholar in session.execute(sa.union(guided, rated)):
        found[mentor].add(mentor)
        found[scholar].add(mentor)
    return {person: frozenset(mentors) for person, mentors in found.items()}


Declared = tuple[dict[int, frozenset[HardConflict]], dict[int, frozenset[SoftConflict]], frozenset[int]]


def _declared(session: Session, case: Case) -> Declared:
    """All that was ever declared or found counts together; only a word of their own is a declaration."""
    rows = session.scalars(sa.select(ConflictDeclaration).where(ConflictDeclaration.case_id == case.id))
    hard: dict[int, frozenset[HardConflict]] = {}
    soft: dict[int, frozenset[SoftConflict]] = {}
    declared = set()
    for row in rows:
        hard[row.person_id] = hard.get(row.person_id, frozenset()) | {HardConflict(x) for x in row.hard}
        soft[row.person_id] = soft.get(row.person_id, frozenset()) | {SoftConflict(x) for x in row.soft}
        if row.by_id == row.person_id:
            declared.add(row.person_id)
    return hard, soft, frozenset(declared)


def _waivers(session: Session, case: Case) -> dict[int, tuple[ConflictWaiver, ...]]:
    found: dict[int, tuple[ConflictWaiver, ...]] = {}
    for row in session.scalars(sa.select(ConflictWaiver).where(ConflictWaiver.case_id == case.id)):
        found[row.person_id] = (*found.get(row.person_id, ()), row)
    return found
