"""Whom the rows of a file mean: found by e-mail address or outside id, created where that is allowed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts.models import Cohort, Enrolment
from tracker.intake.bulk import insert, insert_returning, parts
from tracker.people import queries, rules
from tracker.people.models import ExternalId, Person, RoleGrant
from tracker.permissions import Role

ROLES = (Role.SCHOLAR, Role.MENTOR)

# A value with a digit or without a letter is an id and no name.
_ID_ONLY = re.compile(r"\S*\d\S*|[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is not known yet. One e-mail address is one person; an id is one within its role."""

    role: Role | None
    value: str

    @property
    def email(self) -> str | None:
        return self.value if self.role is None else None

    @property
    def name(self) -> str:
        if self.role is None:
            return self.value.partition("@")[0]
        if _ID_ONLY.fullmatch(self.value):
            return f"{self.role.value.capitalize()} {self.value}"
        return self.value


Who = int | Newcomer


@dataclass
class Directory:
    """Everybody the rows of a file may mean, as the database knows them."""

    cohort: Cohort
    outside: dict[Role, dict[str, int]]
    emails: dict[str, int]
    enrolments: dict[int, int]  # person → enrolment, in this cohort
    holders: dict[Role, set[int]]  # who holds the role in this cohort or the whole program
    involved: set[int]  # who has any role in the program, or an id or a seat in it
    _cache: dict[tuple[Role, str], Who] = field(default_factory=dict)

    def who(self, role: Role, value: str) -> Who:
        """The id of the person meant, or a newcomer."""
        known = self._cache.get((role, value))
        if known is None:
            known = self._cache[role, value] = self._find(role, value)
        return known

    def _find(self, role: Role, value: str) -> Who:
        email = value.lower()
        found = self.emails.get(email, self.outside[role].get(value))
        if found is not None:
            return found
        return Newcomer(None, email) if rules.is_email(email) else Newcomer(role, value)


def load(session: Session, cohort: Cohort, values: Iterable[str]) -> Directory:
    """Read what is known about a program's people and about the addresses among `values`."""
    outside = {role: queries.external_ids(session, program_id=cohort.program_id, role=role) for role in ROLES}
    enrolled = sa.select(Enrolment.person_id, Enrolment.id).where(Enrolment.cohort_id == cohort.id)
    enrolments = {person: key for person, key in session.execute(enrolled)}  # noqa: C416  # rows are no pairs to mypy
    granted = sa.select(RoleGrant.person_id, RoleGrant.role, RoleGrant.cohort_id)
    grants = session.execute(granted.where(RoleGrant.program_id == cohort.program_id)).all()
    holders = {
        role: {person for person, held, place in grants if held is role and place in (None, cohort.id)}
        for role in ROLES
    }
    involved = {person for person, _role, _place in grants} | set(enrolments)
    for ids in outside.values():
        involved |= set(ids.values())
    emails = known_emails(session, {value.lower() for value in values if "@" in value})
    return Directory(cohort, outside, emails, enrolments, holders, involved)


def settle(session: Session, known: Directory, scholars: set[Who], mentors: set[Who]) -> dict[Who, int]:
    """Create who is missing, enrol the scholars, give both their roles; returns everybody's person id."""
    everybody: set[Who] = scholars | mentors
    ids: dict[Who, int] = {who: who for who in everybody if isinstance(who, int)}
    ids.update(_create(session, known.cohort.program_id, [w for w in everybody if isinstance(w, Newcomer)]))
    cohort = known.cohort
    today = clock.today(cohort.program.time_zone)
    missing = sorted({ids[who] for who in scholars} - known.enrolments.keys())
    rows = [{"cohort_id": cohort.id, "person_id": person, "enrolled_on": today} for person in missing]
    keys = insert_returning(session, Enrolment, rows, by=["person_id"])
    known.enrolments |= dict(zip(missing, keys, strict=True))
    for role, people in ((Role.SCHOLAR, scholars), (Role.MENTOR, mentors)):
        lacking = sorted({ids[who] for who in people} - known.holders[role])
        place = {"role": role, "program_id": cohort.program_id, "cohort_id": cohort.id}
        insert(session, RoleGrant, [{"person_id": person, **place} for person in lacking])
        known.holders[role].update(lacking)
    return ids


def _create(session: Session, program_id: int, newcomers: Sequence[Newcomer]) -> dict[Who, int]:
    ordered = sorted(newcomers, key=lambda who: (who.role or "", len(who.value), who.value))
    rows = [
        {"name": who.name[:200], "email": who.email, "fs_uniquifier": secrets.token_hex(16)}
        for who in ordered
    ]
    ids: dict[Who, int] = dict(
        zip(ordered, insert_returning(session, Person, rows, by=["fs_uniquifier"]), strict=True)
    )
    outside = [
        {"program_id": program_id, "role": who.role, "value": who.value, "person_id": ids[who]}
        for who in ordered
        if who.role is not None
    ]
    insert(session, ExternalId, outside)
    return ids


def known_emails(session: Session, addresses: set[str]) -> dict[str, int]:
    """Address → person, of these addresses."""
    found: dict[str, int] = {}
    for part in parts(sorted(addresses)):
        rows = session.execute(sa.select(Person.email, Person.id).where(Person.email.in_(part)))
        found |= {email: key for email, key in rows if email is not None}
    return found
