"""Decisions about the texts of mails: what one can hold, and when a new version may be saved."""

from __future__ import annotations

from tracker.outbox import wording
from tracker.outbox.kinds import kind_of
from tracker.reasons import Decision, no, yes

# What a mail may come to with its values put in. A text repeats a long value only so often.
LONGEST_SUBJECT = 300
LONGEST_MAIL = 200_000
# Links sign people in and lists are long: neither belongs where every glance at a mailbox shows it.
NOT_IN_SUBJECT = frozenset({"link", "lines", "changes", "mails", "reason"})


def may_be(kind: str, subject: str, body: str) -> tuple[str, Decision]:
    """Whether this can be the text of a kind of mail, and the field that speaks against it."""
    found = kind_of(kind)
    known = frozenset(found.variables)
    if len(subject) > wording.MOST_SUBJECT or "\n" in subject:
        return "subject", no("text_too_long", limit=wording.MOST_SUBJECT)
    decision = wording.may_use(subject, known - NOT_IN_SUBJECT)
    if not decision:
        return "subject", decision
    # What the subject shows need not stand in the text a second time.
    needed = found.needed - wording.always_shown(subject)
    return "body", wording.may_use(body, known, needed)


def may_save(kind: str, subject: str, body: str, *, based_on: int, newest: int) -> tuple[str, Decision]:
    """Whether a program may put this text in force: written for this very version of its own."""
    if not kind_of(kind).editable:
        return "body", no("mail_text_fixed")
    if based_on != newest:
        return "body", no("mail_text_changed")
    return may_be(kind, subject, body)


def may_go_back(*, own: bool, based_on: int, newest: int) -> Decision:
    """Whether the shipped text may take the place of a program's own."""
    if based_on != newest:
        return no("mail_text_changed")
    return yes() if own else no("mail_text_shipped")
