"""Tables of an approval's way out: conditions, tripwires, amendments, the publication, who was given it."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.releases.decision_models import Approval
from tracker.releases.parts import Scope
from tracker.sealed import SealedText


class Amended(enum.StrEnum):
    """How a fast amendment ended."""

    CONFIRMED = "confirmed"
    NOT_SURE = "not_sure"
    OVERTAKEN = "overtaken"


class Condition(Base):
    """What must be done before a release goes out, or after it. It belongs to the decision that set it.

    `printed` are the checklist's own words; what a person typed is sealed instead.
    """

    __tablename__ = "release_condition"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("release_decision.id"))
    position: Mapped[int]
    item: Mapped[str] = mapped_column(sa.String(20), default="")
    printed: Mapped[str] = mapped_column(default="")
    words_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    before: Mapped[bool] = mapped_column(default=True)
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    note_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    # What the verifier wrote: to the author where it was found not done.
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))

    words: Mapped[SealedText | None] = relationship(foreign_keys=[words_id])
    note: Mapped[SealedText | None] = relationship(foreign_keys=[note_id])
    answer: Mapped[SealedText | None] = relationship(foreign_keys=[answer_id])

    __table_args__ = (
        sa.UniqueConstraint("decision_id", "position"),
        sa.CheckConstraint("(printed = '') = (words_id IS NOT NULL)", name="printed_or_sealed"),
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
        sa.CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_somebody"),
        sa.CheckConstraint("verified_at IS NULL OR done_at IS NOT NULL", name="done_before_verified"),
        sa.CheckConstraint("verified_by_id <> done_by_id", name="verified_by_another"),
    )


class TripwireReport(Base):
    """A new fact that would change a decision, reported by somebody on the case. It voids the approval."""

    __tablename__ = "tripwire_report"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    approval_id: Mapped[int] = mapped_column(sa.ForeignKey("approval.id"))
    words_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    words: Mapped[SealedText] = relationship()


class Amendment(Base):
    """A small change of what was approved, put to the same approvers (T14). Never changed once ended."""

    __tablename__ = "amendment"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    # The approval that the change voided.
    approval_id: Mapped[int] = mapped_column(sa.ForeignKey("approval.id"))
    manifest_id: Mapped[int] = mapped_column(sa.ForeignKey("manifest_version.id"))
    scope: Mapped[Scope] = mapped_column(choice(Scope, "amended_scope"))
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    # {"people": [ids], "names": [ids of sealed texts]}
    contributors: Mapped[dict[str, Any]]
    binding: Mapped[str] = mapped_column(sa.String(64))
    statement_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ending: Mapped[Amended | None] = mapped_column(choice(Amended, "amendment_ending"))
    # The approval that came of it.
    made_id: Mapped[int | None] = mapped_column(sa.ForeignKey("approval.id"), unique=True)

    approval: Mapped[Approval] = relationship(foreign_keys=[approval_id])
    statement: Mapped[SealedText] = relationship(foreign_keys=[statement_id])
    answers: Mapped[list[AmendmentAnswer]] = relationship(
        order_by="AmendmentAnswer.person_id", lazy="selectin"
    )

    __table_args__ = (
        sa.CheckConstraint("scope <> 's0'", name="for_somebody"),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ends_somehow"),
        sa.CheckConstraint(
            "(made_id IS NULL) = (ending IS NULL OR ending <> 'confirmed')", name="confirmed_makes_one"
        ),
        sa.Index(
            "uq_amendment_open",
            "case_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


class AmendmentAnswer(Base):
    """An approver's word on an amendment: it discloses nothing new, or they are not sure."""

    __tablename__ = "amendment_answer"

    amendment_id: Mapped[int] = mapped_column(sa.ForeignKey("amendment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    nothing_new: Mapped[bool]
    words_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    words: Mapped[SealedText | None] = relationship()


class Publication(Base):
    """A release went out: under which approval, which bytes, to whom, when. One for each case."""

    __tablename__ = "publication"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), unique=True)
    approval_id: Mapped[int] = mapped_column(sa.ForeignKey("approval.id"), unique=True)
    manifest_id: Mapped[int] = mapped_column(sa.ForeignKey("manifest_version.id"))
    # Computed anew from what was about to go out.
    sha256: Mapped[str] = mapped_column(sa.String(64))
    scope: Mapped[Scope] = mapped_column(choice(Scope, "published_scope"))
    venue_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    url_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    published_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    approval: Mapped[Approval] = relationship()
    venue: Mapped[SealedText] = relationship(foreign_keys=[venue_id])
    url: Mapped[SealedText | None] = relationship(foreign_keys=[url_id])

    __table_args__ = (sa.CheckConstraint("scope <> 's0'", name="for_somebody"),)


class Recipient(Base):
    """Somebody outside who was given a gated release. The name is sealed."""

    __tablename__ = "release_recipient"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    name_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    name: Mapped[SealedText] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed_by_somebody"),
    )


class RecipientCheck(Base):
    """Somebody went through the list of recipients: who is on it still should be."""

    __tablename__ = "recipient_check"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    checked_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
