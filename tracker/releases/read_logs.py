"""Reads of the log of who opened sealed texts: never a text, only who, which field, when and what for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts.models import Program
from tracker.people.models import Person
from tracker.releases import case_queries, contributor_queries
from tracker.releases.access_models import BreakGlass, ReadAlert
from tracker.releases.models import Case, CasePerson
from tracker.releases.parts import CaseRole
from tracker.releases.reading_rules import Read
from tracker.sealed import ReadLog

# What authors and mentors are not told was read, because that it exists is none of their business.
NOT_FOR_AUTHORS = ("unease", "access", "conflict", "waiver", "assignment", "report")


# How far back one looks for an hour of much reading; it is looked after every reading.
SINCE = timedelta(hours=2)


@dataclass(frozen=True)
class Line:
    """One opening of one text."""

    person: Person
    case: Case
    field: str
    at: datetime
    purpose: str


@dataclass(frozen=True)
class DayOfRole:
    """How many texts people of one role opened on one day."""

    day: date
    roles: frozenset[CaseRole]
    texts: int


@dataclass(frozen=True)
class Scope:
    """Which part of the log: of one case, or of a program's cases without some."""

    case: Case | None = None
    program: Program | None = None
    without: frozenset[int] = frozenset()

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        if self.case is not None:
            return ReadLog.vault_id == self.case.vault_id
        assert self.program is not None
        here = sa.select(Case.vault_id).where(
            Case.program_id == self.program.id, Case.id.not_in(self.without)
        )
        return ReadLog.vault_id.in_(here)


def count(session: Session, scope: Scope) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(ReadLog).where(scope.condition)) or 0


def lines(session: Session, scope: Scope, *, limit: int, offset: int = 0) -> list[Line]:
    """Who read what of a case, or of a program's cases, the newest first."""
    found = (
        sa.select(ReadLog, Person)
        .join(Person, Person.id == ReadLog.person_id)
        .where(scope.condition)
        .order_by(ReadLog.at.desc(), ReadLog.id.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = session.execute(found).unique().all()
    cases = _by_vault(session, {log.vault_id for log, _person in rows})
    return [Line(person, cases[log.vault_id], log.field, log.at, log.purpose) for log, person in rows]


def by_role(session: Session, case: Case) -> list[DayOfRole]:
    """Who read an own case, told by role and day: nobody is named, and nothing an author may not know of."""
    hidden = [ReadLog.field.startswith(prefix) for prefix in NOT_FOR_AUTHORS]
    found = sa.select(ReadLog).where(ReadLog.vault_id == case.vault_id, ~sa.or_(*hidden))
    roles = _roles_ever(session, case)
    counted: Counter[tuple[date, frozenset[CaseRole]]] = Counter()
    for log in session.scalars(found):
        day = case_queries.day_of(case, log.at)
        counted[day, frozenset(roles.get(log.person_id, set()))] += 1
    return [
        DayOfRole(day, held, texts)
        for (day, held), texts in sorted(counted.items(), key=lambda one: (one[0][0], sorted(one[0][1])))
    ]


def counts_of_cases(session: Session, program: Program) -> list[tuple[Case, int, int]]:
    """For a director: each case that was read, how many people read it and how many texts were opened."""
    found = (
        sa.select(ReadLog.vault_id, sa.func.count(sa.distinct(ReadLog.person_id)), sa.func.count(ReadLog.id))
        .where(Scope(program=program).condition)
        .group_by(ReadLog.vault_id)
    )
    counted = {vault_id: (people, texts) for vault_id, people, texts in session.execute(found)}
    cases = _by_vault(session, counted)
    newest = sorted(counted, key=lambda one: -cases[one].id)
    return [(cases[one], *counted[one]) for one in newest]


def reads_since(session: Session, program_id: int, since: datetime) -> Mapping[int, list[tuple[Read, Case]]]:
    """Person id → the texts they opened since then in cases of the program that are not their own."""
    here = ReadLog.vault_id.in_(sa.select(Case.vault_id).where(Case.program_id == program_id))
    found = sa.select(ReadLog).where(here, ReadLog.at >= since).order_by(ReadLog.at, ReadLog.id)
    logged = session.scalars(found).all()
    cases = _by_vault(session, {log.vault_id for log in logged})
    own = {}
    for vault_id, case in cases.items():
        people = contributor_queries.everybody(session, case)
        own[vault_id] = people.authors | people.mentors
    reads: dict[int, list[tuple[Read, Case]]] = {}
    for log in logged:
        if log.person_id not in own[log.vault_id]:
            reads.setdefault(log.person_id, []).append((Read(log.text_id, log.at), cases[log.vault_id]))
    return reads


def alerts(session: Session, program_ids: Sequence[int], *, unseen: bool = False) -> Sequence[ReadAlert]:
    """That somebody read much, the newest first."""
    found = sa.select(ReadAlert).where(ReadAlert.program_id.in_(program_ids))
    if unseen:
        found = found.where(ReadAlert.seen_at.is_(None))
    found = found.options(joinedload(ReadAlert.person), joinedload(ReadAlert.seen_by))
    return session.scalars(found.order_by(ReadAlert.hour.desc(), ReadAlert.id.desc()).limit(50)).all()


def alert(session: Session, alert_id: int, *, program_id: int) -> ReadAlert | None:
    found = sa.select(ReadAlert).where(ReadAlert.id == alert_id, ReadAlert.program_id == program_id)
    return session.scalars(found).one_or_none()


def opening(session: Session, opening_id: int, *, case_id: int) -> BreakGlass | None:
    found = sa.select(BreakGlass).where(BreakGlass.id == opening_id, BreakGlass.case_id == case_id)
    return session.scalars(found).unique().one_or_none()


def asked(session: Session, case_id: int, *, waiting: bool = False) -> Sequence[BreakGlass]:
    """Who asked to be let into a case in an emergency, and what was answered; the newest first."""
    found = sa.select(BreakGlass).where(BreakGlass.case_id == case_id)
    if waiting:
        found = found.where(BreakGlass.answered_at.is_(None))
    found = found.options(
        joinedload(BreakGlass.asked_by), joinedload(BreakGlass.answered_by), joinedload(BreakGlass.reason)
    )
    return session.scalars(found.order_by(BreakGlass.id.desc())).all()


def _by_vault(session: Session, vault_ids: Iterable[int]) -> dict[int, Case]:
    found = sa.select(Case).where(Case.vault_id.in_(list(vault_ids)))
    return {case.vault_id: case for case in session.scalars(found).unique()}


def _roles_ever(session: Session, case: Case) -> Mapping[int, set[CaseRole]]:
    """Person id → everything they are or were to a case."""
    people = contributor_queries.everybody(session, case)
    found: dict[int, set[CaseRole]] = {}
    seats = sa.select(CasePerson.person_id, CasePerson.role).where(CasePerson.case_id == case.id)
    for person_id, role in session.execute(seats):
        found.setdefault(person_id, set()).add(role)
    for ids, role in ((people.authors, CaseRole.AUTHOR), (people.mentors, CaseRole.MENTOR)):
        for person_id in ids:
            found.setdefault(person_id, set()).add(role)
    for named, role in ((case.coordinator_id, CaseRole.COORDINATOR), (case.deputy_id, CaseRole.DEPUTY)):
        if named is not None:
            found.setdefault(named, set()).add(role)
    return found
