"""Tables of people, their roles, their outside ids, and the links that let them in."""

from __future__ import annotations

import enum
import secrets
from datetime import date, datetime

import sqlalchemy as sa
from flask_security.core import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.permissions import Grant, Grants, Role


class LinkKind(enum.StrEnum):
    INVITATION = "invitation"
    SIGN_IN = "sign_in"
    DEMO = "demo"


class Person(Base, UserMixin):
    """A person known to the installation. Without an e-mail address nobody can sign in as them."""

    __tablename__ = "person"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # the mixin wants one
        sa.String(254), unique=True
    )
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(
        sa.String(64), unique=True, default=lambda: secrets.token_hex(16)
    )
    time_zone: Mapped[str | None] = mapped_column(sa.String(60))
    locale: Mapped[str] = mapped_column(sa.String(10), default="en")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    role_grants: Mapped[list[RoleGrant]] = relationship(
        foreign_keys="RoleGrant.person_id", lazy="selectin", cascade="all, delete-orphan"
    )

    def grants_on(self, day: date) -> Grants:
        """The roles in force on `day`."""
        return Grants.of(grant.value for grant in self.role_grants if grant.in_force(day))


class RoleGrant(Base):
    """A role of a person in a program, or in one cohort of it, from one day to another."""

    __tablename__ = "role_grant"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    program_id: Mapped[int | None] = mapped_column(sa.ForeignKey("program.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    __table_args__ = (
        sa.UniqueConstraint("person_id", "role", "program_id", "cohort_id"),
        sa.CheckConstraint("(role = 'operator') = (program_id IS NULL)", name="operator_iff_no_program"),
        sa.CheckConstraint("cohort_id IS NULL OR program_id IS NOT NULL", name="cohort_needs_program"),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="starts_before_end"),
    )

    @property
    def value(self) -> Grant:
        return Grant(self.role, self.program_id, self.cohort_id)

    def in_force(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )


class ExternalId(Base):
    """A person's id in another system. Scoped per role: scholar 7 and mentor 7 are two people."""

    __tablename__ = "external_id"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "external_role"))
    value: Mapped[str] = mapped_column(sa.String(200))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)

    __table_args__ = (sa.UniqueConstraint("program_id", "role", "value"),)


class AccessLink(Base):
    """A link that signs somebody in. Only the hash of its token is kept; it works once, for a time."""

    __tablename__ = "access_link"

    id: Mapped[Key]
    kind: Mapped[LinkKind] = mapped_column(choice(LinkKind, "link_kind"))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
