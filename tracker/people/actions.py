"""Writes about people: create, give roles, make links, use them."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.people import queries, rules
from tracker.people.models import AccessLink, LinkKind, Person, RoleGrant
from tracker.permissions import Role
from tracker.reasons import no, require

LIFETIME = {
    LinkKind.INVITATION: timedelta(days=14),
    LinkKind.SIGN_IN: timedelta(minutes=30),
    LinkKind.DEMO: timedelta(days=365),
}


def create_person(
    session: Session,
    actor: Person | None,
    *,
    name: str,
    email: str | None = None,
    program_id: int | None = None,
    time_zone: str | None = None,
) -> Person:
    """A new person; without an address nobody can sign in as them."""
    require(rules.is_name(name), field="name")
    if email is not None:
        email = email.strip().lower()
        require(rules.is_email(email), field="email")
    person = Person(name=name.strip(), email=email, time_zone=time_zone)
    session.add(person)
    session.flush()
    audit.note(session, actor, "person.create", person, program_id=program_id)
    return person


def grant_role(
    session: Session,
    actor: Person | None,
    *,
    person: Person,
    role: Role,
    program_id: int | None,
    cohort_id: int | None = None,
    ends_on: date | None = None,
) -> RoleGrant:
    """Give a role, until a day or for good. Without an actor (the command line) every role may be given."""
    if actor is not None:
        assert program_id is not None  # only the command line makes operators
        require(
            rules.may_grant(actor.grants_on(clock.today()), role, program_id=program_id, cohort_id=cohort_id),
            field="role",
        )
        require(rules.may_end(role, ends_on, clock.today()), field="ends_on")
    return _grant(
        session,
        actor,
        person,
        RoleGrant(role=role, program_id=program_id, cohort_id=cohort_id, ends_on=ends_on),
    )


def make_founder(session: Session, actor: Person, *, program_id: int) -> RoleGrant:
    """Make whoever created a program its first lead: nobody is there yet who could."""
    return _grant(session, actor, actor, RoleGrant(role=Role.LEAD, program_id=program_id))


def _grant(session: Session, actor: Person | None, person: Person, grant: RoleGrant) -> RoleGrant:
    # Asked of the database: a grant made by somebody else meanwhile must count.
    audit.hold(session, grant.program_id)
    held = session.scalar(
        sa.select(RoleGrant.id).where(
            RoleGrant.person_id == person.id,
            RoleGrant.role == grant.role,
            RoleGrant.program_id.is_not_distinct_from(grant.program_id),
            RoleGrant.cohort_id.is_not_distinct_from(grant.cohort_id),
        )
    )
    if held is not None:
        require(no("role_held", name=person.name), field="role")
    grant.granted_by_id = actor.id if actor else None
    person.role_grants.append(grant)
    session.flush()
    audit.note(
        session,
        actor,
        "role.grant",
        person,
        program_id=grant.program_id,
        role=grant.role.value,
        cohort=grant.cohort_id,
    )
    return grant


def withdraw_role(session: Session, actor: Person, *, person: Person, grant: RoleGrant) -> None:
    """Take a role back; whoever may give it may take it. A program keeps at least one lead."""
    assert grant.program_id is not None  # operators are made and unmade at the console
    require(
        rules.may_grant(
            actor.grants_on(clock.today()),
            grant.role,
            program_id=grant.program_id,
            cohort_id=grant.cohort_id,
        )
    )
    leads = queries.lock_leads(session, program_id=grant.program_id, today=clock.today())
    if leads == [grant.id]:
        require(no("last_lead", name=person.name))
    person.role_grants.remove(grant)
    session.flush()
    audit.note(
        session,
        actor,
        "role.withdraw",
        person,
        program_id=grant.program_id,
        role=grant.role.value,
        cohort=grant.cohort_id,
    )


def make_link(
    session: Session,
    actor: Person | None,
    *,
    person: Person,
    kind: LinkKind,
    program_id: int | None = None,
) -> str:
    """Make a link that signs `person` in, and return its token; only a hash of it is kept.

    A new invitation ends the ones before it.
    """
    if kind is LinkKind.INVITATION:
        _end_invitations(session, person)
    token = secrets.token_urlsafe(32)
    link = AccessLink(
        kind=kind,
        token_hash=queries.hash_token(token),
        person_id=person.id,
        created_by_id=actor.id if actor else None,
        created_at=clock.now(),
        expires_at=clock.now() + LIFETIME[kind],
    )
    session.add(link)
    session.flush()
    audit.note(session, actor, f"link.{kind.value}", person, program_id=program_id)
    return token


def use_link(session: Session, token: str) -> Person:
    """Spend a link and return whom it signs in. Raises `Refused` for one that opens nothing."""
    link = queries.link(session, token, lock=True)
    require(rules.may_use(link, clock.now()))
    assert link is not None  # may_use refuses a missing link
    link.used_at = clock.now()
    if link.kind is LinkKind.INVITATION:
        # Whoever is in must not be open to a second invitation that sets another password.
        _end_invitations(session, link.person)
    audit.note(session, link.person, "link.use", link, program_id=None)
    return link.person


def _end_invitations(session: Session, person: Person) -> None:
    session.execute(
        sa.update(AccessLink)
        .where(
            AccessLink.person_id == person.id,
            AccessLink.kind == LinkKind.INVITATION,
            AccessLink.used_at.is_(None),
            AccessLink.expires_at > clock.now(),
        )
        .values(expires_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def update_account(session: Session, actor: Person, *, name: str, time_zone: str | None) -> Person:
    """Change one's own name and time zone."""
    require(rules.is_name(name), field="name")
    before = {"name": actor.name, "time_zone": actor.time_zone}
    actor.name, actor.time_zone = name.strip(), time_zone
    audit.note(
        session,
        actor,
        "account.update",
        actor,
        program_id=None,
        before=before,
        after={"name": actor.name, "time_zone": actor.time_zone},
    )
    return actor
