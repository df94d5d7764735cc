"""Reads of stops: the one that is open, what was said about it, and whom a case tells."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker import clock
from tracker.people import queries as people_queries
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.releases import access, contributor_queries
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case, CasePerson
from tracker.releases.parts import CaseState
from tracker.releases.stop_models import Stop, StopVoice
from tracker.releases.stop_rules import Stopped, Voice
from tracker.sealed import SealedText


def open_stop(session: Session, case_id: int) -> Stop | None:
    """The stop of a case that nobody settled yet, with its reasons, read anew."""
    found = (
        sa.select(Stop)
        .where(Stop.case_id == case_id, Stop.settled_at.is_(None))
        .options(joinedload(Stop.reasons), joinedload(Stop.stopped_by))
    )
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def of_case(session: Session, case_id: int) -> Sequence[Stop]:
    """All stops of a case, the last first."""
    return session.scalars(sa.select(Stop).where(Stop.case_id == case_id).order_by(Stop.id.desc())).all()


def voices(session: Session, stop_id: int) -> Sequence[StopVoice]:
    """What people said comes next, in the order they said it."""
    found = sa.select(StopVoice).where(StopVoice.stop_id == stop_id)
    found = found.options(joinedload(StopVoice.person), joinedload(StopVoice.reason))
    return session.scalars(found.order_by(StopVoice.id)).all()


def facts(session: Session, case: Case, stop: Stop) -> Stopped:
    """What the rules ask of a stop."""
    in_force = sa.select(Approval.id).where(Approval.case_id == case.id, Approval.voided_at.is_(None))
    return Stopped(
        before=stop.before,
        submitted=case.submitted_at is not None,
        approved=session.scalar(in_force) is not None,
        tier=case.tier,
        stopper=stop.stopped_by_id,
        reasons_by=stop.reasons_by,
        settle_by=stop.settle_by,
        reasons_filed=stop.reasons_id is not None,
    )


def voice(session: Session, case: Case, person: Person, after: CaseState) -> Voice:
    """What somebody says, with what they are to the case at this moment."""
    standing = access.standing(session, person, person.grants_on(clock.today()), case)
    barred = standing.barred or standing.operator or not person.active
    return Voice(person.id, after, standing.roles, barred)


def heard(session: Session, case: Case, stop: Stop) -> list[Voice]:
    """Everything that was said about a stop, as it counts now."""
    return [voice(session, case, one.person, one.after) for one in voices(session, stop.id)]


def overdue(session: Session, program_id: int, today: date) -> Sequence[Case]:
    """The cases of a program that were handed in, were stopped, and that nobody settled in time."""
    found = (
        sa.select(Case)
        .join(Stop, Stop.case_id == Case.id)
        .where(
            Case.program_id == program_id,
            Case.submitted_at.is_not(None),
            Case.state == CaseState.SUSPENDED,
            Stop.settled_at.is_(None),
            Stop.settle_by < today,
        )
    )
    return session.scalars(found.order_by(Case.id)).unique().all()


def handlers(session: Session, case: Case) -> list[Person]:
    """Coordinator and deputy of a case; while neither is named, those of the program."""
    named = [one for one in (case.coordinator, case.deputy) if one is not None]
    return named or with_role(session, case.program_id, Role.COORDINATOR, Role.DEPUTY)


def directors(session: Session, case: Case) -> list[Person]:
    return with_role(session, case.program_id, Role.LEAD)


def with_role(session: Session, program_id: int, *roles: Role) -> list[Person]:
    """People who hold one of these roles in the program today."""
    today = clock.today()
    held = people_queries.with_role(session, roles, program_id=program_id, cohort_id=None)
    return [
        one
        for one in held
        if any(
            grant.in_force(today) and grant.role in roles and grant.program_id == program_id
            for grant in one.role_grants
        )
    ]


def owners(session: Session, case: Case) -> list[Person]:
    """Authors and mentors of a release."""
    people = contributor_queries.everybody(session, case)
    return list(contributor_queries.by_id(session, sorted(people.authors | people.mentors)).values())


def seated(session: Session, case: Case) -> list[Person]:
    """Everybody on the need-to-know list."""
    seats = sa.select(CasePerson.person_id).where(
        CasePerson.case_id == case.id,
        CasePerson.removed_at.is_(None),
        sa.or_(CasePerson.ends_at.is_(None), CasePerson.ends_at > clock.now()),
    )
    return list(session.scalars(sa.select(Person).where(Person.id.in_(seats)).order_by(Person.id)))


def team(session: Session, case: Case) -> list[Person]:
    """Everybody who has a part in a case."""
    found = [*owners(session, case), *handlers(session, case), *seated(session, case)]
    return list({person.id: person for person in found}.values())


def digest(text: SealedText) -> str:
    """What proves a sealed text in the audit trail without telling it."""
    return hashlib.sha256(text.body).hexdigest()
