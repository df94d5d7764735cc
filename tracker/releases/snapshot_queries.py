"""Reads for published statistics: the decided cases of a period, and the snapshots of a program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.cohorts.models import Program
from tracker.releases.decision_models import Decision
from tracker.releases.ending_rules import Step, decided
from tracker.releases.models import Case, CaseStep
from tracker.releases.parts import Tier, Verdict
from tracker.releases.statistics_models import SnapshotState, StatsSnapshot
from tracker.releases.statistics_rules import Decided, Period
from tracker.releases.submission_models import Submission


def decided_in(session: Session, program: Program, over: Period) -> list[Decided]:
    """The cases of a program that were decided in a period, without names, numbers or areas."""
    submitted = sa.select(Case.id, Case.tier).where(
        Case.program_id == program.id, Case.submitted_at.is_not(None)
    )
    tiers = dict(session.execute(submitted).all())
    known = steps(session, program)
    found = [decided(known[case_id], Tier(tier or Tier.EXPEDITED), over) for case_id, tier in tiers.items()]
    return [one for one in found if one is not None]


def steps(session: Session, program: Program) -> dict[int, list[Step]]:
    """Case id → its transitions in their order, with their days in the program's zone. Two statements."""
    zone = ZoneInfo(program.time_zone)
    approvals = defaultdict(list)
    for case_id, at, given, asked in session.execute(
        sa.select(Decision.case_id, Decision.at, Decision.scope, Submission.scope)
        .join(Decision.submission)
        .join(Case, Case.id == Decision.case_id)
        .where(Case.program_id == program.id, Decision.verdict == Verdict.APPROVE)
        .order_by(Decision.case_id, Decision.number)
    ):
        approvals[case_id].append((at, given is not None and given.rank < asked.rank))
    found: dict[int, list[Step]] = defaultdict(list)
    rows = sa.select(CaseStep.case_id, CaseStep.transition, CaseStep.at).join(
        Case, Case.id == CaseStep.case_id
    )
    rows = rows.where(Case.program_id == program.id).order_by(CaseStep.case_id, CaseStep.position)
    for case_id, transition, at in session.execute(rows):
        # A panel's narrower approval takes effect when the author accepts it, a while after the decision.
        narrower = [less for decided_at, less in approvals[case_id] if decided_at <= at]
        found[case_id].append(Step(transition, at.astimezone(zone).date(), bool(narrower) and narrower[-1]))
    return found


def waiting(session: Session, program_id: int) -> StatsSnapshot | None:
    """The snapshot that waits for a second person."""
    found = sa.select(StatsSnapshot).where(
        StatsSnapshot.program_id == program_id, StatsSnapshot.state == SnapshotState.WAITING
    )
    return session.scalars(found.options(joinedload(StatsSnapshot.made_by)).limit(1)).one_or_none()


def published(session: Session, program_id: int) -> Sequence[StatsSnapshot]:
    """What was published, the newest first."""
    found = sa.select(StatsSnapshot).where(
        StatsSnapshot.program_id == program_id, StatsSnapshot.state == SnapshotState.PUBLISHED
    )
    whole = (joinedload(StatsSnapshot.made_by), joinedload(StatsSnapshot.settled_by))
    return session.scalars(found.options(*whole).order_by(StatsSnapshot.ends_on.desc())).all()
