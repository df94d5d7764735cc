"""Reads of days: when a program is closed, who is on leave, and the phases with one person's own dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker import clock
from tracker.cohorts.calendar_models import Cause, ClosedDay, Leave, Shift
from tracker.cohorts.day_rules import Move, moved, moved_notice, renewed_notice
from tracker.cohorts.models import Cohort, Enrolment, GateDefault, GatePolicy, Phase, PhaseKind
from tracker.cohorts.policies import gate_of
from tracker.cohorts.rules import ANSWER_DAYS, NOTICE_DAYS, Gate


@dataclass(frozen=True)
class PersonalPhase:
    """A phase with the dates that hold for one scholar; everything else is the cohort's.

    The dates printed in `policy` are the cohort's; `gate_at` tells the gate with the scholar's.
    """

    phase: Phase
    starts_on: date
    ends_on: date
    notice_by: date | None
    decision_on: date | None
    forms_close_on: date

    @property
    def id(self) -> int:
        return self.phase.id

    @property
    def kind(self) -> PhaseKind:
        return self.phase.kind

    @property
    def cohort(self) -> Cohort:
        return self.phase.cohort

    @property
    def cohort_id(self) -> int:
        return self.phase.cohort_id

    @property
    def policy(self) -> GatePolicy | None:
        return self.phase.policy

    @property
    def gate_default(self) -> GateDefault | None:
        return self.phase.gate_default

    @property
    def places(self) -> int | None:
        return self.phase.places

    @property
    def own(self) -> bool:
        """Whether any date is not the cohort's."""
        names = ("starts_on", "ends_on", "notice_by", "decision_on", "forms_close_on")
        return any(getattr(self, name) != getattr(self.phase, name) for name in names)


AnyPhase = Phase | PersonalPhase


def gate_at(phase: AnyPhase) -> Gate | None:
    """The gate in force at the end of a phase, with the dates that hold for whom the phase is about."""
    if phase.policy is None or phase.decision_on is None:
        return None
    return replace(gate_of(phase.policy), notice_by=phase.notice_by, decision_on=phase.decision_on)


def personal(phase: Phase, moves: Sequence[Move]) -> PersonalPhase:
    """A phase of the cohort with one person's moves applied."""
    notice_days = phase.policy.notice_days if phase.policy else NOTICE_DAYS
    return PersonalPhase(
        phase=phase,
        starts_on=moved(phase.starts_on, moves),
        ends_on=moved(phase.ends_on, moves),
        notice_by=notice_of(phase, phase.notice_by, notice_days, moves),
        decision_on=moved(phase.decision_on, moves) if phase.decision_on else None,
        forms_close_on=moved(phase.forms_close_on, moves),
    )


def notice_of(phase: Phase, notice_by: date | None, notice_days: int, moves: Sequence[Move]) -> date | None:
    """The last day for a concern after one person's moves; an extension decided after it sets a new one."""
    if notice_by is None:
        return None
    day = notice_by
    for at, move in enumerate(moves, start=1):
        passed = day < move.known_on
        day = moved_notice(day, [move])
        if passed and move.extends == phase.id:
            ends_on = moved(phase.ends_on, moves[:at])
            day = renewed_notice(ends_on, move.known_on, notice_days, ANSWER_DAYS) or day
    return day


def phases_of(session: Session, enrolment: Enrolment, today: date | None = None) -> list[PersonalPhase]:
    """The phases of a scholar's cohort with the scholar's own dates, in order.

    While somebody is on leave their days stand still: each lies as far ahead as it would if they came
    back today. `today` is the day in the program's zone unless one is given.
    """
    return phases_of_many(session, [enrolment], today)[enrolment.id]


def phases_of_many(
    session: Session, enrolments: Iterable[Enrolment], today: date | None = None
) -> dict[int, list[PersonalPhase]]:
    """Enrolment id → the phases with that scholar's own dates. Two statements, however many they are.

    The cohorts' phases are those that the caller loaded with the enrolments.
    """
    rows = list(enrolments)
    moves = moves_of_many(session, rows, today)
    return {row.id: [personal(phase, moves[row.id]) for phase in row.cohort.phases] for row in rows}


def moves_of_many(
    session: Session, enrolments: Iterable[Enrolment], today: date | None = None
) -> dict[int, list[Move]]:
    """Enrolment id → how that scholar's days moved, in order; an open leave moves them up to today."""
    rows = {row.id: row for row in enrolments}
    moves: dict[int, list[Move]] = defaultdict(list)
    found = sa.select(Shift).where(Shift.enrolment_id.in_(rows)).order_by(Shift.id)
    for shift in session.scalars(found):
        moves[shift.enrolment_id].append(_move(shift))
    away = sa.select(Leave).where(Leave.enrolment_id.in_(rows), Leave.returned_on.is_(None))
    for leave in session.scalars(away):
        row = rows[leave.enrolment_id]
        now = today or clock.today(row.cohort.program.time_zone)
        if row.left_on is None and leave.from_on < now:
            moves[row.id].append(Move(leave.from_on, (now - leave.from_on).days, leave.recorded_on))
    return {key: moves[key] for key in rows}


