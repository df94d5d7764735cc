"""Reads of a program's checklist: the version in force, the one that a case began under, its areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.releases.checklist import Checklist
from tracker.releases.models import Case, ChecklistVersion
from tracker.releases.parts import Tier
from tracker.releases.template_rules import Template


def newest(session: Session, program_id: int) -> ChecklistVersion | None:
    """The version under which new cases begin; None while the default is in force."""
    return session.scalars(
        sa.select(ChecklistVersion)
        .where(ChecklistVersion.program_id == program_id)
        .order_by(ChecklistVersion.version.desc())
        .limit(1)
    ).first()


def versions(session: Session, program_id: int) -> Sequence[ChecklistVersion]:
    """All versions of a program's own, the newest first."""
    found = sa.select(ChecklistVersion).where(ChecklistVersion.program_id == program_id)
    return session.scalars(found.order_by(ChecklistVersion.version.desc())).all()


def template(row: ChecklistVersion | None) -> Template:
    """A stored version as rules speak of it; without one, the default."""
    return Template() if row is None else Template.of(row.body)


def in_force(session: Session, program_id: int) -> Template:
    """What the program asks of a new case."""
    return template(newest(session, program_id))


def of(session: Session, case: Case) -> Checklist:
    """The checklist that a case began under, whatever came into force since."""
    return _of_case(session, case).checklist


def areas(session: Session, program_id: int) -> Mapping[str, Tier]:
    """The research areas that a new case can be put under, in their order, with the least tier of each."""
    return in_force(session, program_id).areas


def area_tier(session: Session, case: Case) -> Tier:
    """What the area of a case asks for at least, by the rules that the case began under."""
    return _of_case(session, case).area_tier(case.area)


def _of_case(session: Session, case: Case) -> Template:
    row = None if case.checklist_id is None else session.get_one(ChecklistVersion, case.checklist_id)
    return template(row)
