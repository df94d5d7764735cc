"""Hands waiting messages to the SMTP server: each once, each when its turn has come."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from tracker import clock
from tracker.outbox import mail_queries, queries, smtp, timing_rules
from tracker.outbox.kinds import Standing, kind_of
from tracker.outbox.models import Dropped, Message, MessageState
from tracker.settings import Smtp

log = logging.getLogger(__name__)

# The pauses double up to three hours: a mail server may be down for almost three days.
TRIES = 30
LONGEST_PAUSE = timedelta(hours=3)
# No try takes so long: whoever began it is dead.
LONGEST_TRY = timedelta(minutes=10)
# How often the outcome of a try is written down anew, where the database is busy for longer than it waits.
PATIENCE = 8
# In these states what came of a try may still be written down.
OPEN = (MessageState.SENDING, MessageState.UNSURE, MessageState.WAITING)

# Told of each message that was handed over, in the transaction that notes it.
Sent = Callable[[Session, Message], None]
Place = tuple[int, int | None]


@dataclass(frozen=True)
class Reader:
    """Whoever a message is for, as they are at this moment."""

    name: str
    address: str | None
    standing: Standing
    zone: str
    locale: str


# (person, program) → its reader. Rooms above know people; this one asks them.
Readers = Callable[[Session, Collection[Place]], Mapping[Place, Reader]]


@dataclass(frozen=True)
class Claim:
    """A message that is ours to hand over. Its number and its moment tell this try from every other one."""

    message_id: int
    attempt: int
    at: datetime
    mail: EmailMessage | None
    """None for what cannot be written as a mail."""


def deliver(
    sessions: sessionmaker[Session],
    server: Smtp,
    mail_from: str,
    *,
    readers: Readers | None = None,
    sent_one: Sent | None = None,
    reading: sessionmaker[Session] | None = None,
) -> int:
    """Try every message that is due, each in its own transactions; returns how many were sent.

    A message is claimed before it is handed over, and marked before its last line is, so that no two
    processes send it, nor one that died and the one after it.
    """
    with (reading or sessions)() as session:
        waiting = queries.due(session, clock.now())
    return sum(_deliver_one(sessions, one, server, mail_from, readers, sent_one) for one in waiting)


def take_up(sessions: sessionmaker[Session], *, reading: sessionmaker[Session] | None = None) -> int:
    """Take up what was under way when a process died; returns how many messages that were.

    What lacked its last line was kept by no server: it waits again. Of the rest nobody knows.
    """
    before = clock.now() - LONGEST_TRY
    with (reading or sessions)() as session:
        if not mail_queries.any_stuck(session, before):
            return 0
    with sessions.begin() as session:
        stuck = mail_queries.stuck(session, before)
        for message in stuck:
            if message.handed_at is None:
                message.state = MessageState.WAITING
            else:
                message.state, message.error = MessageState.UNSURE, "the program ended before the answer came"
    return len(stuck)


def _deliver_one(
    sessions: sessionmaker[Session],
    message_id: int,
    server: Smtp,
    mail_from: str,
    readers: Readers | None,
    sent_one: Sent | None,
) -> bool:
    try:
        claim = _claim(sessions, message_id, mail_from, readers)
        if claim is None:
            return False
        error = _try(sessions, claim, server)
        _note_patiently(sessions, claim, error, sent_one)
    except smtp.Overtaken:
        return False
    except OperationalError:
        log.warning("the database is busy; message %s waits", message_id)
        return False
    except Exception:  # what is wrong with one message holds no other one up
        log.exception("message %s could not be handed over; it stays in the outbox", message_id)
        return False
    return error is None


def _try(sessions: sessionmaker[Session], claim: Claim, server: Smtp) -> Exception | None:
    """Hand it over; what spoke against it."""
    if claim.mail is None:
        return ValueError("its subject or address cannot stand in a mail")
    try:
        smtp.hand_over(claim.mail, server, before_last=lambda: _mark(sessions, claim))
    except (OSError, smtplib.SMTPException, ValueError, smtp.Refused, smtp.Unsure) as problem:
        return problem
    return None


def _claim(
    sessions: sessionmaker[Session], message_id: int, mail_from: str, readers: Readers | None
) -> Claim | None:
    """Take a message, in a transaction that ends before the mail server is asked anything."""
    with sessions.begin() as session:
        found = sa.select(Message).where(Message.id == message_id, Message.state == MessageState.WAITING)
        message = session.scalars(found.with_for_update()).one_or_none()
        if message is None or (readers is not None and not _turn(session, message, readers)):
            return None
        message.state, message.attempts = MessageState.SENDING, message.attempts + 1
        message.claimed_at, message.handed_at = clock.now(), None
        return Claim(message.id, message.attempts, message.claimed_at, _mail(message, mail_from))


def _turn(session: Session, message: Message, readers: Readers) -> bool:
    """Whether it leaves now. Whoever left while it waited gets nothing, and nights are left in peace."""
    reader = readers(session, [(message.person_id, message.program_id)])[
        message.person_id, message.program_id
    ]
    kind = kind_of(message.kind)
    found = timing_rules.leave(
        kind,
        standing=reader.standing,
        address=reader.address,
        chosen=None if kind.urgent else mail_queries.choice(session, message.person_id, message.kind),
        hours=mail_queries.hours(session, message.person_id),
        local=clock.now().astimezone(ZoneInfo(reader.zone)),
    )
    if found.dropped is not None:
        drop(message, found.dropped)
        return False
    if found.until is not None:
        message.next_try_at = found.until
        return False
    message.address = reader.address or message.address
    return True


def drop(message: Message, why: Dropped) -> None:
    """Let a message never leave."""
    message.state, message.dropped_for, message.next_try_at = MessageState.DROPPED, why, None


def _mail(message: Message, mail_from: str) -> EmailMessage | None:
    mail = EmailMessage(policy=smtp.POLICY)
    try:
        mail["From"], mail["To"], mail["Subject"] = mail_from, message.address, message.subject
    except (ValueError, IndexError):  # the second is what the standard library says to some addresses
        return None
    mail["Date"] = message.written_at
    # The same at each try, so that a mail server can tell a repetition; unlike any other installation's.
    host = mail_from.rpartition("@")[2].strip(" >") or "localhost"
    mail["Message-ID"] = f"<{message.id}.{message.written_at.timestamp():.6f}@{host}>"
    mail.set_content(message.body)
    return mail


def _mark(sessions: sessionmaker[Session], claim: Claim) -> bool:
    """Write down that the last line goes out now; no, where somebody else has taken the message up."""
    with sessions.begin() as session:
        marked = session.execute(
            sa.update(Message)
            .where(
                Message.state == MessageState.SENDING,
                *_this_try(claim),
            )
            .values(handed_at=clock.now())
            .returning(Message.id)
        )
        return marked.one_or_none() is not None


def _note_patiently(
    sessions: sessionmaker[Session], claim: Claim, error: Exception | None, sent_one: Sent | None
) -> None:
    """The same as `_note`, also while others keep the database busy: what is not noted counts as not sure."""
    for patience in reversed(range(PATIENCE)):
        try:
            return _note(sessions, claim, error, sent_one)
        except OperationalError:
            if not patience:
                raise
    return None


def _note(
    sessions: sessionmaker[Session], claim: Claim, error: Exception | None, sent_one: Sent | None
) -> None:
    """Write down what came of a try, together with whatever rests on it."""
    if error is None and sent_one is not None:
        try:
            with sessions.begin() as session:
                message = _open(session, claim)
                if message is not None:
                    sent_one(session, _sent(message))
                return
        except OperationalError:
            raise
        except Exception:  # a mail that is out must never be sent again, whatever else fails
            log.exception(
                "message %s is sent, but what follows from it could not be written", claim.message_id
            )
    with sessions.begin() as session:
        message = _open(session, claim)
        if message is not None:
            _sent(message) if error is None else _failed(message, error)


def _open(session: Session, claim: Claim) -> Message | None:
    """The message, while nobody has begun another try nor settled it."""
    found = sa.select(Message).where(*_this_try(claim), Message.state.in_(OPEN))
    return session.scalars(found.with_for_update()).one_or_none()


def _this_try(claim: Claim) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Message.id == claim.message_id,
        Message.attempts == claim.attempt,
        Message.claimed_at == claim.at,
    )


def _sent(message: Message) -> Message:
    message.state, message.sent_at, message.error = MessageState.SENT, clock.now(), None
    return message


def _failed(message: Message, error: Exception) -> None:
    said = str(error) if isinstance(error, smtp.Refused) else f"{type(error).__name__}: {error}"
    message.error = said[:500]
    if isinstance(error, smtp.Unsure):
        message.state = MessageState.UNSURE
        return
    final = isinstance(error, ValueError) or (isinstance(error, smtp.Refused) and error.final)
    over = final or message.attempts >= TRIES
    message.state = MessageState.FAILED if over else MessageState.WAITING
    pause = min(timedelta(minutes=2 ** min(message.attempts, 10)), LONGEST_PAUSE)
    message.next_try_at = None if over else clock.now() + pause
