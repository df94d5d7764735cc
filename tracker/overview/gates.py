"""The gate ahead of a scholar: the policy in force, whether they read it, what changed, what came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker.advancement import queries as advancement
from tracker.cohorts import policies, policy_rules, policy_words
from tracker.cohorts.calendar import AnyPhase, PersonalPhase
from tracker.cohorts.history import History
from tracker.cohorts.models import Enrolment, GatePolicy
from tracker.overview import earlier
from tracker.overview.queries import Standing
from tracker.overview.words import Concerns
from tracker.reasons import Decision


@dataclass(frozen=True)
class GateAhead:
    """Everything that a scholar's page says about the end of the phase they are in."""

    policy: GatePolicy
    evidence: str
    read_on: date | None
    may_read: Decision
    changes: list[policy_words.Change]
    concerns: Concerns
    history: History
    own: PersonalPhase | None


def ahead(session: Session, standing: Standing) -> GateAhead | None:
    """The gate of the scholar's current phase; None where none was set. A fixed number of statements."""
    phase, enrolment = standing.current, standing.enrolment
    if phase is None or phase.policy is None:
        return None
    program = enrolment.cohort.program
    reading = policies.reading(session, phase.policy.id, enrolment.id)
    return GateAhead(
        policy=phase.policy,
        evidence=policy_words.evidence(phase.policy),
        read_on=policy_words.day_in(program.time_zone, reading.read_at) if reading else None,
        may_read=policy_rules.may_read(phase.starts_on, enrolment.left_on, standing.today),
        changes=policy_words.changes(phase.phase, program.time_zone),
        concerns=concerns(session, enrolment, phase, standing.today),
        history=earlier.of_gate(session, enrolment, phase.kind, phase.policy.gate_default),
        own=phase if phase.own else None,
    )


def concerns(session: Session, enrolment: Enrolment, phase: AnyPhase, today: date) -> Concerns:
    """What counts at the gate of a phase: a concern still open, or only closed ones."""
    found = advancement.at_gate(session, enrolment.id, phase.id, today)
    standing = any(one.closed_on is None for one in found)
    return Concerns(standing=standing, closed=bool(found) and not standing)
