"""Tables of changes of a program's rules of review on their way to a second person, and whom to tell."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Program
from tracker.db import Base, Key, choice
from tracker.people.models import Person


class RuleKind(enum.StrEnum):
    """What a change is about."""

    CHECKLIST = "checklist"
    NUMBERS = "numbers"


class ChangeState(enum.StrEnum):
    """How far a change is: written by one person, put before another, and settled by them."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"


class RuleChange(Base):
    """A change of a program's checklist or numbers. In force only as a version, once a second person agreed.

    `body` is the whole of what would be in force, `based_on` the version that it changes; 0: the defaults.
    """

    __tablename__ = "rule_change"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"), index=True)
    kind: Mapped[RuleKind] = mapped_column(choice(RuleKind, "rule_kind"))
    state: Mapped[ChangeState] = mapped_column(choice(ChangeState, "change_state"))
    body: Mapped[dict[str, Any]]
    based_on: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    program: Mapped[Program] = relationship()
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.CheckConstraint(
            "(state IN ('agreed', 'refused')) = (settled_at IS NOT NULL)"
            " AND (settled_by_id IS NULL) = (settled_at IS NULL)",
            name="settled_by_somebody",
        ),
        sa.CheckConstraint("state <> 'agreed' OR settled_by_id <> made_by_id", name="agreed_by_another"),
        sa.CheckConstraint("state = 'draft' OR state = 'refused' OR note <> ''", name="has_its_reason"),
        # One change at a time, so that two do not come into force over each other.
        sa.Index(
            "uq_rule_change_open",
            "program_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'proposed')"),
            postgresql_where=sa.text("state IN ('draft', 'proposed')"),
        ),
    )

    @property
    def is_open(self) -> bool:
        return self.state in (ChangeState.DRAFT, ChangeState.PROPOSED)


class ReviewContact(Base):
    """Where somebody from outside tells a program of a release that worries them, as its policy prints it."""

    __tablename__ = "review_contact"

    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(200))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    __table_args__ = (sa.CheckConstraint("address <> ''", name="leads_somewhere"),)
