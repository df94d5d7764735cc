"""Writes of the programs' own texts of mails: new versions, and the way back to the shipped text."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.audit import Row
from tracker.outbox import mail_queries, text_rules
from tracker.outbox.mail_models import MailText
from tracker.outbox.wording import Text
from tracker.reasons import require


def save(
    session: Session, actor: Row, *, program_id: int, kind: str, subject: str, body: str, based_on: int
) -> MailText:
    """Put a new version of a program's text in force; what is in force already is not written again.

    `based_on` is the version that the writer began with, 0 for none.
    """
    audit.hold(session, program_id)
    newest = _newest(session, program_id, kind)
    text = Text(" ".join(subject.split()), body.strip() + "\n")
    if newest is not None and (newest.subject, newest.body) == (text.subject, text.body):
        return newest
    field, decision = text_rules.may_save(
        kind, text.subject, text.body, based_on=based_on, newest=newest.version if newest else 0
    )
    require(decision, field=field)
    return _write(session, actor, program_id, kind, newest, text)


def go_back(session: Session, actor: Row, *, program_id: int, kind: str, based_on: int) -> MailText:
    """Put the shipped text in force again, also as later versions of Tracker ship it."""
    audit.hold(session, program_id)
    newest = _newest(session, program_id, kind)
    own = newest is not None and newest.subject is not None
    decision = text_rules.may_go_back(own=own, based_on=based_on, newest=newest.version if newest else 0)
    require(decision, field="body")
    return _write(session, actor, program_id, kind, newest, None)


def _newest(session: Session, program_id: int, kind: str) -> MailText | None:
    return next(iter(mail_queries.versions(session, program_id, kind)), None)


def _write(
    session: Session, actor: Row, program_id: int, kind: str, newest: MailText | None, text: Text | None
) -> MailText:
    row = MailText(
        program_id=program_id,
        kind=kind,
        version=(newest.version if newest else 0) + 1,
        subject=text.subject if text else None,
        body=text.body if text else None,
        written_by_id=actor.id,
        written_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor,
        "mail.text",
        row,
        program_id=program_id,
        kind=kind,
        version=row.version,
        shipped=text is None,
    )
    return row
