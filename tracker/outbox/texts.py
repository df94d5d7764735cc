"""Mails written out: the program's own text of a kind, else the shipped one, with its values put in."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.outbox import mail_queries, text_rules, wording
from tracker.outbox.kind_texts import shipped
from tracker.outbox.kinds import kind_of
from tracker.outbox.wording import Text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mail:
    """A mail as its reader gets it."""

    subject: str
    body: str


def compose(session: Session, kind: str, values: Mapping[str, str], *, program_id: int | None = None) -> Mail:
    """The mail of these values: one for each variable of its kind, empty where there is no such thing.

    A text of the program's own that can no longer be one, or becomes too long, gives way to the shipped text.
    """
    own = mail_queries.own_text(session, program_id, kind) if program_id is not None else None
    if own is not None:
        try:
            return render(kind, own, values)
        except ValueError as problem:
            log.warning("program %s: its own text of %s is not used: %s", program_id, kind, problem)
    return render(kind, shipped(kind), values)


def render(kind: str, text: Text, values: Mapping[str, str]) -> Mail:
    """A text with its values put in. Raises `ValueError` where it cannot be the text of this kind."""
    _field, decision = text_rules.may_be(kind, text.subject, text.body)
    if not decision:
        raise ValueError(decision.code)
    known = {name: values[name] for name in kind_of(kind).variables}
    subject = " ".join(wording.render(text.subject, known).split())
    body = wording.render(text.body, known)
    if len(subject) > text_rules.LONGEST_SUBJECT or len(body) > text_rules.LONGEST_MAIL:
        raise ValueError("too long")
    return Mail(subject, body)
