"""Reads of people, roles and links."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.people.models import AccessLink, ExternalId, Person, RoleGrant
from tracker.permissions import Role


def by_email(session: Session, email: str) -> Person | None:
    return session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))


def link(session: Session, token: str, *, lock: bool = False) -> AccessLink | None:
    """The link with this token. `lock` keeps a second use waiting until this one is done."""
    found = sa.select(AccessLink).where(AccessLink.token_hash == hash_token(token))
    return session.scalar(found.with_for_update() if lock else found)


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


def grants_in(session: Session, *, program_id: int) -> list[tuple[Person, RoleGrant]]:
    """Every role given in a program, with its holder, by name."""
    found = (
        sa.select(Person, RoleGrant)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.program_id == program_id)
        .order_by(Person.name, Person.id, RoleGrant.role)
    )
    return [(person, grant) for person, grant in session.execute(found)]


def external_ids(session: Session, *, program_id: int, role: Role) -> dict[str, int]:
    """Outside id → person id, for one role of a program."""
    found = sa.select(ExternalId.value, ExternalId.person_id).where(
        ExternalId.program_id == program_id, ExternalId.role == role
    )
    return dict(session.execute(found).tuples().all())
