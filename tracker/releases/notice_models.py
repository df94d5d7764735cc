"""Table of whom a case asks to look: without a word of what it is about."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.db import Base, Key


class Notice(Base):
    """Somebody is asked to look at a case, or at a report about none, once for each step of it.

    `what` keeps two things of one step apart and stands in no mail. The mail is written as soon as there is
    an application to write it; until then the row waits.
    """

    __tablename__ = "release_notice"

    id: Mapped[Key]
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("release_case.id"))
    report_id: Mapped[int | None] = mapped_column(sa.ForeignKey("release_report.id"))
    # The step of the case; 0 for a report.
    position: Mapped[int] = mapped_column(default=0)
    what: Mapped[str] = mapped_column(sa.String(60))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    due_on: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    # Looked at by who writes mails, whether or not the person could be written to.
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id"))

    __table_args__ = (
        sa.UniqueConstraint("case_id", "position", "what", "person_id"),
        sa.UniqueConstraint("report_id", "what", "person_id"),
        sa.CheckConstraint("(case_id IS NULL) <> (report_id IS NULL)", name="case_or_report"),
        sa.CheckConstraint("message_id IS NULL OR done_at IS NOT NULL", name="written_is_done"),
    )
