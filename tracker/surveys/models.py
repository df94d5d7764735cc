"""Tables of surveys: their versions and days, answers with a name and without one, links to answer by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.cohorts.models import Cohort, Enrolment
from tracker.db import Base, Key, choice
from tracker.projects.models import Work
from tracker.surveys.questions import Question, Slot, Sort, from_content

# In place of a work, where a survey is not about one.
NO_WORK = 0


class SurveyVersion(Base):
    """One list of questions of a program. Frozen once it was answered."""

    __tablename__ = "survey_version"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"))
    sort: Mapped[Sort] = mapped_column(choice(Sort, "survey_sort"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    is_frozen: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.UniqueConstraint("program_id", "sort", "version"),
        sa.CheckConstraint("version > 0", name="version_positive"),
    )

    @property
    def questions(self) -> tuple[Question, ...]:
        return from_content(self.content)


class Survey(Base):
    """A cohort is asked something between two days. Days are calendar days in the program's zone."""

    __tablename__ = "survey"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    slot: Mapped[Slot] = mapped_column(choice(Slot, "survey_slot"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_version.id"))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    is_on: Mapped[bool] = mapped_column(default=True)

    cohort: Mapped[Cohort] = relationship()
    version: Mapped[SurveyVersion] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "slot"),
        sa.CheckConstraint("opens_on <= closes_on", name="opens_before_close"),
    )


class SurveyAnswer(Base):
    """What a scholar answered under their name, as it stands now; `work_id` where it is about a work."""

    __tablename__ = "survey_answer"

    id: Mapped[Key]
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    work_id: Mapped[int | None] = mapped_column(sa.ForeignKey("work.id"))
    version: Mapped[int] = mapped_column(default=1)
    answers: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)

    survey: Mapped[Survey] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    work: Mapped[Work | None] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_survey_answer_once",
            "survey_id",
            "enrolment_id",
            unique=True,
            sqlite_where=sa.text("work_id IS NULL"),
            postgresql_where=sa.text("work_id IS NULL"),
        ),
        sa.UniqueConstraint("survey_id", "enrolment_id", "work_id"),
        sa.CheckConstraint("version > 0", name="version_positive"),
    )


class SurveyRevision(Base):
    """An answer as it stood before it was corrected. Append-only."""

    __tablename__ = "survey_revision"

    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_answer.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime]


class SurveyDraft(Base):
    """What a scholar has typed and not sent yet. Never of a confidential survey."""

    __tablename__ = "survey_draft"

    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True)
    work_key: Mapped[int] = mapped_column(primary_key=True, default=NO_WORK)
    version: Mapped[int]
    typed: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class SurveyHeard(Base):
    """That a scholar has answered a confidential survey: not what, not when."""

    __tablename__ = "survey_heard"

    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True)


class SurveyVoice(Base):
    """One answer to one question of a confidential survey: nothing joins it to a person or to another.

    The key is random. All rows of a survey are written anew, shuffled, whenever one comes in.
    """

    __tablename__ = "survey_voice"

    key: Mapped[int] = mapped_column(sa.BigInteger(), primary_key=True, autoincrement=False)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    question: Mapped[str] = mapped_column(sa.String(80))
    value: Mapped[str]


class SurveyLink(Base):
    """A link by which a survey is answered without an account. Only a hash of its token is kept."""

    __tablename__ = "survey_link"

    id: Mapped[Key]
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    survey: Mapped[Survey] = relationship()
    enrolment: Mapped[Enrolment] = relationship()

    __table_args__ = (sa.Index("ix_survey_link_survey_enrolment", "survey_id", "enrolment_id"),)


class IntakeCount(Base):
    """How many applied for a cohort and how many were accepted, as staff typed it."""

    __tablename__ = "intake_count"

    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"), primary_key=True)
    applied: Mapped[int]
    accepted: Mapped[int]

    __table_args__ = (
        sa.CheckConstraint("accepted >= 0 AND applied >= accepted", name="accepted_of_applied"),
    )

    @property
    def id(self) -> int:
        """The cohort's; for the audit trail."""
        return self.cohort_id
