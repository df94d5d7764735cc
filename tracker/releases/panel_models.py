"""Tables of panels: who is seated, what they vote, dissent and note, and the letter that is being written."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.releases.decision_models import Decision
from tracker.releases.parts import Scope, Verdict
from tracker.releases.submission_models import Submission
from tracker.sealed import SealedText


class PanelKind(enum.StrEnum):
    """What a panel is convened for: a formal review, one sent back by an appeal, or a retraction."""

    FORMAL = "formal"
    REMAND = "remand"
    EMERGENCY = "emergency"


class Panel(Base):
    """The people who decide about one submission. `seats` is N; whoever steps aside does not lower it."""

    __tablename__ = "release_panel"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"))
    number: Mapped[int]
    kind: Mapped[PanelKind] = mapped_column(choice(PanelKind, "release_panel_kind"))
    submission_id: Mapped[int | None] = mapped_column(sa.ForeignKey("submission.id"))
    seats: Mapped[int]
    chair_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    convened_at: Mapped[datetime] = mapped_column(default=clock.now)
    convened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    # From this day on the chair need not wait for members who have not voted, where there is a quorum.
    due_on: Mapped[date]
    turn: Mapped[int] = mapped_column(default=1)
    voted_again_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    outcome: Mapped[Scope | None] = mapped_column(choice(Scope, "panel_outcome"))
    # What the outcome rests on: h, reversibility, benefit, direction, and counts without names.
    findings: Mapped[dict[str, Any]]
    # Why a narrower scope fails, where the outcome is wider than the posture that the harm begins from.
    wider_reason_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("release_decision.id"), unique=True)
    # Nothing more happens in this panel: it has decided, or another one takes its place.
    ended_at: Mapped[datetime | None]

    submission: Mapped[Submission | None] = relationship()
    chair: Mapped[Person] = relationship(foreign_keys=[chair_id])
    decision: Mapped[Decision | None] = relationship()
    wider_reason: Mapped[SealedText | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
        sa.CheckConstraint("seats >= 3", name="three_seats_at_least"),
        sa.CheckConstraint("kind = 'emergency' OR submission_id IS NOT NULL", name="about_a_submission"),
        sa.CheckConstraint(
            "(turn = 1 AND voted_again_at IS NULL) OR (turn = 2 AND voted_again_at IS NOT NULL)",
            name="votes_again_once",
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL) AND (closed_at IS NULL) = (closed_by_id IS NULL)",
            name="closed_with_an_outcome",
        ),
        sa.CheckConstraint("decision_id IS NULL OR closed_at IS NOT NULL", name="decides_once_closed"),
        sa.Index(
            "uq_release_panel_open",
            "case_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


class Seat(Base):
    """Somebody asked to sit on a panel. They read nothing before they declared, nor after stepping aside."""

    __tablename__ = "release_seat"

    id: Mapped[Key]
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("release_panel.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    external: Mapped[bool] = mapped_column(default=False)
    alternate: Mapped[bool] = mapped_column(default=False)
    seated_at: Mapped[datetime] = mapped_column(default=clock.now)
    # When an alternate was called in, in the place of somebody who stepped aside.
    called_at: Mapped[datetime | None]
    declared_at: Mapped[datetime | None]
    recused_at: Mapped[datetime | None]

    panel: Mapped[Panel] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("panel_id", "person_id"),
        sa.CheckConstraint("called_at IS NULL OR alternate", name="only_alternates_are_called"),
    )


class Vote(Base):
    """The widest scope that a member accepts, in one turn; None abstains. Never changed.

    The sealed proof says the same; its digest stands in the audit trail, which so proves the vote without
    telling it.
    """

    __tablename__ = "release_vote"

    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("release_seat.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    widest: Mapped[Scope | None] = mapped_column(choice(Scope, "voted_scope"))
    proof_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    cast_at: Mapped[datetime] = mapped_column(default=clock.now)

    proof: Mapped[SealedText] = relationship()

    __table_args__ = (sa.CheckConstraint("turn IN (1, 2)", name="two_turns_at_most"),)


class HoldVote(Base):
    """Hold or decline, in the second vote after nobody may have it; None abstains.

    Each choice leaves its sealed proof; the last one counts until the letter goes out.
    """

    __tablename__ = "release_hold_vote"

    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("release_seat.id"), primary_key=True)
    verdict: Mapped[Verdict | None] = mapped_column(choice(Verdict, "hold_verdict"))
    proof_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    cast_at: Mapped[datetime] = mapped_column(default=clock.now)

    proof: Mapped[SealedText] = relationship()

    __table_args__ = (sa.CheckConstraint("verdict <> 'approve'", name="approves_nothing"),)


class Dissent(Base):
    """A minority's statement with its crux. It forces a reply; it vetoes nothing. Never changed."""

    __tablename__ = "release_dissent"

    id: Mapped[Key]
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("release_seat.id"))
    turn: Mapped[int]
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    # Whether the authors are told who wrote it; as its writer chose.
    named: Mapped[bool] = mapped_column(default=False)
    filed_at: Mapped[datetime] = mapped_column(default=clock.now)

    seat: Mapped[Seat] = relationship()
    text: Mapped[SealedText] = relationship()

    __table_args__ = (sa.UniqueConstraint("seat_id", "turn"),)


class DissentReply(Base):
    """What another member answers to the crux of a dissent."""

    __tablename__ = "release_dissent_reply"

    dissent_id: Mapped[int] = mapped_column(sa.ForeignKey("release_dissent.id"), primary_key=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    replied_at: Mapped[datetime] = mapped_column(default=clock.now)

    dissent: Mapped[Dissent] = relationship()
    text: Mapped[SealedText] = relationship()


class PanelNote(Base):
    """A note of the deliberation. Notes are added, never changed or removed."""

    __tablename__ = "release_panel_note"

    id: Mapped[Key]
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("release_panel.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    author: Mapped[Person] = relationship()
    text: Mapped[SealedText] = relationship()


class LetterDraft(Base):
    """A part of the statement of reasons as it stands before it goes out."""

    __tablename__ = "release_letter_draft"

    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("release_panel.id"), primary_key=True)
    part: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)

    text: Mapped[SealedText] = relationship()
