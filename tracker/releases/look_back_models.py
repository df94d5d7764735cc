"""Table of look-backs: what people think, half a year and a year on, of a decision. Not scored."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.sealed import SealedText


class Showed(enum.StrEnum):
    YES = "yes"
    NO = "no"
    CANT_TELL = "cant_tell"


class LookBack(Base):
    """One person's look back at a release that went out or was held, so many months after that step."""

    __tablename__ = "release_look_back"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("release_case.id"))
    # The step with which it went out or was held.
    position: Mapped[int]
    month: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    benefit: Mapped[Showed] = mapped_column(choice(Showed, "benefit_showed"))
    harm: Mapped[Showed] = mapped_column(choice(Showed, "harm_showed"))
    # Somebody else brought out the same meanwhile.
    scooped: Mapped[Showed] = mapped_column(choice(Showed, "was_scooped"))
    words_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sealed_text.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    words: Mapped[SealedText | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("case_id", "position", "month", "person_id"),
        sa.CheckConstraint("month IN (6, 12)", name="half_a_year_or_a_year"),
    )
