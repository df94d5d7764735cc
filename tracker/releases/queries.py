"""Reads of cases. Who may read what of one stands with the rules of access, not here."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Enrolment
from tracker.projects.models import Membership
from tracker.releases.models import Case, CasePerson, CaseStep, ReleasePolicy
from tracker.releases.parts import CaseRole


def newest_policy(session: Session, program_id: int) -> ReleasePolicy | None:
    """The version of a program's rules under which new cases begin; None before its first case."""
    return session.scalars(
        sa.select(ReleasePolicy)
        .where(ReleasePolicy.program_id == program_id)
        .order_by(ReleasePolicy.version.desc())
        .limit(1)
    ).first()


def last_number(session: Session, program_id: int, year: int) -> int:
    """The number of the program's newest case of a year; 0 before the first."""
    found = session.scalar(
        sa.select(sa.func.max(Case.number)).where(Case.program_id == program_id, Case.year == year)
    )
    return found or 0


def codenames(session: Session, program_id: int) -> frozenset[str]:
    """The names that cases of a program have."""
    return frozenset(session.scalars(sa.select(Case.codename).where(Case.program_id == program_id)))


def is_member(session: Session, person_id: int, work_id: int) -> bool:
    """Whether somebody is a member of a work, whenever their cohort ended."""
    found = sa.select(Membership.work_id).join(Membership.enrolment)
    found = found.where(Membership.work_id == work_id, Enrolment.person_id == person_id)
    return session.scalar(sa.select(found.exists())) is True


def last_step(session: Session, case_id: int) -> CaseStep:
    """The newest transition of a case; every case has its first."""
    return session.scalars(
        sa.select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.position.desc()).limit(1)
    ).one()


def seat(session: Session, case_id: int, person_id: int, role: CaseRole) -> CasePerson | None:
    """Somebody's place of one kind on the need-to-know list, unless it was taken away."""
    found = sa.select(CasePerson).where(
        CasePerson.case_id == case_id,
        CasePerson.person_id == person_id,
        CasePerson.role == role,
        CasePerson.removed_at.is_(None),
    )
    return session.scalars(found).one_or_none()
