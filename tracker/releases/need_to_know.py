"""The need-to-know list of a case: a director is let in, with a reason; who judges comes otherwise."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.reasons import Decision, no, require
from tracker.releases import access, access_rules, cases, notices, stop_queries
from tracker.releases.models import Case, CasePerson
from tracker.releases.parts import CaseRole
from tracker.releases.reading_rules import REASON_LENGTH
from tracker.sealed import Seal


def ask(session: Session, actor: Person, *, case: Case) -> None:
    """A director asks the coordinators to be put on the list."""
    cases.hold(session, case)
    require(_may_come(session, actor, case))
    audit.note(session, actor, "release.seat_asked", case, program_id=case.program_id)
    handling = [one for one in stop_queries.handlers(session, case) if one.id != actor.id]
    notices.tell(session, case=case, people=handling, what=f"director-asks-{actor.id}")


def add(
    session: Session, seal: Seal, actor: Person, *, case: Case, person: Person, reason: str
) -> CasePerson:
    """Let a director read a case; why is sealed, and its digest stands in the trail."""
    cases.hold(session, case)
    if person.id == actor.id:
        require(no("need_to_know_self"), field="person")
    require(_may_come(session, person, case), field="person")
    require(access_rules.reason_holds(reason, REASON_LENGTH), field="reason")
    kept = sealed.keep(session, seal, case.vault, "access.reason", reason.strip())
    seat = cases.add_person(session, actor, case=case, person=person, role=CaseRole.DIRECTOR, reason=kept)
    digest = hashlib.sha256(kept.body).hexdigest()
    audit.note(
        session, actor, "release.seat_reason", case, program_id=case.program_id, seat=seat.id, sha256=digest
    )
    return seat


def remove(session: Session, actor: Person, *, case: Case, seat: CasePerson) -> None:
    """Take a director off the list. Nobody who judges leaves it by somebody else's hand."""
    cases.hold(session, case)
    require(access_rules.may_be_removed(seat.role))
    cases.remove_person(session, actor, case=case, person=seat.person, role=seat.role)


def _may_come(session: Session, person: Person, case: Case) -> Decision:
    grants = person.grants_on(clock.today(case.program.time_zone))
    barred = bool(access.own_roles(session, person.id, case)) or access.is_conflicted(
        session, person.id, case
    )
    return access_rules.may_be_added(
        CaseRole.DIRECTOR,
        wrote=barred,
        operator=Role.OPERATOR in grants.roles(),
        eligible=person.active and access.is_eligible(grants, case, CaseRole.DIRECTOR),
    )
