"""The mail of the day: what was held for somebody, in one message, at the hour that they chose."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from tracker import clock
from tracker.outbox import mail_queries, texts, timing_rules
from tracker.outbox.delivery import Reader, Readers, drop
from tracker.outbox.kinds import kind_of
from tracker.outbox.mail_models import DailyMail
from tracker.outbox.mail_queries import Holding
from tracker.outbox.models import Message, MessageState
from tracker.web.addresses import full_address

log = logging.getLogger(__name__)


def gather(
    sessions: sessionmaker[Session], readers: Readers, *, reading: sessionmaker[Session] | None = None
) -> int:
    """Write the mails of the day whose hour has come, one a person; returns how many.

    Each in a transaction of its own. It looks first, in sessions for `reading`, so that it may look often
    and keeps no writer waiting.
    """
    now = clock.now()
    with (reading or sessions)() as session:
        holding = mail_queries.holding(session)
        found = readers(session, [(one.person_id, None) for one in holding])
    due = [one for one in holding if _is_due(one, found[one.person_id, None], now)]
    written = 0
    for one in due:
        try:
            with sessions.begin() as session:
                written += _write(session, one.person_id, readers, now)
        except OperationalError:
            log.warning("the database is busy; the mail of the day of person %s waits", one.person_id)
        except Exception:
            log.exception("the mail of the day of person %s could not be written", one.person_id)
    return written


def _is_due(one: Holding, reader: Reader, now: datetime) -> bool:
    return timing_rules.daily_is_due(one.hours, now.astimezone(ZoneInfo(reader.zone)), one.last)


def _write(session: Session, person_id: int, readers: Readers, now: datetime) -> bool:
    """Whether a mail of the day was written. What its reader should not get any more is dropped."""
    messages = mail_queries.held(session, person_id)
    places = {(person_id, message.program_id) for message in messages} | {(person_id, None)}
    found = readers(session, places)
    reader = found[person_id, None]
    again = [one for one in mail_queries.holding(session) if one.person_id == person_id]
    if not again or not _is_due(again[0], reader, now):
        return False  # another process wrote it a moment ago
    local = now.astimezone(ZoneInfo(reader.zone))
    chosen = mail_queries.choices(session, person_id)
    left: list[Message] = []
    for message in messages:
        answer = timing_rules.leave(
            kind_of(message.kind),
            standing=found[person_id, message.program_id].standing,
            address=reader.address,
            chosen=chosen.get(message.kind),
            hours=again[0].hours,
            local=local,
        )
        if answer.dropped is not None:
            drop(message, answer.dropped)
        else:
            left.append(message)
    if not left:
        return False
    first = left[0] if len(left) == 1 else _join(session, person_id, reader, left)
    first.state = MessageState.WAITING
    session.add(DailyMail(person_id=person_id, day=local.date(), message_id=first.id))
    session.flush()
    return True


def _join(session: Session, person_id: int, reader: Reader, messages: Sequence[Message]) -> Message:
    """One message in place of several."""
    assert reader.address is not None  # whoever has none gets nothing
    with force_locale(reader.locale):
        values = {"name": reader.name, "count": str(len(messages)), "mails": "{{ mails }}"}
        values["link"] = full_address("outbox.mail")
        greeting = texts.compose(session, "daily", values).body.partition("\n")[0]
        values["mails"] = "\n\n".join(_part(message, greeting) for message in messages)
        mail = texts.compose(session, "daily", values)
    programs = {message.program_id for message in messages}
    made = Message(
        program_id=programs.pop() if len(programs) == 1 else None,
        person_id=person_id,
        address=reader.address,
        kind="daily",
        subject=mail.subject,
        body=mail.body,
    )
    session.add(made)
    session.flush()
    for message in messages:
        message.state, message.carried_by_id = MessageState.CARRIED, made.id
    return made


def _part(message: Message, greeting: str) -> str:
    """A message as it stands among others: under its subject, without greeting its reader once more."""
    first, _, rest = message.body.partition("\n")
    body = rest if first.strip() == greeting.strip() and rest.strip() else message.body
    return f"{message.subject}\n{'-' * min(len(message.subject), 70)}\n\n{body.strip()}"
