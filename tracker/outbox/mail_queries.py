"""Reads of the programs' own texts, and of how people want their mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.outbox.mail_models import DailyMail, MailChoice, MailHours, MailText, When
from tracker.outbox.models import Message, MessageState
from tracker.outbox.timing_rules import Hours
from tracker.outbox.wording import Text


def newest_texts(session: Session, program_id: int) -> dict[str, MailText]:
    """Kind → the newest version of a program's text; one of them may go back to the shipped text."""
    newest = (
        sa.select(MailText.kind, sa.func.max(MailText.version).label("version"))
        .where(MailText.program_id == program_id)
        .group_by(MailText.kind)
        .subquery()
    )
    found = sa.select(MailText).join(
        newest, sa.and_(MailText.kind == newest.c.kind, MailText.version == newest.c.version)
    )
    return {row.kind: row for row in session.scalars(found.where(MailText.program_id == program_id))}


def versions(session: Session, program_id: int, kind: str) -> list[MailText]:
    """All versions of a program's text of a kind, newest first."""
    found = sa.select(MailText).where(MailText.program_id == program_id, MailText.kind == kind)
    return list(session.scalars(found.order_by(MailText.version.desc())))


def own_text(session: Session, program_id: int, kind: str) -> Text | None:
    """The text of a program's own that is in force for a kind; None where the shipped one is."""
    found = (
        sa.select(MailText.subject, MailText.body)
        .where(MailText.program_id == program_id, MailText.kind == kind)
        .order_by(MailText.version.desc())
        .limit(1)
    )
    row = session.execute(found).one_or_none()
    return Text(row.subject, row.body) if row is not None and row.subject is not None else None


def choices(session: Session, person_id: int) -> dict[str, When]:
    """Kind → when this person wants it, of the kinds for which they chose."""
    found = sa.select(MailChoice.kind, MailChoice.wanted).where(MailChoice.person_id == person_id)
    return {row.kind: row.wanted for row in session.execute(found)}


def choice(session: Session, person_id: int, kind: str) -> When | None:
    """When this person wants the mails of a kind; None where they never chose."""
    found = sa.select(MailChoice.wanted).where(MailChoice.person_id == person_id, MailChoice.kind == kind)
    return session.scalar(found)


def hours(session: Session, person_id: int) -> Hours:
    """The hours of a person's mail, the usual ones where they never chose."""
    row = session.get(MailHours, person_id)
    return Hours(row.quiet_from, row.quiet_until, row.daily_at) if row else Hours()


@dataclass(frozen=True)
class Holding:
    """Somebody for whom messages are held, and the day of their last mail of the day."""

    person_id: int
    hours: Hours
    last: date | None


def holding(session: Session) -> list[Holding]:
    """Everybody for whom something is held, in the order of their numbers."""
    held = sa.select(Message.person_id).where(Message.state == MessageState.HELD).distinct().subquery()
    last = (
        sa.select(DailyMail.person_id, sa.func.max(DailyMail.day).label("day"))
        .group_by(DailyMail.person_id)
        .subquery()
    )
    found = (
        sa.select(held.c.person_id, MailHours, last.c.day)
        .outerjoin(MailHours, MailHours.person_id == held.c.person_id)
        .outerjoin(last, last.c.person_id == held.c.person_id)
        .order_by(held.c.person_id)
    )
    return [
        Holding(person_id, Hours(row.quiet_from, row.quiet_until, row.daily_at) if row else Hours(), day)
        for person_id, row, day in session.execute(found)
    ]


def held(session: Session, person_id: int) -> Sequence[Message]:
    """What is held for a person, oldest first, locked until the transaction ends."""
    found = sa.select(Message).where(Message.person_id == person_id, Message.state == MessageState.HELD)
    return session.scalars(found.order_by(Message.id).with_for_update()).all()


def any_stuck(session: Session, before: datetime) -> bool:
    """Whether there is a message such as `stuck` finds."""
    found = sa.select(Message.id).where(Message.state == MessageState.SENDING, Message.claimed_at < before)
    return session.scalar(found.limit(1)) is not None


def stuck(session: Session, before: datetime) -> list[Message]:
    """Messages whose try began before this moment and has not come to an end."""
    found = sa.select(Message).where(Message.state == MessageState.SENDING, Message.claimed_at < before)
    return list(session.scalars(found.order_by(Message.id).with_for_update()))
