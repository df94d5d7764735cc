"""Tables of cases: a planned release with the record of its review, its people, and its steps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Program
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.releases.numbers import Numbers
from tracker.releases.parts import CaseRole, CaseState, ReleaseKind, Scope
from tracker.sealed import SealedText, Vault


class ReleasePolicy(Base):
    """One version of a program's rules of release review. Never changed: a new version follows."""

    __tablename__ = "release_policy"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    version: Mapped[int]
    numbers: Mapped[dict[str, Any]]
    in_force_from: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    # The second person without whom a later version than the first does not come into force.
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "version"),
        sa.CheckConstraint("version >= 1", name="version_from_one"),
        sa.CheckConstraint("made_by_id <> agreed_by_id", name="two_people"),
    )


class ChecklistVersion(Base):
    """One version of a program's checklist, whole. Never changed: a new version follows."""

    __tablename__ = "checklist_version"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    in_force_from: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "version"),
        sa.CheckConstraint("version >= 1", name="version_from_one"),
        sa.CheckConstraint("made_by_id <> agreed_by_id", name="two_people"),
    )


class Case(Base):
    """A planned release and the record of its review: made together, one row.

    What everybody of the program may read of it: number, codename, kind, state, days. All else is for
    the people of the case, and every text about it is sealed under the key of its vault.
    """

    __tablename__ = "release_case"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"), index=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    year: Mapped[int]
    number: Mapped[int]
    codename: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[ReleaseKind] = mapped_column(choice(ReleaseKind, "release_kind"))
    state: Mapped[CaseState] = mapped_column(choice(CaseState, "case_state"), index=True)
    state_since: Mapped[datetime]
    # None before the first screening; only ever raised within a case.
    tier: Mapped[int | None]
    asked_scope: Mapped[Scope | None] = mapped_column(choice(Scope, "release_scope"))
    planned_on: Mapped[date | None]
    # The corresponding author.
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    coordinator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    deputy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    vault_id: Mapped[int] = mapped_column(sa.ForeignKey("vault.id"), unique=True)
    title_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    policy_id: Mapped[int] = mapped_column(sa.ForeignKey("release_policy.id"))
    # None: the checklist that came with the program.
    checklist_id: Mapped[int | None] = mapped_column(sa.ForeignKey("checklist_version.id"))
    # Research area, a label: it may raise the route, never lower it.
    area: Mapped[str] = mapped_column(sa.String(60), default="")
    # The author asks for the panel from the start.
    formal_asked: Mapped[bool] = mapped_column(default=False)
    outcome_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outcome.id"), index=True)
    # The published release of which this is a shorter form, such as a talk on a paper.
    derived_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("release_case.id"))
    # The published release that this one takes to more people (T23).
    widens_id: Mapped[int | None] = mapped_column(sa.ForeignKey("release_case.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    program: Mapped[Program] = relationship(lazy="joined", innerjoin=True)
    work: Mapped[Work] = relationship(lazy="joined", innerjoin=True)
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    coordinator: Mapped[Person | None] = relationship(foreign_keys=[coordinator_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])
    policy: Mapped[ReleasePolicy] = relationship(lazy="joined", innerjoin=True)
    vault: Mapped[Vault] = relationship()
    title: Mapped[SealedText | None] = relationship(foreign_keys=[title_id])
    venue: Mapped[SealedText | None] = relationship(foreign_keys=[venue_id])
    people: Mapped[list[CasePerson]] = relationship(order_by="CasePerson.id", lazy="raise")
    steps: Mapped[list[CaseStep]] = relationship(order_by="CaseStep.position", lazy="raise")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("program_id", "year", "number"),
        sa.UniqueConstraint("program_id", "codename"),
        sa.CheckConstraint("tier IN (1, 2, 3)", name="tier_is_never_none"),
        sa.CheckConstraint("asked_scope <> 's0'", name="asks_for_somebody"),
        sa.CheckConstraint(
            "submitted_at IS NOT NULL"
            " OR state IN ('draft', 'withdrawn', 'suspended', 'disclosed_unreviewed')",
            name="submitted_before_review",
        ),
        sa.CheckConstraint("state <> 'expedited' OR tier = 1", name="expedited_is_first_tier"),
        sa.CheckConstraint("state <> 'formal' OR tier >= 2", name="formal_is_higher_tier"),
        sa.CheckConstraint("coordinator_id <> deputy_id", name="deputy_is_somebody_else"),
        sa.CheckConstraint("derived_from_id IS NULL OR widens_id IS NULL", name="shorter_or_wider"),
    )

    @property
    def public_id(self) -> str:
        """Number of the case as mails and lists name it, such as R-2026-014."""
        return f"R-{self.year}-{self.number:03d}"

    @property
    def label(self) -> str:
        """Number and codename: all that a list, a mail or a page title says of a case."""
        return f"{self.public_id} {self.codename}"

    @property
    def numbers(self) -> Numbers:
        """The days and hours of the policy under which the case was begun."""
        return Numbers.of(self.policy.numbers)


class CasePerson(Base):
    """Somebody on a case's need-to-know list, as what, since when and why.

    Authors and mentors of the work need no row: the work names them.
    """

    __tablename__ = "case_person"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[CaseRole] = mapped_column(choice(CaseRole, "case_role"))
    reason_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ends_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.Index(
            "uq_case_person_once",
            "case_id",
            "person_id",
            "role",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
    )


class CaseStep(Base):
    """One transition of a case. Never changed, never removed."""

    __tablename__ = "case_step"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    transition: Mapped[str] = mapped_column(sa.String(4))
    before: Mapped[CaseState | None] = mapped_column(choice(CaseState, "state_before"))
    after: Mapped[CaseState] = mapped_column(choice(CaseState, "state_after"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    # None: the program itself, because a day came or a rule asked for it.
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(sa.String(60), default="")
    reason_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))

    actor: Mapped[Person | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("position >= 1", name="position_from_one"),
        sa.CheckConstraint("(before IS NULL) = (position = 1)", name="first_comes_from_nothing"),
    )
