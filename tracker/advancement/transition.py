"""The transition audit: what came of each gate of a cohort, from what and how early people knew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.advancement import gate_history, notice_rules
from tracker.advancement.appeal_models import Appeal, Ruling
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.gate_history import GateTaken
from tracker.advancement.models import Closing, Concern
from tracker.cohorts.models import Cohort, Enrolment, Phase
from tracker.evidence.proportions import wilson


@dataclass(frozen=True)
class Share:
    """So many of so many, with Wilson's 95 % interval; of nobody there is none."""

    part: int
    whole: int

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.part, self.whole) if self.whole else None


@dataclass(frozen=True)
class GateAudit:
    """One gate of a cohort. `made` holds every decision ever made there, extensions and undone ones too."""

    gate: GateTaken
    concerns: Sequence[Concern]
    made: Sequence[GateDecision]
    appeals: Sequence[Appeal]

    @property
    def phase(self) -> Phase:
        return self.gate.phase

    @property
    def promised(self) -> int:
        """The days of notice that the policy in force promises."""
        assert self.phase.policy is not None
        return self.phase.policy.notice_days

    @property
    def notice(self) -> notice_rules.Notice:
        return self.gate.notice(self.promised)

    @property
    def warned(self) -> Share:
        """Of those who did not go on without having asked for it: who was told in the time promised."""
        return Share(self.notice.in_time, self.notice.people)

    @property
    def by_default(self) -> Share:
        stands = self.gate.decided.values()
        return Share(sum(row.by_default for row in stands), len(stands))

    @property
    def continued(self) -> Share:
        counts = self.gate.count(*gate_history.CONTINUED)
        return Share(counts, len(self.gate.people) - len(self.gate.undecided))

    @property
    def whole(self) -> bool:
        """Whether nobody is undecided any more: before that, shares say who came first, no more."""
        return not self.gate.undecided

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """How many of each decision stand, of those that were taken at all."""
        counts = {outcome: self.gate.count(outcome) for outcome in Outcome}
        counts[Outcome.WITHDRAWN] = len(self.gate.withdrew)
        return {outcome: count for outcome, count in counts.items() if count}

    def closed(self, closing: Closing) -> int:
        return sum(one.closing is closing for one in self.concerns)

    @property
    def still_open(self) -> int:
        return sum(one.closed_on is None for one in self.concerns)

    @property
    def led_to_stop(self) -> int:
        """The concerns on which a stop that stands rests."""
        stops = [row for row in self.gate.decided.values() if row.outcome is Outcome.STOP]
        return sum(row.concern_id is not None for row in stops)

    @property
    def overrides(self) -> list[GateDecision]:
        """Every decision that a lead made against a check, undone ones too."""
        return [row for row in self.made if row.override_by_id is not None]

    @property
    def undone(self) -> int:
        return sum(row.undone_at is not None for row in self.made)

    def ruled(self, ruling: Ruling | None) -> int:
        return sum(one.ruling is ruling for one in self.appeals)


def audits(session: Session, cohort: Cohort) -> list[GateAudit]:
    """The audit of every gate of a cohort in a fixed number of statements."""
    phases = [one for one in cohort.phases if one.policy is not None]
    keys = [phase.id for phase in phases]
    concerns = _by_phase(
        session.scalars(sa.select(Concern).where(Concern.phase_id.in_(keys)).order_by(Concern.id))
    )
    made = _by_phase(decisions(session, keys))
    appeals: dict[int, list[Appeal]] = defaultdict(list)
    filed = sa.select(Appeal).join(Appeal.decision).where(GateDecision.phase_id.in_(keys))
    for appeal in session.scalars(filed.options(joinedload(Appeal.decision)).order_by(Appeal.id)):
        appeals[appeal.decision.phase_id].append(appeal)
    return [
        GateAudit(gate, concerns[gate.phase.id], made[gate.phase.id], appeals[gate.phase.id])
        for gate in gate_history.taken(session, phases)
    ]


def decisions(session: Session, phase_ids: Iterable[int]) -> Sequence[GateDecision]:
    """Every decision ever made at some gates, by scholar's name, then as they were made."""
    found = (
        sa.select(GateDecision)
        .join(GateDecision.enrolment)
        .where(GateDecision.phase_id.in_(list(phase_ids)))
        .options(
            joinedload(GateDecision.enrolment).joinedload(Enrolment.person),
            joinedload(GateDecision.phase),
            joinedload(GateDecision.policy),
            joinedload(GateDecision.concern),
            joinedload(GateDecision.decided_by),
            joinedload(GateDecision.override_by),
        )
    )
    rows = session.scalars(found).unique().all()
    return sorted(rows, key=lambda row: (row.enrolment.person.name, row.enrolment_id, row.id))


def appeals_of(session: Session, decision_ids: Iterable[int]) -> dict[int, Appeal]:
    """Decision id → its appeal, where there is one."""
    found = sa.select(Appeal).where(Appeal.decision_id.in_(list(decision_ids)))
    return {one.decision_id: one for one in session.scalars(found)}


R = TypeVar("R", Concern, GateDecision)


def _by_phase(rows: Iterable[R]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.phase_id].append(row)
    return found
