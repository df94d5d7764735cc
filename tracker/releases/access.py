"""Reads what somebody is to a case at this moment. What it lets them do is in `access_rules`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.people.models import Person
from tracker.permissions import Grants, Permission, Role
from tracker.releases import contributor_queries
from tracker.releases.access_models import BreakGlass
from tracker.releases.access_rules import HANDLERS, JUDGES, OWN, Standing
from tracker.releases.models import Case, CasePerson
from tracker.releases.parts import CaseRole, CaseState
from tracker.releases.review_models import Assessment, ConflictDeclaration, ConflictWaiver, ReviewPhase
from tracker.releases.submission_models import Contributor, Submission

PANEL = frozenset({CaseRole.CHAIR, CaseRole.VOTER, CaseRole.EXTERNAL})
_JUDGING = (Permission.RELEASE_REVIEW, Permission.RELEASE_COORDINATE)
# Any of these, held today, makes somebody eligible for the role in a case. Losing it ends the role.
ELIGIBLE: dict[CaseRole, tuple[Permission, ...]] = {
    **dict.fromkeys(HANDLERS, (Permission.RELEASE_COORDINATE,)),
    **dict.fromkeys((*JUDGES, CaseRole.APPEAL_READER), _JUDGING),
    CaseRole.DIRECTOR: (Permission.RELEASE_DIRECT,),
    CaseRole.AUDITOR: (Permission.RELEASE_AUDIT,),
}


def standing(session: Session, person: Person, grants: Grants, case: Case) -> Standing:
    """What somebody is to a case now, with the roles they hold in the program today."""
    own = own_roles(session, person.id, case)
    # Who made it stays its author after the cohort; who guided it reads while they belong to the program.
    belongs = any(one.program_id == case.program_id for one in grants.grants)
    roles = set(own if belongs else own - {CaseRole.MENTOR})
    seats = _seats(session, person.id, grants, case)
    roles |= seats.keys() - {CaseRole.DIRECTOR}
    roles |= {role for role in (CaseRole.DIRECTOR, CaseRole.AUDITOR) if is_eligible(grants, case, role)}
    desk = is_eligible(grants, case, CaseRole.COORDINATOR) and not own
    conflicted = bool(own) or is_conflicted(session, person.id, case)
    if desk and not conflicted:
        roles |= _handles(session, person, grants, case)
    filed, anybody = _filings(session, person.id, case, seats)
    return Standing(
        person.id,
        frozenset(roles),
        filed=filed,
        any_filed=anybody,
        conflicted=conflicted,
        desk=desk,
        admitted=CaseRole.DIRECTOR in seats,
        opened=opened_for(session, person.id, case) is not None and is_keyholder(grants, case),
        operator=Role.OPERATOR in grants.roles(),
    )


def is_eligible(grants: Grants, case: Case, role: CaseRole) -> bool:
    """Whether the roles somebody holds in the program let them have this role in the case."""
    where = {"program_id": case.program_id, "cohort_id": case.work.phase.cohort_id}
    return any(grants.allow(one, **where) for one in ELIGIBLE.get(role, ()))


def is_keyholder(grants: Grants, case: Case) -> bool:
    """Whether somebody may ask for, or agree to, the opening of a case in an emergency."""
    return is_eligible(grants, case, CaseRole.COORDINATOR) or is_eligible(grants, case, CaseRole.DIRECTOR)


def own_roles(session: Session, person_id: int, case: Case) -> frozenset[CaseRole]:
    """Author or mentor, by the work itself and by the case's list of who contributed."""
    people = contributor_queries.everybody(session, case)
    found = {CaseRole.AUTHOR: people.authors, CaseRole.MENTOR: people.mentors}
    return frozenset(role for role, ids in found.items() if person_id in ids)


def is_conflicted(session: Session, person_id: int, case: Case) -> bool:
    """Whether somebody has a conflict that no waiver sets aside, or was ever named as a contributor."""
    listed = sa.select(Contributor.id).where(
        Contributor.case_id == case.id, Contributor.person_id == person_id
    )
    if session.scalar(listed.limit(1)) is not None:
        return True
    about = (ConflictDeclaration.case_id == case.id, ConflictDeclaration.person_id == person_id)
    declared = session.execute(
        sa.select(ConflictDeclaration.hard, ConflictDeclaration.soft).where(*about)
    ).all()
    soft = {one for row in declared for one in row.soft}
    if any(row.hard for row in declared) or not soft:
        return any(row.hard for row in declared)
    waived = sa.select(ConflictWaiver.conflict).where(
        ConflictWaiver.case_id == case.id, ConflictWaiver.person_id == person_id
    )
    return bool(soft - {one.value for one in session.scalars(waived)})


