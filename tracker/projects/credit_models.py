"""Tables of statements about works: shares, results, roles. Statements are append-only; the newest counts."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker import clock
from tracker.db import Base, Key, choice
from tracker.people.models import Person
from tracker.projects.models import Reached, Work
from tracker.projects.parts import CreditRole, Share, Side


def _of_member(ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    """About a member of the work: who has statements about them cannot be removed from it."""
    return sa.ForeignKeyConstraint(
        ["work_id", "enrolment_id"], ["membership.work_id", "membership.enrolment_id"], ondelete=ondelete
    )


class ShareClaim(Base):
    """What somebody says a member's part in a work was: the member themself, or a mentor of the work."""

    __tablename__ = "share_claim"

    id: Mapped[Key]
    work_id: Mapped[int]
    enrolment_id: Mapped[int] = mapped_column(index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    side: Mapped[Side] = mapped_column(choice(Side, "side"))
    part: Mapped[Share] = mapped_column(choice(Share, "part"))
    share: Mapped[float] = mapped_column(sa.Double())
    words: Mapped[str] = mapped_column(default="")
    claimed_at: Mapped[datetime] = mapped_column(default=clock.now)
    # The day from which the others on the work read it; said on a form, it waits as the form does.
    open_on: Mapped[date | None]

    author: Mapped[Person] = relationship()

    __table_args__ = (
        _of_member(),
        sa.Index("ix_share_claim_work_enrolment", "work_id", "enrolment_id"),
        sa.CheckConstraint("share > 0 AND share <= 1", name="share_range"),
    )


class ResultClaim(Base):
    """What a mentor proposes as the result of a work, or a member answers to it."""

    __tablename__ = "result_claim"

    id: Mapped[Key]
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    side: Mapped[Side] = mapped_column(choice(Side, "side"))
    reached: Mapped[Reached] = mapped_column(choice(Reached, "reached"))
    words: Mapped[str]
    claimed_at: Mapped[datetime] = mapped_column(default=clock.now)

    author: Mapped[Person] = relationship()
    work: Mapped[Work] = relationship()

    __table_args__ = (sa.CheckConstraint("words <> ''", name="says_why"),)


class MemberRole(Base):
    """A role of CRediT that a member says they had in a work."""

    __tablename__ = "member_role"

    work_id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[CreditRole] = mapped_column(choice(CreditRole, "credit_role"), primary_key=True)

    __table_args__ = (_of_member(ondelete="CASCADE"),)
