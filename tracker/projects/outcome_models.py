"""Tables of what came of works: outcomes with the history of their status, and follow-ups."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.projects.models import Membership, Work


class OutcomeKind(enum.StrEnum):
    """What came of a work. A negative result is one like the others, in every list."""

    PAPER = "paper"
    PREPRINT = "preprint"
    POST = "post"
    CODE = "code"
    DATASET = "dataset"
    MODEL = "model"
    TALK = "talk"
    TOOL = "tool"
    NEGATIVE_RESULT = "negative_result"


class OutcomeStatus(enum.StrEnum):
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RESTRICTED = "restricted"
    WITHHELD = "withheld"


# Shared with named people only, or with nobody: what it says reaches the people of the work.
SEALED = frozenset({OutcomeStatus.RESTRICTED, OutcomeStatus.WITHHELD})


class Tier(enum.StrEnum):
    """How a venue counts in the table of outputs."""

    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    JOURNAL = "journal"


class Outcome(Base):
    """Something that came of a work. For the record and the report: no score reads it.

    `status` is that of the last of its steps. Its authors are the members of the work.
    """

    __tablename__ = "outcome"

    id: Mapped[Key]
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    kind: Mapped[OutcomeKind] = mapped_column(choice(OutcomeKind, "outcome_kind"))
    title: Mapped[str] = mapped_column(sa.String(300))
    venue: Mapped[str] = mapped_column(sa.String(200), default="")
    tier: Mapped[Tier | None] = mapped_column(choice(Tier, "venue_tier"))
    words: Mapped[str] = mapped_column(default="")
    status: Mapped[OutcomeStatus] = mapped_column(choice(OutcomeStatus, "outcome_status"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    work: Mapped[Work] = relationship()
    links: Mapped[list[OutcomeLink]] = relationship(
        order_by="OutcomeLink.position", lazy="raise", cascade="all, delete-orphan"
    )
    steps: Mapped[list[OutcomeStep]] = relationship(order_by="OutcomeStep.position", lazy="raise")
    qualities: Mapped[list[OutcomeQuality]] = relationship(order_by="OutcomeQuality.person_id", lazy="raise")
    listings: Mapped[list[OutcomeListing]] = relationship(
        order_by="OutcomeListing.enrolment_id", lazy="raise"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.CheckConstraint("title <> ''", name="has_title"),
        sa.CheckConstraint("tier IS NULL OR kind = 'paper'", name="tier_of_papers"),
    )

    @property
    def sealed(self) -> bool:
        """Whether what it says is for the people of the work alone."""
        return self.status in SEALED


class OutcomeLink(Base):
    """Where an outcome can be found. Never fetched."""

    __tablename__ = "outcome_link"

    outcome_id: Mapped[int] = mapped_column(sa.ForeignKey("outcome.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(sa.String(200))
    url: Mapped[str] = mapped_column(sa.String(2000))

    __table_args__ = (
        sa.CheckConstraint("position >= 1 AND position <= 20", name="at_most_twenty"),
        sa.CheckConstraint(
            "substr(url, 1, 8) = 'https://' OR substr(url, 1, 7) = 'http://'", name="web_address"
        ),
        sa.CheckConstraint("label <> ''", name="has_label"),
    )


class OutcomeStep(Base):
    """A status that an outcome came to on a day. Never changed: a wrong one is followed by the right one."""

    __tablename__ = "outcome_step"

    outcome_id: Mapped[int] = mapped_column(sa.ForeignKey("outcome.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[OutcomeStatus] = mapped_column(choice(OutcomeStatus, "outcome_status"))
    on_day: Mapped[date]
    # Says that the step before it was wrong; it may then lead anywhere, and says why.
    corrects: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(default="")
    noted_at: Mapped[datetime] = mapped_column(default=clock.now)
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    noted_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("position >= 1", name="position_from_one"),
        sa.CheckConstraint("NOT corrects OR (position > 1 AND words <> '')", name="correction_says_why"),
    )


class OutcomeQuality(Base):
    """What one mentor of the work, or one of staff, says of the quality of the work behind an outcome."""

    __tablename__ = "outcome_quality"

    outcome_id: Mapped[int] = mapped_column(sa.ForeignKey("outcome.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    quality: Mapped[int]
    said_on: Mapped[date]

    person: Mapped[Person] = relationship()

    __table_args__ = (sa.CheckConstraint("quality >= 1 AND quality <= 5", name="quality_range"),)


class OutcomeListing(Base):
    """A member of the work agrees that an outcome's links stand in a public list. No row: they did not."""

    __tablename__ = "outcome_listing"

    outcome_id: Mapped[int] = mapped_column(sa.ForeignKey("outcome.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True)
    agreed_on: Mapped[date]


class FollowUp(Base):
    """A member said, some months after their cohort ended, that a work's outcomes are up to date."""

    __tablename__ = "follow_up"

    work_id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    answered_on: Mapped[date]
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["work_id", "enrolment_id"], [Membership.work_id, Membership.enrolment_id], ondelete="CASCADE"
        ),
        sa.CheckConstraint("month IN (6, 12)", name="month_asked"),
    )
