"""Reads of people, roles and links."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.people import rules
from tracker.people.models import AccessLink, ExternalId, LinkKind, Person, RoleGrant
from tracker.permissions import Role


def by_email(session: Session, email: str) -> Person | None:
    return session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))


def names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Id → name of these people."""
    if not ids:
        return {}
    return {
        row.id: row.name
        for row in session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    }


def link(session: Session, token: str, *, lock: bool = False) -> AccessLink | None:
    """The link with this token. `lock` keeps a second use waiting until this one is done."""
    found = sa.select(AccessLink).where(AccessLink.token_hash == hash_token(token))
    if lock:
        # What the session read before it got the lock may be out of date by now.
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def with_role(
    session: Session, roles: Iterable[Role], *, program_id: int, cohort_id: int | None
) -> list[Person]:
    """People who hold one of the roles in the cohort or in its whole program, by name."""
    held = sa.select(RoleGrant.person_id).where(
        RoleGrant.role.in_(list(roles)),
        RoleGrant.program_id == program_id,
        sa.or_(RoleGrant.cohort_id.is_(None), RoleGrant.cohort_id == cohort_id),
    )
    return list(session.scalars(sa.select(Person).where(Person.id.in_(held)).order_by(Person.name)))


def grants_in(
    session: Session, *, program_id: int, cohort_id: int | None = None
) -> list[tuple[Person, RoleGrant]]:
    """Every role given in a program, with its holder, by name.

    With a cohort: those given for it or for the whole program.
    """
    found = (
        sa.select(Person, RoleGrant)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.program_id == program_id)
        .order_by(Person.name, Person.id, RoleGrant.role)
    )
    if cohort_id is not None:
        found = found.where(sa.or_(RoleGrant.cohort_id.is_(None), RoleGrant.cohort_id == cohort_id))
    return [(person, grant) for person, grant in session.execute(found)]


def grant(session: Session, grant_id: int, *, program_id: int) -> RoleGrant | None:
    """A role given in this program."""
    return session.scalar(
        sa.select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.program_id == program_id)
    )


def member(
    session: Session, person_id: int, *, program_id: int, cohort_id: int | None = None
) -> Person | None:
    """A person who holds some role in the program (and, with a cohort, for it or for all of them)."""
    reach = [RoleGrant.program_id == program_id]
    if cohort_id is not None:
        reach.append(sa.or_(RoleGrant.cohort_id.is_(None), RoleGrant.cohort_id == cohort_id))
    holders = sa.select(RoleGrant.person_id).where(*reach)
    return session.scalar(sa.select(Person).where(Person.id == person_id, Person.id.in_(holders)))


def lock_leads(session: Session, *, program_id: int, today: date) -> list[int]:
    """Ids of the roles that make somebody lead of the whole program today, held until the end.

    The lock keeps two leads from taking each other's role away in the same moment.
    """
    found = (
        sa.select(RoleGrant)
        .where(
            RoleGrant.program_id == program_id,
            RoleGrant.role == Role.LEAD,
            RoleGrant.cohort_id.is_(None),
        )
        .order_by(RoleGrant.id)
        .with_for_update()
    )
    return [grant.id for grant in session.scalars(found) if grant.in_force(today)]


def account_states(
    session: Session, people: Iterable[Person], now: datetime
) -> dict[int, rules.AccountState]:
    """Person id → how far they are from being able to sign in. One statement."""
    wanted = {person.id: person for person in people}
    found = (
        sa.select(
            AccessLink.person_id,
            sa.func.count(AccessLink.used_at),
            sa.func.max(sa.case((AccessLink.kind == LinkKind.INVITATION, AccessLink.expires_at))),
        )
        .where(AccessLink.person_id.in_(wanted))
        .group_by(AccessLink.person_id)
    )
    links = {person_id: (used, expires_at) for person_id, used, expires_at in session.execute(found)}
    states = {}
    for person_id, person in wanted.items():
        used, expires_at = links.get(person_id, (0, None))
        states[person_id] = rules.account_state(
            has_address=person.email is not None,
            has_account=person.password is not None or used > 0,
            expires_at=expires_at,
            now=now,
        )
    return states


def external_ids(session: Session, *, program_id: int, role: Role) -> dict[str, int]:
    """Outside id → person id, for one role of a program."""
    found = sa.select(ExternalId.value, ExternalId.person_id).where(
        ExternalId.program_id == program_id, ExternalId.role == role
    )
    return dict(session.execute(found).all())
