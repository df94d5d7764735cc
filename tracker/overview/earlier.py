"""Earlier gates of a program: the counts that staff typed, together with the gates decided here."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker import clock
from tracker.advancement import gate_history
from tracker.cohorts import history
from tracker.cohorts.history import History, Row
from tracker.cohorts.models import Enrolment, GateDefault, PhaseKind, Program


def rows(
    session: Session,
    program: Program,
    *,
    kind: PhaseKind | None = None,
    but_for: int | None = None,
    over: bool = False,
) -> list[Row]:
    """Both, newest year first; `over` leaves out gates of cohorts that still run."""
    today: date = clock.today(program.time_zone)
    decided = gate_history.finished(session, program.id, today, but_for=but_for, over=over)
    alike = [one for one in decided if kind is None or one.kind is kind]
    return history.together(history.records(session, program.id, kind), alike)


def of_gate(session: Session, enrolment: Enrolment, kind: PhaseKind, default: GateDefault) -> History:
    """What came of earlier gates of a scholar's program; their own cohort is not an earlier one."""
    cohort = enrolment.cohort
    return history.among(rows(session, cohort.program, kind=kind, but_for=cohort.id), default)
