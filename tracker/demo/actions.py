"""The one write of the demo's pages: wiping it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.audit import AuditHead
from tracker.db import Base
from tracker.people import actions as people
from tracker.people.models import Person
from tracker.permissions import Permission, Role


def wipe(session: Session, actor: Person) -> None:
    """Delete every row but the actor's own, and make them operator, so that they can begin a program.

    The caller makes sure that this is a demo. The audit trail goes too, and starts again with this act.
    """
    if not actor.grants_on(clock.today()).anywhere(Permission.DEMO_WIPE):
        raise PermissionError("only a lead wipes the demo")
    session.flush()
    keep, person = actor.id, Person.__table__
    for table in reversed(Base.metadata.sorted_tables):
        rows = sa.delete(table)
        session.execute(rows.where(person.c.id != keep) if table is person else rows)
    session.expire_all()
    # The lock of the installation's chain, which the first migration put there.
    session.add(AuditHead(chain="installation", position=0, hash=audit.START))
    session.flush()
    audit.record(session, keep, "demo.wipe", program_id=None, object_type="installation", object_id=None)
    people.grant_role(session, None, person=actor, role=Role.OPERATOR, program_id=None)
