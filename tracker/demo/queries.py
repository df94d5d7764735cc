"""Reads of the demo's own pages."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.people.models import Person, RoleGrant
from tracker.permissions import ROLE_PERMISSIONS, Permission


def who_may_wipe(session: Session) -> Sequence[Person]:
    """The people with a role that may wipe the demo, by name."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if Permission.DEMO_WIPE in held]
    holders = sa.select(RoleGrant.person_id).where(RoleGrant.role.in_(roles))
    return session.scalars(sa.select(Person).where(Person.id.in_(holders)).order_by(Person.name)).all()
