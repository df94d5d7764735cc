"""Tables of rubrics, assignments, drafts, forms and what hangs on a form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Enrolment, Milestone
from tracker.db import Base, Key, choice
from tracker.evaluations.answers import (
    Blame,
    Conduct,
    Confidence,
    FlagKind,
    Relation,
    Result,
    ReviewWish,
    Share,
    Trend,
)
from tracker.people.models import Person
from tracker.projects.models import Work


class Rubric(Base):
    """One version of a program's rubric. Frozen once a form was filed with it."""

    __tablename__ = "rubric"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    version: Mapped[int]
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    frozen_at: Mapped[datetime | None]

    criteria: Mapped[list[Criterion]] = relationship(
        order_by="Criterion.position", cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = (sa.UniqueConstraint("program_id", "version"),)


class Criterion(Base):
    """One question of a rubric, with the behaviour that levels 1, 3 and 5 stand for."""

    __tablename__ = "criterion"

    id: Mapped[Key]
    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubric.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(120))
    anchor_1: Mapped[str]
    anchor_3: Mapped[str]
    anchor_5: Mapped[str]

    __table_args__ = (sa.UniqueConstraint("rubric_id", "slug"),)


class Assignment(Base):
    """Somebody owes a form on a scholar about a work."""

    __tablename__ = "assignment"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"))
    mentor_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"))
    milestone_id: Mapped[int | None] = mapped_column(sa.ForeignKey("milestone.id"))
    relation: Mapped[Relation] = mapped_column(choice(Relation, "relation"))
    due_on: Mapped[date]
    excused_at: Mapped[datetime | None]

    enrolment: Mapped[Enrolment] = relationship()
    mentor: Mapped[Person] = relationship()
    work: Mapped[Work] = relationship()
    milestone: Mapped[Milestone | None] = relationship()
    form: Mapped[Form | None] = relationship(back_populates="assignment")
    draft: Mapped[Draft | None] = relationship(back_populates="assignment")

    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "mentor_id", "work_id", "due_on"),
        sa.Index("ix_assignment_enrolment_work", "enrolment_id", "work_id"),
    )


class Draft(Base):
    """What a mentor has typed so far, as typed. `version` counts the saves that were acknowledged."""

    __tablename__ = "draft"

    assignment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    saved_at: Mapped[datetime]

    assignment: Mapped[Assignment] = relationship(back_populates="draft")


class Form(Base):
    """One mentor's judgement of one scholar on one work at one time, as it stands now."""

    __tablename__ = "form"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"))
    mentor_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubric.id"))
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment.id"), unique=True)
    import_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    import_content: Mapped[str | None] = mapped_column(sa.String(64))
    opened_at: Mapped[datetime | None]
    filed_at: Mapped[datetime | None]
    filed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    editor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    overall: Mapped[int | None]
    please_advise: Mapped[bool] = mapped_column(default=False)
    confidence: Mapped[Confidence] = mapped_column(choice(Confidence, "confidence"))
    contact_hours: Mapped[float | None]
    trend: Mapped[Trend | None] = mapped_column(choice(Trend, "trend"))
    result: Mapped[Result | None] = mapped_column(choice(Result, "result"))
    quality: Mapped[int | None]
    blame: Mapped[Blame | None] = mapped_column(choice(Blame, "blame"))
    share: Mapped[Share | None] = mapped_column(choice(Share, "share"))
    keep: Mapped[str] = mapped_column(default="")
    change: Mapped[str] = mapped_column(default="")
    raise_concern: Mapped[bool] = mapped_column(default=False)
    release_review: Mapped[ReviewWish] = mapped_column(
        choice(ReviewWish, "release_review"), default=ReviewWish.NO
    )
    conduct: Mapped[Conduct] = mapped_column(choice(Conduct, "conduct"), default=Conduct.NONE)
    staff_note: Mapped[str] = mapped_column(default="")

    enrolment: Mapped[Enrolment] = relationship()
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])
    work: Mapped[Work] = relationship()
    rubric: Mapped[Rubric] = relationship()
    assignment: Mapped[Assignment | None] = relationship(back_populates="form")
    ratings: Mapped[list[Rating]] = relationship(cascade="all, delete-orphan", lazy="raise")
    replies: Mapped[list[Reply]] = relationship(order_by="Reply.written_at", lazy="raise")

    __table_args__ = (
        sa.Index("ix_form_enrolment_mentor", "enrolment_id", "mentor_id"),
        sa.CheckConstraint("overall BETWEEN 1 AND 5", name="overall_range"),
        sa.CheckConstraint("quality BETWEEN 1 AND 5", name="quality_range"),
        sa.CheckConstraint("contact_hours >= 0", name="hours_not_negative"),
        sa.CheckConstraint("(assignment_id IS NULL) = (import_key IS NOT NULL)", name="assigned_or_imported"),
        sa.CheckConstraint("assignment_id IS NULL OR filed_at IS NOT NULL", name="assigned_form_has_time"),
    )


class Rating(Base):
    """The answer to one criterion; no level means "not seen"."""

    __tablename__ = "rating"

    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("criterion.id"), primary_key=True)
    level: Mapped[int | None]

    criterion: Mapped[Criterion] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (sa.CheckConstraint("level BETWEEN 1 AND 5", name="level_range"),)


class FormRevision(Base):
    """The answers of a form as they stood before an amendment. Append-only."""

    __tablename__ = "form_revision"

    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[dict[str, Any]]
    filed_at: Mapped[datetime | None]
    editor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class Reply(Base):
    """A scholar's word on the feedback they were given."""

    __tablename__ = "reply"

    id: Mapped[Key]
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    author: Mapped[Person] = relationship()


class Flag(Base):
    """Something a form asks staff to look at: a line on the staff's home until somebody took it up."""

    __tablename__ = "flag"

    id: Mapped[Key]
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"))
    kind: Mapped[FlagKind] = mapped_column(choice(FlagKind, "flag_kind"))
    raised_at: Mapped[datetime] = mapped_column(default=clock.now)
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    form: Mapped[Form] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("form_id", "kind"),
        sa.CheckConstraint("(handled_at IS NULL) = (handled_by_id IS NULL)", name="handler_iff_handled"),
    )
