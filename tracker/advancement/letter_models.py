"""Tables of letters: the program's own texts, in versions, and what was sent to whom."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.advancement.decision_models import GateDecision
from tracker.cohorts.models import Enrolment
from tracker.db import Base, Key, choice
from tracker.outbox.models import Message
from tracker.people.models import Person


class LetterKind(enum.StrEnum):
    """What a letter tells a scholar."""

    CONTINUE_BY_DEFAULT = "continue_by_default"
    CONTINUE = "continue"
    CONTINUE_WITH_PLAN = "continue_with_plan"
    EXTEND = "extend"
    REPEAT = "repeat"
    DEFERRED = "deferred"
    NOT_PLACED = "not_placed"
    STOP = "stop"
    WITHDRAWN = "withdrawn"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_SENT_BACK = "appeal_sent_back"


class LetterTemplate(Base):
    """One version of a program's own text of a kind of letter. Never changed, only followed.

    Where a program has none, the shipped text is used.
    """

    __tablename__ = "letter_template"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    kind: Mapped[LetterKind] = mapped_column(choice(LetterKind, "letter_kind"))
    version: Mapped[int]
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    written_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("program_id", "kind", "version"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.CheckConstraint("subject <> '' AND body <> ''", name="says_something"),
    )


class Letter(Base):
    """A letter as it was sent. Never edited.

    `sent_on` is the day in the program's zone; `appeal_by` the last day of an appeal, as the letter says it.
    Without `template_id` the shipped text was used.
    """

    __tablename__ = "letter"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    kind: Mapped[LetterKind] = mapped_column(choice(LetterKind, "letter_kind"))
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("gate_decision.id"))
    template_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter_template.id"))
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str]
    digest: Mapped[str] = mapped_column(sa.String(64))
    sent_on: Mapped[date]
    appeal_by: Mapped[date | None]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id"), unique=True)

    enrolment: Mapped[Enrolment] = relationship()
    decision: Mapped[GateDecision | None] = relationship()
    template: Mapped[LetterTemplate | None] = relationship()
    written_by: Mapped[Person] = relationship()
    message: Mapped[Message | None] = relationship()

    __table_args__ = (
        # A second click sends nothing twice, whoever presses when.
        sa.UniqueConstraint("decision_id", "kind"),
        sa.CheckConstraint("subject <> '' AND body <> ''", name="says_something"),
        sa.CheckConstraint("appeal_by IS NULL OR appeal_by > sent_on", name="appeal_after_sending"),
        sa.CheckConstraint("appeal_by IS NULL OR decision_id IS NOT NULL", name="appeal_of_a_decision"),
    )
