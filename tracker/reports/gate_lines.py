"""The columns of the tables about gates, and one row of each as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tracker.advancement import gate_history
from tracker.advancement.appeal_models import Appeal
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.gate_history import GateTaken

DECISIONS = (
    "decision_id",
    "scholar",
    "enrolment_id",
    "external_id",
    "phase",
    "gate",
    "outcome",
    "by_default",
    "way",
    "decided_on",
    "decided_by",
    "reasons",
    "wish",
    "until_on",
    "policy_version",
    "people",
    "works",
    "non_mentors",
    "last_day_of_phase",
    "concern_id",
    "concern_arrived_on",
    "letter_sent_on",
    "days_of_notice",
    "days_of_notice_promised",
    "override_by",
    "override_reason",
    "checks_overridden",
    "appeal_filed_on",
    "appeal_ruling",
    "undone_on",
)


@dataclass(frozen=True)
class DecisionLines:
    """Turns decisions into rows. `gates` by phase id, `appeals` by decision id, `outside` by person id."""

    gates: Mapping[int, GateTaken]
    appeals: Mapping[int, Appeal]
    outside: Mapping[int, str]
    zone: str

    def line(self, row: GateDecision) -> list[Any]:
        """A decision's row, in the order of `DECISIONS`."""
        gate, appeal, concern = self.gates[row.phase_id], self.appeals.get(row.id), row.concern
        seen = row.evidence
        failed = [name for name, check in row.checks.items() if not check["passed"]]
        return [
            row.id,
            row.enrolment.person.name,
            row.enrolment_id,
            self.outside.get(row.enrolment.person_id),
            row.phase.kind.value,
            row.policy.gate_default.value,
            row.outcome.value,
            row.by_default,
            row.way.value if row.way else None,
            row.decided_on,
            row.decided_by.name if row.decided_by else None,
            row.reasons or None,
            row.wish or None,
            row.until_on,
            row.policy.version,
            *[seen.get(name) for name in ("people", "works", "non_mentors")],
            seen.get("dates", {}).get("ends_on", row.phase.ends_on.isoformat()),
            row.concern_id,
            concern.delivered_on if concern else None,
            gate.sent_on.get(row.id),
            gate.days(row) if gate_history.is_against(row) else None,
            row.policy.notice_days,
            row.override_by.name if row.override_by else None,
            row.override_reason or None,
            ", ".join(failed) if row.override_by_id else None,
            appeal.filed_on if appeal else None,
            appeal.ruling.value if appeal and appeal.ruling else None,
            row.undone_at.astimezone(ZoneInfo(self.zone)).date() if row.undone_at else None,
        ]
