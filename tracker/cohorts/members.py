"""Who belongs to a program or a cohort, with their roles and how far their account is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.cohorts import queries
from tracker.cohorts.models import Cohort, Enrolment, Program
from tracker.people import queries as people
from tracker.people.models import Person, RoleGrant
from tracker.people.rules import AccountState
from tracker.permissions import Role


@dataclass(frozen=True)
class Member:
    """One person with the roles they hold here, and their enrolment if they are a scholar here."""

    person: Person
    account: AccountState
    grants: list[RoleGrant] = field(default_factory=list)
    enrolment: Enrolment | None = None


@dataclass(frozen=True)
class Roster:
    """The people of a place, each list by name; `uninvited` wait for a first or another invitation."""

    scholars: list[Member]
    mentors: list[Member]
    others: list[Member]

    @property
    def uninvited(self) -> list[Member]:
        waiting = (AccountState.NOT_INVITED, AccountState.EXPIRED)
        seen: dict[int, Member] = {}
        for member in (*self.scholars, *self.mentors, *self.others):
            left = member.enrolment is not None and member.enrolment.left_on is not None
            if member.account in waiting and not left:
                seen.setdefault(member.person.id, member)
        return list(seen.values())


def of_cohort(session: Session, cohort: Cohort, now: datetime) -> Roster:
    """The scholars of a cohort, and everybody with a role for it or for its whole program."""
    held = people.grants_in(session, program_id=cohort.program_id, cohort_id=cohort.id)
    enrolments = queries.scholars(session, cohort.id)
    return _roster(session, held, enrolments, now)


def of_program(session: Session, program: Program, now: datetime) -> Roster:
    """Everybody with a role for the whole program or one of its cohorts; scholars stand in their cohorts."""
    held = people.grants_in(session, program_id=program.id)
    return _roster(session, [(who, one) for who, one in held if one.role is not Role.SCHOLAR], [], now)


def _roster(
    session: Session, held: list[tuple[Person, RoleGrant]], enrolments: Sequence[Enrolment], now: datetime
) -> Roster:
    everybody = [*(person for person, _grant in held), *(one.person for one in enrolments)]
    states = people.account_states(session, everybody, now)

    def members(*roles: Role) -> list[Member]:
        found: dict[int, Member] = {}
        for person, grant in held:
            if grant.role in roles:
                found.setdefault(person.id, Member(person, states[person.id])).grants.append(grant)
        return list(found.values())

    scholar_grants = {person.id: grant for person, grant in held if grant.role is Role.SCHOLAR}
    scholars = [
        Member(one.person, states[one.person_id], [scholar_grants[one.person_id]], one)
        if one.person_id in scholar_grants
        else Member(one.person, states[one.person_id], [], one)
        for one in enrolments
    ]
    others = [role for role in Role if role not in (Role.SCHOLAR, Role.MENTOR)]
    return Roster(scholars, members(Role.MENTOR), members(*others))
