"""Table of words that somebody else keeps for a contributor: who has no account, or cannot be reached."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.sealed import SealedText


class SpokenKind(enum.StrEnum):
    """Why somebody else keeps it."""

    REPORTED = "reported"  # an author passes on the word of somebody without an account
    UNREACHABLE = "unreachable"  # the coordinator, with a second person, gave up asking


class SpokenFor(Base):
    """A contributor's word as somebody else keeps it. Never changed: a new one follows.

    A reported word is bound to what stood then. That somebody cannot be reached counts once a second
    person agreed, and until they say something themselves.
    """

    __tablename__ = "sign_off_spoken"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    kind: Mapped[SpokenKind] = mapped_column(choice(SpokenKind, "spoken_kind"))
    # Somebody with an account, or a sealed name on the case's list.
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    contributor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case_contributor.id"))
    binding: Mapped[str] = mapped_column(sa.String(64))
    agrees: Mapped[bool | None]
    words_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    agreed_at: Mapped[datetime | None]

    words: Mapped[SealedText] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])

    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (contributor_id IS NULL)", name="for_one"),
        sa.CheckConstraint("(kind = 'reported') = (agrees IS NOT NULL)", name="reported_says_which"),
        sa.CheckConstraint("kind = 'unreachable' OR contributor_id IS NOT NULL", name="who_can_signs"),
        sa.CheckConstraint("(agreed_by_id IS NULL) = (agreed_at IS NULL)", name="agreed_by_somebody"),
        sa.CheckConstraint("kind = 'unreachable' OR agreed_by_id IS NULL", name="agreed_to_unreachable"),
        sa.CheckConstraint("by_id <> agreed_by_id", name="two_people"),
        sa.CheckConstraint("person_id <> by_id AND person_id <> agreed_by_id", name="not_about_oneself"),
    )
