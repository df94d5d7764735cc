"""Where many scholars stand at their gates, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.advancement import decision_queries, decision_rules, rules, states
from tracker.advancement.decision_cases import terms_of, told_of
from tracker.advancement.decision_checks import Case
from tracker.advancement.decision_models import GateCase, GateDecision, Outcome, PanelSeat
from tracker.advancement.models import Concern
from tracker.advancement.states import State
from tracker.cohorts import calendar
from tracker.cohorts.calendar import PersonalPhase
from tracker.cohorts.models import Enrolment, GateDefault, PhaseKind
from tracker.cohorts.policy_rules import DefaultState, default_state

Key = tuple[int, int]


@dataclass(frozen=True)
class Stand:
    """One scholar at one gate. `phase` bears their own dates, `decide_by` is the last day to decide.

    `sent_back` says that an appeal undid what had been decided.
    """

    enrolment: Enrolment
    phase: PersonalPhase
    state: State
    decision: GateDecision | None
    room: GateCase | None
    concern: Concern | None
    decide_by: date | None

    @property
    def sent_back(self) -> bool:
        return self.decision is None and self.room is not None and self.room.decide_by is not None

    @property
    def seats(self) -> list[PanelSeat]:
        return decision_queries.seats(self.room)

    @property
    def filed(self) -> int:
        """How many members of the panel have filed their view."""
        return sum(seat.filed_at is not None for seat in self.seats)


def stands(
    session: Session, enrolments: Sequence[Enrolment], today: date, *, kind: PhaseKind | None = None
) -> dict[int, Stand]:
    """Enrolment id → where that scholar stands at the gate of a phase, or at the one that matters today.

    The enrolments come with their cohorts' phases. Who has no such phase is left out.
    """
    keys = [one.id for one in enrolments]
    phases = calendar.phases_of_many(session, enrolments, today)
    decisions, rooms = _decisions(session, keys), _rooms(session, keys)
    concerns, away = _concerns(session, keys), _away(session, keys, today)
    found = {}
    for enrolment in enrolments:
        way = [
            _stand(enrolment, phase, decisions, rooms, concerns, today, away=enrolment.id in away)
            for phase in phases[enrolment.id]
        ]
        mine = _chosen(way, today) if kind is None else next((s for s in way if s.phase.kind is kind), None)
        if mine is not None:
            found[enrolment.id] = mine
    return found


def _chosen(way: Sequence[Stand], today: date) -> Stand | None:
    at = states.where(
        [
            states.Stop(
                starts_on=one.phase.starts_on,
                gated=one.decide_by is not None,
                outcome=one.decision.outcome if one.decision else None,
                settled=one.state in (State.CONTINUES, State.LEFT),
            )
            for one in way
        ],
        today,
    )
    return None if at is None else way[at]


def _stand(
    enrolment: Enrolment,
    phase: PersonalPhase,
    decisions: Mapping[Key, GateDecision],
    rooms: Mapping[Key, GateCase],
    concerns: Mapping[Key, Concern],
    today: date,
    *,
    away: bool,
) -> Stand:
    key = (enrolment.id, phase.id)
    decision, room, concern = decisions.get(key), rooms.get(key), concerns.get(key)
    decide_by = (room.decide_by if room else None) or phase.decision_on
    plan = concern.plan if concern else None
    facts = states.Facts(
        today=today,
        starts_on=phase.starts_on,
        decide_by=decide_by,
        decided=decision is not None,
        safe=_safe(phase, concern, today),
        default=_continues(enrolment, phase, room, concern, today, decided=decision is not None, away=away),
        limited=phase.gate_default is GateDefault.CAPACITY_LIMITED,
        left=enrolment.left_on is not None,
        on_leave=away,
        concern=concern is not None,
        planned=plan is not None,
        plan=plan.outcome if plan else None,
        seated=len(decision_queries.seats(room)),
    )
    return Stand(enrolment, phase, states.state(facts), decision, room, concern, decide_by)


def _safe(phase: PersonalPhase, concern: Concern | None, today: date) -> bool:
    gate = calendar.gate_at(phase)
    if gate is None:
        return False
    counts = concern is not None and rules.may_still_count(
        concern.counts_at_gate, concern.delivered_on, concern.notice_by, today
    )
    return default_state(gate, today, concern_in_time=counts) is DefaultState.CONTINUES


def _continues(
    enrolment: Enrolment,
    phase: PersonalPhase,
    room: GateCase | None,
    concern: Concern | None,
    today: date,
    *,
    decided: bool,
    away: bool,
) -> bool:
    if phase.policy is None or phase.decision_on is None:
        return False
    case = Case(
        outcome=Outcome.CONTINUE,
        today=today,
        terms=terms_of(phase, room),
        told=told_of(concern) if concern else None,
        sent_back=room is not None and room.decide_by is not None,
        left=enrolment.left_on is not None,
        on_leave=away,
        decided=decided,
    )
    return decision_rules.default_stands(case)


def _decisions(session: Session, keys: Sequence[int]) -> dict[Key, GateDecision]:
    found = sa.select(GateDecision).where(
        GateDecision.enrolment_id.in_(keys),
        GateDecision.undone_at.is_(None),
        GateDecision.outcome != Outcome.EXTEND,
    )
    return {(one.enrolment_id, one.phase_id): one for one in session.scalars(found)}


def _rooms(session: Session, keys: Sequence[int]) -> dict[Key, GateCase]:
    found = (
        sa.select(GateCase)
        .where(GateCase.enrolment_id.in_(keys))
        .options(selectinload(GateCase.seats).joinedload(PanelSeat.person))
    )
    return {(one.enrolment_id, one.phase_id): one for one in session.scalars(found)}


def _concerns(session: Session, keys: Sequence[int]) -> dict[Key, Concern]:
    found = (
        sa.select(Concern)
        .where(Concern.enrolment_id.in_(keys), Concern.closed_on.is_(None))
        .options(joinedload(Concern.plan), selectinload(Concern.targets))
    )
    return {(one.enrolment_id, one.phase_id): one for one in session.scalars(found)}


def _away(session: Session, keys: Sequence[int], today: date) -> frozenset[int]:
    return frozenset(session.scalars(calendar.away_on(today).where(Enrolment.id.in_(keys))))
