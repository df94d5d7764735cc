"""Lists of cases: which ones somebody finds, with no more than everybody of the program may know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker import clock
from tracker.cohorts.models import Enrolment, Phase
from tracker.permissions import Grants, Permission
from tracker.projects.models import Membership, Work, WorkMentor
from tracker.releases import access
from tracker.releases.models import Case, CasePerson, CaseStep
from tracker.releases.parts import CaseRole
from tracker.releases.review_models import ConflictDeclaration
from tracker.releases.states import CLOSED
from tracker.releases.submission_models import Contributor, Part
from tracker.sealed import SealedText

# Who finds every case of the program in the list.
OVERLOOKING = (Permission.RELEASE_COORDINATE, Permission.RELEASE_DIRECT, Permission.RELEASE_AUDIT)
_PHASE = joinedload(Case.work, innerjoin=True).joinedload(Work.phase, innerjoin=True)
_PARTS = {Part.AUTHOR: CaseRole.AUTHOR, Part.MENTOR: CaseRole.MENTOR}


@dataclass(frozen=True)
class Row:
    """One case on a list, what the reader is to it, and how many days it has been where it is."""

    case: Case
    roles: frozenset[CaseRole]
    days: int

    @property
    def waits(self) -> bool:
        return self.case.state not in CLOSED


def one(session: Session, case_id: int) -> Case | None:
    """A case with its work, whoever asks. Pages ask `views.blueprint.case_for`."""
    return session.scalars(sa.select(Case).where(Case.id == case_id).options(_PHASE)).unique().one_or_none()


def some(session: Session, case_ids: Iterable[int]) -> Sequence[Case]:
    """These cases, for lists that say number and codename."""
    return session.scalars(sa.select(Case).where(Case.id.in_(list(case_ids))).order_by(Case.id)).all()


def found_by(session: Session, person_id: int, grants: Grants) -> list[Row]:
    """The cases that somebody finds, waiting ones first, the longest waiting at the top.

    Own ones, those they have a seat in, and all of a program to those who overlook it.
    """
    own, seats = _own(session, person_id), _seated(session, person_id)
    places = {place for permission in OVERLOOKING for place in grants.places(permission)}
    anywhere = [_in_place(program, cohort) for program, cohort in sorted(places, key=str)]
    found = sa.select(Case).join(Case.work).join(Work.phase).options(_PHASE)
    found = found.where(sa.or_(Case.id.in_([*own, *seats]), *anywhere))
    rows = []
    for case in session.scalars(found.order_by(Case.state_since, Case.id)).unique():
        seat = access.holding(grants, case, seats.get(case.id, ()))
        roles = frozenset(own.get(case.id) or seat)
        overlooks = any(
            grants.allow(one, program_id=case.program_id, cohort_id=case.work.phase.cohort_id)
            for one in OVERLOOKING
        )
        if roles or overlooks:
            rows.append(Row(case, roles, days_in_state(case)))
    return sorted(rows, key=lambda row: not row.waits)


def days_in_state(case: Case, today: date | None = None) -> int:
    """Calendar days since the case came to where it is, in the program's zone."""
    return ((today or clock.today(case.program.time_zone)) - day_of(case, case.state_since)).days


def days_in_review(case: Case) -> int | None:
    """Calendar days since the release was first handed in; None before that and after the end."""
    if case.submitted_at is None or case.closed_at is not None:
        return None
    return (clock.today(case.program.time_zone) - day_of(case, case.submitted_at)).days


def day_of(case: Case, moment: datetime) -> date:
    """The calendar day of a moment where the case's program is."""
    return moment.astimezone(ZoneInfo(case.program.time_zone)).date()


def seats(session: Session, case_id: int) -> list[tuple[CasePerson, SealedText | None]]:
    """Everybody on the need-to-know list now, with the sealed reason where one was given."""
    found = (
        sa.select(CasePerson, SealedText)
        .outerjoin(SealedText, SealedText.id == CasePerson.reason_id)
        .where(CasePerson.case_id == case_id, CasePerson.removed_at.is_(None))
        .options(joinedload(CasePerson.person))
        .order_by(CasePerson.id)
    )
    return [(row, reason) for row, reason in session.execute(found)]