def _move(shift: Shift) -> Move:
    extends = shift.phase_id if shift.cause is Cause.EXTENSION else None
    return Move(shift.from_on, shift.days, shift.known_on, extends)


def open_forms(session: Session, today: date, *, cohort_id: int | None = None) -> set[tuple[int, int]]:
    """(enrolment, phase) pairs whose forms are still open today though the cohort's have closed."""
    shifted = sa.select(Shift.enrolment_id).union(
        sa.select(Leave.enrolment_id).where(Leave.returned_on.is_(None))
    )
    found = sa.select(Enrolment).where(Enrolment.id.in_(shifted)).options(joinedload(Enrolment.cohort))
    if cohort_id is not None:
        found = found.where(Enrolment.cohort_id == cohort_id)
    rows = session.scalars(found).all()
    if not rows:
        return set()
    cohorts = {row.cohort_id for row in rows}
    ended: dict[int, list[Phase]] = defaultdict(list)
    for phase in session.scalars(sa.select(Phase).where(Phase.cohort_id.in_(cohorts), Phase.ends_on < today)):
        ended[phase.cohort_id].append(phase)
    moves = moves_of_many(session, rows, today)
    return {
        (row.id, phase.id)
        for row in rows
        for phase in ended[row.cohort_id]
        if phase.forms_close_on < today <= moved(phase.forms_close_on, moves[row.id])
    }


def days_later(session: Session, cohort_id: int, today: date) -> dict[int, int]:
    """Enrolment id → by how many days the scholar's dates lie later than the cohort's, all moves together.

    Somebody on leave counts with the days so far. Only scholars with dates of their own are named.
    """
    found = sa.select(Enrolment).where(Enrolment.cohort_id == cohort_id)
    moves = moves_of_many(session, session.scalars(found), today)
    sums = {key: sum(move.days for move in some) for key, some in moves.items()}
    return {key: days for key, days in sums.items() if days}


def on_leave(session: Session, cohort_id: int, today: date) -> frozenset[int]:
    """The enrolments of a cohort that are on leave today: nothing is due from them."""
    return frozenset(session.scalars(away_on(today).where(Enrolment.cohort_id == cohort_id)))


def everybody_away(session: Session, today: date) -> frozenset[int]:
    """The enrolments that are on leave, whatever cohort they belong to; for lists that span cohorts."""
    return frozenset(session.scalars(away_on(today)))


def away_on(today: date) -> sa.Select[int]:
    """Who is on leave on a day, as a query of enrolment ids."""
    return (
        sa.select(Leave.enrolment_id)
        .join(Enrolment, Enrolment.id == Leave.enrolment_id)
        .where(Leave.returned_on.is_(None), Leave.from_on <= today, Enrolment.left_on.is_(None))
    )


def open_leave(session: Session, enrolment_id: int) -> Leave | None:
    """The leave of a scholar that has not ended, read anew; it may still lie ahead."""
    found = sa.select(Leave).where(Leave.enrolment_id == enrolment_id, Leave.returned_on.is_(None))
    return session.scalar(found.execution_options(populate_existing=True))


def leaves(session: Session, enrolment_id: int) -> Sequence[Leave]:
    """Every leave of a scholar, newest first."""
    found = sa.select(Leave).where(Leave.enrolment_id == enrolment_id).options(joinedload(Leave.recorded_by))
    return session.scalars(found.order_by(Leave.from_on.desc(), Leave.id.desc())).all()


def shifts(session: Session, enrolment_id: int) -> Sequence[Shift]:
    """Every shift of a scholar's dates, in the order in which they were made."""
    found = sa.select(Shift).where(Shift.enrolment_id == enrolment_id)
    return session.scalars(found.options(joinedload(Shift.made_by)).order_by(Shift.id)).all()


def closed_days(session: Session, program_id: int) -> frozenset[date]:
    """The days from Monday to Friday on which a program does not work."""
    return frozenset(session.scalars(sa.select(ClosedDay.day).where(ClosedDay.program_id == program_id)))


def closed_list(session: Session, program_id: int) -> Sequence[ClosedDay]:
    """The same with their names, in order."""
    found = sa.select(ClosedDay).where(ClosedDay.program_id == program_id).order_by(ClosedDay.day)
    return session.scalars(found).all()


def closed_day(session: Session, closed_id: int, *, program_id: int) -> ClosedDay | None:
    """A closed day of this program."""
    found = sa.select(ClosedDay).where(ClosedDay.id == closed_id, ClosedDay.program_id == program_id)
    return session.scalar(found)