def opened_for(session: Session, person_id: int, case: Case) -> BreakGlass | None:
    """The emergency access that somebody has to a case at this moment."""
    found = sa.select(BreakGlass).where(
        BreakGlass.case_id == case.id, BreakGlass.asked_by_id == person_id, BreakGlass.ends_at > clock.now()
    )
    return session.scalars(found.order_by(BreakGlass.id.desc()).limit(1)).one_or_none()


def external_until(case: Case) -> datetime | None:
    """The moment from which members from outside read a closed case no more."""
    if case.closed_at is None:
        return None
    return case.closed_at + timedelta(days=case.numbers.external_after_close)


def holding(grants: Grants, case: Case, listed: Iterable[CaseRole]) -> set[CaseRole]:
    """Which places on the need-to-know list hold still, for somebody with these roles in the program."""
    held = {role for role in listed if is_eligible(grants, case, role)} - OWN
    until = external_until(case)
    over = until is not None and until <= clock.now()
    if over and (CaseRole.EXTERNAL in held or _only_external(grants, case)):
        held -= JUDGES | {CaseRole.APPEAL_READER}
    return held


def _seats(session: Session, person_id: int, grants: Grants, case: Case) -> dict[CaseRole, datetime]:
    """The places on the need-to-know list that hold still, and since when."""
    listed = sa.select(CasePerson.role, CasePerson.added_at).where(
        CasePerson.case_id == case.id,
        CasePerson.person_id == person_id,
        CasePerson.removed_at.is_(None),
        sa.or_(CasePerson.ends_at.is_(None), CasePerson.ends_at > clock.now()),
    )
    since = dict(session.execute(listed).all())
    return {role: since[role] for role in holding(grants, case, since)}


def _only_external(grants: Grants, case: Case) -> bool:
    """Whether nobody but an outside member: no other role here would let them judge."""
    others = Grants.of(one for one in grants.grants if one.role is not Role.EXTERNAL)
    return not is_eligible(others, case, CaseRole.REVIEWER)


def _handles(session: Session, person: Person, grants: Grants, case: Case) -> set[CaseRole]:
    """Coordinator or deputy of the case: who is named, or everybody who could be while nobody named can.

    Before it was first handed in a release is its authors' own.
    """
    if case.submitted_at is None and case.state is CaseState.DRAFT:
        return set()
    named = {case.coordinator_id: CaseRole.COORDINATOR, case.deputy_id: CaseRole.DEPUTY}
    if person.id in named:
        return {named[person.id]}
    for other in (case.coordinator, case.deputy):
        if other is not None and _can_handle(session, other, case):
            return set()
    where = {"program_id": case.program_id, "cohort_id": case.work.phase.cohort_id}
    held = {one.role for one in grants.grants if one.covers(**where)}
    return {CaseRole.COORDINATOR if Role.COORDINATOR in held else CaseRole.DEPUTY}


def _can_handle(session: Session, person: Person, case: Case) -> bool:
    held = person.grants_on(clock.today())
    return (
        person.active
        and is_eligible(held, case, CaseRole.COORDINATOR)
        and Role.OPERATOR not in held.roles()
        and not own_roles(session, person.id, case)
        and not is_conflicted(session, person.id, case)
    )


def _filings(
    session: Session, person_id: int, case: Case, seats: Mapping[CaseRole, datetime]
) -> tuple[bool, bool]:
    """Whether this person, and whether anybody, filed about what is under review now.

    For a seat of a panel it takes an assessment filed from that seat: not one as a reviewer before, and
    not one of an earlier panel.
    """
    newest = (
        sa.select(Submission.id)
        .where(Submission.case_id == case.id)
        .order_by(Submission.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = sa.select(Assessment.person_id, Assessment.phase, Assessment.filed_at)
    filed = session.execute(found.where(Assessment.submission_id == newest)).all()
    seated = [at for role, at in seats.items() if role in PANEL]
    own = [
        row.filed_at
        for row in filed
        if row.person_id == person_id and (not seated or row.phase is ReviewPhase.PANEL)
    ]
    return bool(own) and (not seated or max(own) >= max(seated)), bool(filed)
