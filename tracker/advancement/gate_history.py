"""What came of gates that were decided here: counts from the decisions, and how long before people knew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload

from tracker.advancement import notice_rules
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.letter_models import Letter
from tracker.cohorts.history import Earlier
from tracker.cohorts.models import Cohort, Enrolment, Phase
from tracker.cohorts.rules import NOTICE_DAYS, is_over

CONTINUED = frozenset({Outcome.CONTINUE, Outcome.CONTINUE_WITH_PLAN})
AGAINST = (Outcome.STOP, Outcome.NOT_PLACED, Outcome.REPEAT)
LATER = frozenset({Outcome.REPEAT, Outcome.DEFERRED})


@dataclass(frozen=True)
class GateTaken:
    """A gate with the scholars who took part in its phase, the decision that stands on each, and letters.

    `sent_on` says by decision id when its letter went out, `ends_on` what was the last day of the scholar's
    phase when it was made, for decisions that keep somebody from going on.
    """

    phase: Phase
    people: Sequence[Enrolment]
    decided: dict[int, GateDecision]
    sent_on: dict[int, date]
    ends_on: dict[int, date]

    @property
    def withdrew(self) -> list[Enrolment]:
        """Who left of their own accord before the gate was decided for them."""
        return [
            one
            for one in self.people
            if ((row := self.decided.get(one.id)) is None and one.withdrew_on is not None)
            or (row is not None and row.outcome is Outcome.WITHDRAWN)
        ]

    @property
    def undecided(self) -> list[Enrolment]:
        return [one for one in self.people if one.id not in self.decided and one.left_on is None]

    def count(self, *outcomes: Outcome) -> int:
        return sum(row.outcome in outcomes for row in self.decided.values())

    @property
    def against(self) -> list[GateDecision]:
        """The decisions by which somebody did not go on without having asked for it."""
        return [row for row in self.decided.values() if is_against(row)]

    def days(self, row: GateDecision) -> int | None:
        """The days of notice before a decision; None while nothing was told."""
        concern = row.concern
        told = concern.delivered_on if concern is not None else self.sent_on.get(row.id)
        return None if told is None else notice_rules.days_of_notice(told, self.last_day(row))

    def last_day(self, row: GateDecision) -> date:
        """The last day of a scholar's phase as it stood when their gate was decided."""
        return self.ends_on.get(row.id, self.phase.ends_on)

    def notice(self, promised: int) -> notice_rules.Notice:
        """The notice of everybody who did not go on without having asked for it."""
        return notice_rules.notice(map(self.days, self.against), promised=promised)


def is_against(row: GateDecision) -> bool:
    """Whether a decision keeps somebody from going on who did not ask for it."""
    return row.outcome in AGAINST and not row.wish


def taken(session: Session, phases: Iterable[Phase]) -> list[GateTaken]:
    """These gates with their people and decisions, in their order. Five statements, however many they are."""
    rows = list(phases)
    keys = [phase.id for phase in rows]
    enrolled = sa.select(Enrolment).where(Enrolment.cohort_id.in_({phase.cohort_id for phase in rows}))
    people: dict[int, list[Enrolment]] = defaultdict(list)
    for one in session.scalars(enrolled.order_by(Enrolment.id)):
        people[one.cohort_id].append(one)
    stands = sa.select(GateDecision).where(
        GateDecision.phase_id.in_(keys),
        GateDecision.undone_at.is_(None),
        GateDecision.outcome != Outcome.EXTEND,
    )
    decided: dict[int, dict[int, GateDecision]] = defaultdict(dict)
    # What was frozen is long, and a history of many cohorts needs one day of it.
    light = (joinedload(GateDecision.concern), defer(GateDecision.evidence), defer(GateDecision.checks))
    for row in session.scalars(stands.options(*light).order_by(GateDecision.id)):
        decided[row.phase_id][row.enrolment_id] = row
    letters = (
        sa.select(Letter.decision_id, sa.func.min(Letter.sent_on))
        .join(GateDecision, GateDecision.id == Letter.decision_id)
        .where(GateDecision.phase_id.in_(keys))
        .group_by(Letter.decision_id)
    )
    sent_on = {key: on for key, on in session.execute(letters) if key is not None}
    frozen = sa.select(GateDecision.id, GateDecision.evidence["dates"]["ends_on"].as_string()).where(
        GateDecision.phase_id.in_(keys), GateDecision.outcome.in_(AGAINST)
    )
    ends_on = {key: date.fromisoformat(day) for key, day in session.execute(frozen) if day}
    return [
        GateTaken(
            phase=phase,
            people=[one for one in people[phase.cohort_id] if _took_part(one, phase, decided[phase.id])],
            decided=decided[phase.id],
            sent_on=sent_on,
            ends_on=ends_on,
        )
        for phase in rows
    ]


def _took_part(one: Enrolment, phase: Phase, decided: dict[int, GateDecision]) -> bool:
    """Whether somebody was still there when the phase began, or was decided at its gate."""
    if one.id in decided:
        return True
    return one.enrolled_on <= phase.ends_on and (one.left_on is None or one.left_on >= phase.starts_on)


def finished(
    session: Session, program_id: int, today: date, *, but_for: int | None = None, over: bool = False
) -> list[Earlier]:
    """The counts of every gate of a program that is behind all of its people.

    `but_for` leaves out a cohort, `over` those that still run.
    """
    found = (
        sa.select(Phase)
        .join(Phase.cohort)
        .where(Cohort.program_id == program_id, Phase.ends_on < today, Phase.policy_version.is_not(None))
        .options(joinedload(Phase.cohort).selectinload(Cohort.phases))
        .order_by(Phase.id)
    )
    if but_for is not None:
        found = found.where(Phase.cohort_id != but_for)
    behind = [
        one
        for one in session.scalars(found)
        if one.decision_on and one.decision_on < today and (not over or is_over(one.cohort.last_day, today))
    ]
    gates = taken(session, behind) if behind else []
    return [_counted(gate) for gate in gates if gate.decided and not gate.undecided]


def _counted(gate: GateTaken) -> Earlier:
    phase = gate.phase
    assert phase.gate_default is not None
    stopped, not_placed = gate.count(Outcome.STOP), gate.count(Outcome.NOT_PLACED)
    notice = gate.notice(NOTICE_DAYS)
    counts = {
        "continued": gate.count(*CONTINUED),
        "stopped": stopped,
        "not_placed": not_placed,
        "withdrew": len(gate.withdrew),
        "later": gate.count(*LATER),
    }
    return Earlier(
        kind=phase.kind,
        gate_default=phase.gate_default,
        label=phase.cohort.name,
        year=phase.ends_on.year,
        median_notice=notice.median,
        warned=(notice.in_time, notice.people) if notice.people else None,
        accepted=sum(counts.values()),
        **counts,
    )
