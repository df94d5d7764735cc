"""Hands waiting messages to the SMTP server."""

from __future__ import annotations

import logging
import smtplib
import threading
from datetime import timedelta
from email.message import EmailMessage

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from tracker import clock
from tracker.outbox import queries
from tracker.outbox.models import Message, MessageState
from tracker.settings import Settings, Smtp

log = logging.getLogger(__name__)

TRIES = 8
PAUSE = 5.0


def deliver(sessions: sessionmaker[Session], smtp: Smtp, mail_from: str) -> int:
    """Try every message that is due, each in its own transactions; returns how many were sent.

    A message is claimed and committed before it is handed over, so two deliverers never send it
    twice; one that died in between stays "sending" for somebody to look at.
    """
    sent = 0
    with sessions() as session:
        waiting = queries.due(session, clock.now())
    for message_id in waiting:
        with sessions() as session:
            message = _claim(session, message_id)
            if message is None:
                continue
            try:
                _hand_over(message, smtp, mail_from)
            except (OSError, smtplib.SMTPException) as error:
                _put_back(message, error)
            else:
                message.state, message.sent_at, message.error = MessageState.SENT, clock.now(), None
                sent += 1
            session.commit()
    return sent


def in_background(sessions: sessionmaker[Session], settings: Settings) -> threading.Event:
    """Deliver every few seconds in a thread of this process, until the returned event is set."""
    stop = threading.Event()
    smtp = settings.smtp
    if smtp is None:
        return stop

    def run() -> None:
        while not stop.wait(PAUSE):
            try:
                deliver(sessions, smtp, settings.mail_from)
            except Exception:
                log.exception("mail delivery failed; the messages stay in the outbox")

    threading.Thread(target=run, name="mail", daemon=True).start()
    return stop


def _claim(session: Session, message_id: int) -> Message | None:
    claimed = session.execute(
        sa.update(Message)
        .where(Message.id == message_id, Message.state == MessageState.WAITING)
        .values(state=MessageState.SENDING, attempts=Message.attempts + 1)
        .returning(Message.id)
    ).scalar_one_or_none()
    session.commit()
    return None if claimed is None else session.get(Message, message_id, populate_existing=True)


def _hand_over(message: Message, smtp: Smtp, mail_from: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = mail_from, message.address, message.subject
    mail["Message-ID"] = f"<message-{message.id}@tracker>"
    mail.set_content(message.body)
    connect = smtplib.SMTP_SSL if smtp.tls == "tls" else smtplib.SMTP
    with connect(smtp.host, smtp.port, timeout=20) as server:
        if smtp.tls == "starttls":
            server.starttls()
        if smtp.user:
            server.login(smtp.user, smtp.password or "")
        server.send_message(mail)


def _put_back(message: Message, error: Exception) -> None:
    message.error = f"{type(error).__name__}: {error}"[:500]
    if message.attempts >= TRIES:
        message.state = MessageState.FAILED
        return
    message.state = MessageState.WAITING
    message.next_try_at = clock.now() + timedelta(minutes=2**message.attempts)
