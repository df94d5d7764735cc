"""Tables of who is asked to judge a release, their conflicts of interest, and what they filed."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.releases.parts import (
    Availability,
    Benefit,
    Direction,
    Harm,
    Reversibility,
    Scope,
    SoftConflict,
    Sureness,
)
from tracker.sealed import SealedText


class ReviewPhase(enum.StrEnum):
    """Whether an assessment is one of two reviewers' or of a seat of a panel."""

    EXPEDITED = "expedited"
    PANEL = "panel"


class AssignmentEnd(enum.StrEnum):
    """Why somebody is a reviewer of a case no more, or never became one."""

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RECUSED = "recused"
    CONFLICT = "conflict"
    ROLE = "role"


class ConflictDeclaration(Base):
    """What somebody declared about themselves and a case, or what was found about them. Append-only.

    All of a person's declarations in a case count together; none takes another back.
    """

    __tablename__ = "conflict_declaration"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    # Themselves, or the coordinator who learned of it.
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    hard: Mapped[list[str]] = mapped_column(sa.JSON)
    soft: Mapped[list[str]] = mapped_column(sa.JSON)
    words_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    words: Mapped[SealedText | None] = relationship()


class ConflictWaiver(Base):
    """A soft conflict of somebody, set aside for one case by its coordinator, with sealed reasons."""

    __tablename__ = "conflict_waiver"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    conflict: Mapped[SoftConflict] = mapped_column(choice(SoftConflict, "soft_conflict"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    reason_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    reason: Mapped[SealedText] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("case_id", "person_id", "conflict"),
        sa.CheckConstraint("person_id <> by_id", name="nobody_waives_their_own"),
    )


class ReviewAssignment(Base):
    """Somebody was asked to be one of the two reviewers of a case; what they answered, and how it ended."""

    __tablename__ = "review_assignment"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer_by: Mapped[date]
    accepted: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    # The day by which their assessment is due, once the case is with the reviewers.
    due_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    end_code: Mapped[AssignmentEnd | None] = mapped_column(choice(AssignmentEnd, "assignment_end"))
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reason_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        sa.CheckConstraint("person_id <> asked_by_id", name="nobody_asks_themselves"),
        sa.CheckConstraint("(accepted IS NULL) = (answered_at IS NULL)", name="answered_at_a_time"),
        sa.CheckConstraint("accepted = TRUE OR due_on IS NULL", name="due_once_accepted"),
        sa.CheckConstraint("(ended_at IS NULL) = (end_code IS NULL)", name="ended_for_a_reason"),
        sa.CheckConstraint("accepted <> FALSE OR ended_at IS NOT NULL", name="declined_is_ended"),
        sa.Index(
            "uq_review_assignment_open",
            "case_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    @property
    def stands(self) -> bool:
        """Whether this person is a reviewer of the case now."""
        return self.accepted is True and self.ended_at is None


class Assessment(Base):
    """What one person filed about one submission, at one time. Never changed: a further one follows.

    The words on scales stand here, what was written is sealed. `version` counts a person's filings on a
    submission; `round` is 1 for the independent one and 2 for that after the cruxes were exchanged.
    """

    __tablename__ = "assessment"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), index=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id"))
    # The submission's binding as it was judged: bytes, scope, venue and contributors.
    binding: Mapped[str] = mapped_column(sa.String(64))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    phase: Mapped[ReviewPhase] = mapped_column(choice(ReviewPhase, "review_phase"))
    round: Mapped[int]
    version: Mapped[int]
    benefit: Mapped[Benefit] = mapped_column(choice(Benefit, "assessed_benefit"))
    # The best guesses are None in the short form, which does not ask for them.
    acceleration_best: Mapped[Harm | None] = mapped_column(choice(Harm, "acceleration_best"))
    acceleration_worst: Mapped[Harm] = mapped_column(choice(Harm, "acceleration_worst"))
    acceleration_sureness: Mapped[Sureness] = mapped_column(choice(Sureness, "acceleration_sureness"))
    misuse_best: Mapped[Harm | None] = mapped_column(choice(Harm, "misuse_best"))
    misuse_worst: Mapped[Harm] = mapped_column(choice(Harm, "misuse_worst"))
    misuse_sureness: Mapped[Sureness] = mapped_column(choice(Sureness, "misuse_sureness"))
    direction: Mapped[Direction] = mapped_column(choice(Direction, "assessed_direction"))
    availability: Mapped[Availability] = mapped_column(choice(Availability, "assessed_availability"))
    reversibility: Mapped[Reversibility] = mapped_column(choice(Reversibility, "assessed_reversibility"))
    widest: Mapped[Scope] = mapped_column(choice(Scope, "widest_scope"))
    escalate: Mapped[bool]
    reason_codes: Mapped[list[str]] = mapped_column(sa.JSON)
    crux_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    # What would make them accept a wider scope.
    widening_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    filed_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    crux: Mapped[SealedText] = relationship(foreign_keys=[crux_id])
    widening: Mapped[SealedText | None] = relationship(foreign_keys=[widening_id])

    __table_args__ = (
        sa.UniqueConstraint("submission_id", "person_id", "phase", "version"),
        sa.CheckConstraint("version >= 1", name="version_from_one"),
        sa.CheckConstraint("round >= 1", name="round_from_one"),
    )


class AssessmentDraft(Base):
    """What somebody has typed of an assessment and not filed, sealed as a whole. Only they read it."""

    __tablename__ = "assessment_draft"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    phase: Mapped[ReviewPhase] = mapped_column(choice(ReviewPhase, "review_phase"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id"))
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("sealed_text.id"))
    version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)

    text: Mapped[SealedText] = relationship()
