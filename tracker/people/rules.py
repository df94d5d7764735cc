"""Decisions about people: names, links, roles."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from tracker.people.models import AccessLink, LinkKind
from tracker.permissions import STAFF_MAY_GRANT, Grants, Permission, Role
from tracker.reasons import Decision, no, yes

# One @, something on both sides, a dot in the host: the rest is for the mail server to say.
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def is_name(name: str) -> Decision:
    if not name.strip():
        return no("name_empty")
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        return no("name_control")
    return yes()


def is_email(email: str) -> Decision:
    return yes() if len(email) <= 254 and _EMAIL.fullmatch(email) else no("email_shape", email=email)


def may_use(link: AccessLink | None, now: datetime) -> Decision:
    """Whether a link still opens an account. A demo link works more than once."""
    if link is None:
        return no("link_unknown")
    if not link.person.active:
        return no("person_inactive")
    if link.used_at is not None and link.kind is not LinkKind.DEMO:
        return no("link_used")
    if link.expires_at <= now:
        return no("link_expired")
    return yes()


def may_grant(giver: Grants, role: Role, *, program_id: int, cohort_id: int | None) -> Decision:
    """Staff give scholar, mentor and research manager; every other role needs a lead."""
    needed = Permission.PEOPLE_INVITE if role in STAFF_MAY_GRANT else Permission.ROLE_GRANT
    if role is Role.OPERATOR or not giver.allow(needed, program_id=program_id, cohort_id=cohort_id):
        return no("role_not_yours_to_grant")
    return yes()
