"""The scholars whose gate is still ahead or undecided, of many cohorts in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from tracker.advancement.decision_models import GateCase, GateDecision, Outcome
from tracker.advancement.models import Concern
from tracker.advancement.rules import may_still_count
from tracker.cohorts import calendar
from tracker.cohorts.calendar import PersonalPhase
from tracker.cohorts.calendar_models import Leave
from tracker.cohorts.models import Cohort, Enrolment, GateDefault
from tracker.cohorts.policy_rules import DefaultState, default_state
from tracker.cohorts.rules import Gate
from tracker.people.models import Person


@dataclass(frozen=True)
class OpenGate:
    """One scholar before one gate that nobody has decided yet, with the days that hold for this scholar.

    `concern` is the open concern that counts at the gate, or still can.
    """

    enrolment: Enrolment
    cohort: Cohort
    phase: PersonalPhase
    gate: Gate
    state: DefaultState
    concern: Concern | None


def over(cohort: Cohort, today: date) -> bool:
    """Whether nothing of a cohort is ahead any more: its phases and their decision days have passed."""
    ends = [day for phase in cohort.phases for day in (phase.ends_on, phase.decision_on) if day is not None]
    return bool(ends) and max(ends) < today


def of_cohorts(
    session: Session, cohorts: Sequence[Cohort], today: Mapping[int, date], *, but: int | None = None
) -> list[OpenGate]:
    """Every undecided scholar of these cohorts at each gate whose phase has begun, by name.

    `today` gives the day it is in each program, by program id. The cohorts come with their phases.
    """
    here = present(session, cohorts, today, but=but)
    return undecided(session, here, calendar.phases_of_many(session, here), today)


def present(
    session: Session, cohorts: Sequence[Cohort], today: Mapping[int, date], *, but: int | None = None
) -> list[Enrolment]:
    """The scholars who neither left nor are on leave, by name, without the person `but`."""
    by_id = {cohort.id: cohort for cohort in cohorts}
    away = _away(session, by_id, today)
    return [one for one in _staying(session, by_id) if one.person_id != but and one.id not in away]


def undecided(
    session: Session,
    enrolments: Sequence[Enrolment],
    phases: Mapping[int, Sequence[PersonalPhase]],
    today: Mapping[int, date],
) -> list[OpenGate]:
    """Those of these scholars whose gate nobody has decided, at each gate whose phase has begun."""
    cohort_ids = {one.cohort_id for one in enrolments}
    concerns, decided = _counting(session, cohort_ids), _decided(session, cohort_ids)
    again = _to_decide_again(session, cohort_ids)
    found = []
    for enrolment in enrolments:
        day = today[enrolment.cohort.program_id]
        for phase in phases[enrolment.id]:
            gate = calendar.gate_at(phase)
            if gate is None or day < phase.starts_on or (enrolment.id, phase.id) in decided:
                continue
            concern = concerns.get((enrolment.id, phase.id))
            if concern and not may_still_count(True, concern.delivered_on, concern.notice_by, day):
                concern = None
            decide_by = again.get((enrolment.id, phase.id))
            if decide_by is not None:
                gate = replace(gate, decision_on=decide_by)
            state = _state(gate, day, concern=concern is not None, again=decide_by is not None)
            found.append(OpenGate(enrolment, enrolment.cohort, phase, gate, state, concern))
    return found


def _state(gate: Gate, today: date, *, concern: bool, again: bool) -> DefaultState:
    """Where a scholar stands; what an appeal sent back is for people to decide, like a concern."""
    if again and gate.default is GateDefault.CONTINUE_BY_DEFAULT:
        return DefaultState.LAPSED if today > gate.decision_on else DefaultState.CONCERN
    return default_state(gate, today, concern_in_time=concern)


def _staying(session: Session, cohort_ids: Iterable[int]) -> Sequence[Enrolment]:
    found = (
        sa.select(Enrolment)
        .join(Enrolment.person)
        .where(Enrolment.cohort_id.in_(list(cohort_ids)), Enrolment.left_on.is_(None))
        .options(contains_eager(Enrolment.person))
        .order_by(Person.name, Enrolment.id)
    )
    return session.scalars(found).all()


def _away(session: Session, cohorts: Mapping[int, Cohort], today: Mapping[int, date]) -> set[int]:
    """The enrolments that are on leave where they are today."""
    found = (
        sa.select(Leave.enrolment_id, Leave.from_on, Enrolment.cohort_id)
        .join(Leave.enrolment)
        .where(Enrolment.cohort_id.in_(list(cohorts)), Leave.returned_on.is_(None))
    )
    return {
        enrolment_id
        for enrolment_id, from_on, cohort_id in session.execute(found)
        if from_on <= today[cohorts[cohort_id].program_id]
    }


def _to_decide_again(session: Session, cohort_ids: Iterable[int]) -> dict[tuple[int, int], date]:
    """(Enrolment, phase) → the last day to decide what an appeal sent back."""
    found = (
        sa.select(GateCase.enrolment_id, GateCase.phase_id, GateCase.decide_by)
        .join(GateCase.enrolment)
        .where(Enrolment.cohort_id.in_(list(cohort_ids)), GateCase.decide_by.is_not(None))
    )
    return {(enrolment_id, phase_id): on for enrolment_id, phase_id, on in session.execute(found) if on}


def _counting(session: Session, cohort_ids: Iterable[int]) -> dict[tuple[int, int], Concern]:
    """(Enrolment, phase) → the open concern that was raised in time for the gate."""
    found = (
        sa.select(Concern)
        .join(Concern.enrolment)
        .where(Enrolment.cohort_id.in_(list(cohort_ids)), Concern.closed_on.is_(None), Concern.counts_at_gate)
        .options(joinedload(Concern.plan))
    )
    return {(one.enrolment_id, one.phase_id): one for one in session.scalars(found)}


def _decided(session: Session, cohort_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(Enrolment, phase) of the gates that were decided; an extension only puts one off."""
    found = (
        sa.select(GateDecision.enrolment_id, GateDecision.phase_id)
        .join(GateDecision.enrolment)
        .where(
            Enrolment.cohort_id.in_(list(cohort_ids)),
            GateDecision.undone_at.is_(None),
            GateDecision.outcome != Outcome.EXTEND,
        )
    )
    return {(enrolment_id, phase_id) for enrolment_id, phase_id in session.execute(found)}