def seat(session: Session, seat_id: int, *, case_id: int) -> CasePerson | None:
    """A place on the list of this case."""
    found = sa.select(CasePerson).where(
        CasePerson.id == seat_id, CasePerson.case_id == case_id, CasePerson.removed_at.is_(None)
    )
    return session.scalars(found.options(joinedload(CasePerson.person))).one_or_none()


def closed_to(session: Session, person_id: int) -> frozenset[int]:
    """The cases of whose review somebody may learn nothing: their own, and those they have a conflict in."""
    ever = sa.select(Contributor.case_id).where(Contributor.person_id == person_id)
    declared = sa.select(ConflictDeclaration.case_id).where(ConflictDeclaration.person_id == person_id)
    found = session.scalars(sa.union(ever, declared))
    return frozenset(_own(session, person_id)) | frozenset(found)


def numbers_alone(session: Session) -> Sequence[str]:
    """The numbers of all cases, without anything else: for who runs the server."""
    found = session.execute(sa.select(Case.id, Case.year, Case.number).order_by(Case.id))
    return [f"{case_id}: R-{year}-{number:03d}" for case_id, year, number in found]


def _in_place(program_id: int | None, cohort_id: int | None) -> sa.ColumnElement[bool]:
    if program_id is None:
        return sa.false()
    here = Case.program_id == program_id
    return here if cohort_id is None else sa.and_(here, Phase.cohort_id == cohort_id)


def _own(session: Session, person_id: int) -> Mapping[int, set[CaseRole]]:
    """Case id → author or mentor, of everything that somebody made or guided. One statement."""
    makes = (
        sa.select(Case.id, sa.literal(CaseRole.AUTHOR.value))
        .join(Membership, Membership.work_id == Case.work_id)
        .join(Enrolment, Enrolment.id == Membership.enrolment_id)
        .where(Enrolment.person_id == person_id)
    )
    guides = (
        sa.select(Case.id, sa.literal(CaseRole.MENTOR.value))
        .join(WorkMentor, WorkMentor.work_id == Case.work_id)
        .where(WorkMentor.person_id == person_id)
    )
    wrote = sa.select(Case.id, sa.literal(CaseRole.AUTHOR.value)).where(Case.author_id == person_id)
    listed = [
        sa.select(Contributor.case_id, sa.literal(role.value)).where(
            Contributor.person_id == person_id,
            Contributor.removed_at.is_(None),
            Contributor.part == part,
        )
        for part, role in _PARTS.items()
    ]
    found: dict[int, set[CaseRole]] = {}
    for case_id, role in session.execute(sa.union(makes, guides, wrote, *listed)):
        found.setdefault(case_id, set()).add(CaseRole(role))
    return found


def _seated(session: Session, person_id: int) -> Mapping[int, set[CaseRole]]:
    """Case id → the seats that somebody has, and the cases that they coordinate. Two statements."""
    now = clock.now()
    seats = sa.select(CasePerson.case_id, CasePerson.role).where(
        CasePerson.person_id == person_id,
        CasePerson.removed_at.is_(None),
        sa.or_(CasePerson.ends_at.is_(None), CasePerson.ends_at > now),
    )
    found: dict[int, set[CaseRole]] = {}
    for case_id, role in session.execute(seats):
        found.setdefault(case_id, set()).add(role)
    named = sa.select(Case.id, Case.coordinator_id).where(
        sa.or_(Case.coordinator_id == person_id, Case.deputy_id == person_id)
    )
    for case_id, coordinator_id in session.execute(named):
        role = CaseRole.COORDINATOR if coordinator_id == person_id else CaseRole.DEPUTY
        found.setdefault(case_id, set()).add(role)
    return found


def steps_with_words(session: Session, case_id: int) -> Sequence[CaseStep]:
    """The steps of a case that somebody gave sealed words with, the newest first."""
    found = sa.select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.reason_id.is_not(None))
    return session.scalars(found.order_by(CaseStep.position.desc())).all()
