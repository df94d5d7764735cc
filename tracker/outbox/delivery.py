"""Hands waiting messages to the SMTP server."""

from __future__ import annotations

import logging
import smtplib
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from tracker import clock
from tracker.outbox import queries
from tracker.outbox.models import Message, MessageState
from tracker.settings import Settings, Smtp

log = logging.getLogger(__name__)

# The pauses double up to three hours: a mail server may be down for almost three days.
TRIES = 30
LONGEST_PAUSE = timedelta(hours=3)
ROUND = 5.0
TIMEOUT = 20

# Told of each message that was handed over, in the transaction that notes it.
Sent = Callable[[Session, Message], None]


def deliver(
    sessions: sessionmaker[Session], smtp: Smtp, mail_from: str, *, sent_one: Sent | None = None
) -> int:
    """Try every message that is due, each in its own transactions; returns how many were sent.

    A message is claimed and committed before it is handed over, so two deliverers never send it
    twice; one that died in between stays "sending" for somebody to look at.
    """
    sent = 0
    with sessions() as session:
        waiting = queries.due(session, clock.now())
    for message_id in waiting:
        error: Exception | None = None
        try:
            mail = _claim(sessions, message_id, mail_from)
            if mail is None:
                continue
            _hand_over(mail, smtp)
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            error = problem
        _note(sessions, message_id, error, sent_one)
        sent += error is None
    return sent


def in_background(
    sessions: sessionmaker[Session], settings: Settings, *, sent_one: Sent | None = None
) -> threading.Event:
    """Deliver every few seconds in a thread of this process, until the returned event is set."""
    stop = threading.Event()
    smtp = settings.smtp
    if smtp is None:
        return stop

    def run() -> None:
        while not stop.wait(ROUND):
            try:
                deliver(sessions, smtp, settings.mail_from, sent_one=sent_one)
            except Exception:
                log.exception("mail delivery failed; the messages stay in the outbox")

    threading.Thread(target=run, name="mail", daemon=True).start()
    return stop


def _claim(sessions: sessionmaker[Session], message_id: int, mail_from: str) -> EmailMessage | None:
    """The mail of a message that is now ours to hand over, away from any transaction.

    A slow mail server must not hold the database's write lock.
    """
    with sessions() as session:
        message = session.scalars(
            sa.update(Message)
            .where(Message.id == message_id, Message.state == MessageState.WAITING)
            .values(state=MessageState.SENDING, attempts=Message.attempts + 1)
            .returning(Message)
        ).one_or_none()
        session.commit()
    return None if message is None else _mail(message, mail_from)


def _mail(message: Message, mail_from: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = mail_from, message.address, message.subject
    mail["Date"] = message.written_at
    # The same at each try, so that a mail server can tell a repetition; unlike any other installation's.
    host = mail_from.rpartition("@")[2].strip(" >") or "localhost"
    mail["Message-ID"] = f"<{message.id}.{message.written_at.timestamp():.6f}@{host}>"
    mail.set_content(message.body)
    return mail


def _hand_over(mail: EmailMessage, smtp: Smtp) -> None:
    trusted = ssl.create_default_context()  # without one, smtplib takes any certificate
    server: smtplib.SMTP
    if smtp.tls == "tls":
        server = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT)
    try:
        if smtp.tls == "starttls":
            server.starttls(context=trusted)
        if smtp.user:
            server.login(smtp.user, smtp.password or "")
        server.send_message(mail)
    finally:
        # Once the server has taken the mail, a clumsy goodbye must not count as a failure.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _note(
    sessions: sessionmaker[Session], message_id: int, error: Exception | None, sent_one: Sent | None
) -> None:
    """Write down what came of a try, together with whatever rests on it."""
    if error is None and sent_one is not None:
        try:
            with sessions() as session:
                sent_one(session, _sent(session, message_id))
                session.commit()
                return
        except Exception:  # a mail that is out must never be sent again, whatever else fails
            log.exception("message %s is sent, but what follows from it could not be written", message_id)
    with sessions() as session:
        if error is None:
            _sent(session, message_id)
        else:
            _failed(session, message_id, error)
        session.commit()


def _sent(session: Session, message_id: int) -> Message:
    message = session.get_one(Message, message_id)
    message.state, message.sent_at, message.error = MessageState.SENT, clock.now(), None
    return message


def _failed(session: Session, message_id: int, error: Exception) -> None:
    message = session.get_one(Message, message_id)
    message.error = f"{type(error).__name__}: {error}"[:500]
    message.state = MessageState.FAILED if message.attempts >= TRIES else MessageState.WAITING
    pause = min(timedelta(minutes=2 ** min(message.attempts, 10)), LONGEST_PAUSE)
    message.next_try_at = clock.now() + pause
