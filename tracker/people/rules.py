"""Decisions about people: names, links, roles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from tracker.people.models import AccessLink, LinkKind, Person
from tracker.permissions import STAFF_MAY_GRANT, Grant, Grants, Permission, Role
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


def grantable(giver: Grants, *, program_id: int, cohort_id: int | None) -> list[Role]:
    """The roles this person may give here. Scholars are made in a cohort, where they enrol."""
    return [
        role
        for role in Role
        if may_grant(giver, role, program_id=program_id, cohort_id=cohort_id)
        and (cohort_id is not None or role is not Role.SCHOLAR)
        and (cohort_id is None or role is not Role.LEAD)
    ]


def may_end(role: Role, ends_on: date | None, today: date) -> Decision:
    """Whether a role may be given until this day; outside reviewers are always time-boxed."""
    if ends_on is None:
        return no("role_end_needed") if role is Role.EXTERNAL else yes()
    return yes() if ends_on >= today else no("role_end_past")


class AccountState(StrEnum):
    """How far a person is from being able to sign in."""

    NO_ADDRESS = "no_address"
    OPEN = "open"
    INVITED = "invited"
    EXPIRED = "expired"
    NOT_INVITED = "not_invited"


def account_state(
    *, has_address: bool, has_account: bool, expires_at: datetime | None, now: datetime
) -> AccountState:
    """`expires_at` is that of the newest invitation; `has_account` says that they got in once."""
    if not has_address:
        return AccountState.NO_ADDRESS
    if has_account:
        return AccountState.OPEN
    if expires_at is None:
        return AccountState.NOT_INVITED
    return AccountState.INVITED if expires_at > now else AccountState.EXPIRED


def may_invite(giver: Grants, person: Person, held: Iterable[Grant], state: AccountState) -> Decision:
    """Whether a link that opens this person's account may be written.

    Where no mail server is set the inviter can read the link, and whoever reads it gets all the
    person's roles. So the inviter must be able to give each of them, and the account must be unopened.
    """
    if state is AccountState.NO_ADDRESS:
        return no("no_address", name=person.name)
    if state is AccountState.OPEN:
        return no("account_open", name=person.name)
    for grant in held:
        within = grant.program_id is not None and may_grant(
            giver, grant.role, program_id=grant.program_id, cohort_id=grant.cohort_id
        )
        if not within:
            return no("invite_beyond_you", name=person.name)
    return yes()
