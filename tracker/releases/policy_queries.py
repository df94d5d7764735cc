"""Reads of a program's rules of review: numbers in force, changes on their way, history, whom to tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts.models import Program
from tracker.releases import policy_rules, queries
from tracker.releases.checklist_template_models import ChangeState, ReviewContact, RuleChange, RuleKind
from tracker.releases.incident_models import Report
from tracker.releases.models import ChecklistVersion, ReleasePolicy
from tracker.releases.numbers import DEFAULTS, Numbers
from tracker.releases.statistics_models import SnapshotState, StatsSnapshot

OPEN = (ChangeState.DRAFT, ChangeState.PROPOSED)


def numbers(session: Session, program_id: int) -> Numbers:
    """The numbers under which a new case begins."""
    row = queries.newest_policy(session, program_id)
    return DEFAULTS if row is None else Numbers.of(row.numbers)


def policies(session: Session, program_id: int) -> Sequence[ReleasePolicy]:
    """All versions of the numbers, the newest first."""
    found = sa.select(ReleasePolicy).where(ReleasePolicy.program_id == program_id)
    return session.scalars(found.order_by(ReleasePolicy.version.desc())).all()


def change(session: Session, program_id: int, kind: RuleKind) -> RuleChange | None:
    """The change that is being written or waits for a second person."""
    found = sa.select(RuleChange).where(
        RuleChange.program_id == program_id, RuleChange.kind == kind, RuleChange.state.in_(OPEN)
    )
    return session.scalars(found.options(joinedload(RuleChange.made_by))).one_or_none()


def settled(session: Session, program_id: int, kind: RuleKind) -> Sequence[RuleChange]:
    """The changes that were agreed to or refused, the newest first."""
    found = sa.select(RuleChange).where(
        RuleChange.program_id == program_id, RuleChange.kind == kind, RuleChange.state.not_in(OPEN)
    )
    whole = (joinedload(RuleChange.made_by), joinedload(RuleChange.settled_by))
    return session.scalars(found.options(*whole).order_by(RuleChange.id.desc())).all()


def newest_version(session: Session, program_id: int, kind: RuleKind) -> int:
    """The number of the version in force; 0: the defaults."""
    table = ChecklistVersion if kind is RuleKind.CHECKLIST else ReleasePolicy
    return session.scalar(sa.select(sa.func.max(table.version)).where(table.program_id == program_id)) or 0


def review_by(session: Session, program: Program) -> date:
    """The day by which the policy is looked at again, from its newest version or the program's start."""
    begun = program.created_at.astimezone(ZoneInfo(program.time_zone)).date()
    return policy_rules.review_by(last_change(session, program.id) or begun)


def last_change(session: Session, program_id: int) -> date | None:
    """The day on which the newest version of anything came into force; None while all is the default."""
    days = [
        session.scalar(sa.select(sa.func.max(table.in_force_from)).where(table.program_id == program_id))
        for table in (ChecklistVersion, ReleasePolicy)
    ]
    return max((one for one in days if one is not None), default=None)


def contact(session: Session, program_id: int) -> str:
    """Where somebody from outside reports; empty while the program gave no address."""
    row = session.get(ReviewContact, program_id)
    return "" if row is None else row.address


def waits_for(session: Session, program_id: int, person_id: int) -> bool:
    """Whether a change, or a snapshot, of somebody else waits for a second person."""
    changes = sa.select(RuleChange.id).where(
        RuleChange.program_id == program_id,
        RuleChange.state == ChangeState.PROPOSED,
        RuleChange.made_by_id != person_id,
    )
    snapshots = sa.select(StatsSnapshot.id).where(
        StatsSnapshot.program_id == program_id,
        StatsSnapshot.state == SnapshotState.WAITING,
        StatsSnapshot.made_by_id != person_id,
    )
    return session.scalar(sa.select(sa.or_(changes.exists(), snapshots.exists()))) is True


def outside_reports(session: Session, program_id: int) -> int:
    """How many reports of people without an account wait for an answer."""
    found = sa.select(sa.func.count(Report.id)).where(
        Report.program_id == program_id, Report.by_id.is_(None), Report.outcome.is_(None)
    )
    return session.scalar(found) or 0
